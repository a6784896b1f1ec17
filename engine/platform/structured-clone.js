// provides: structuredClone
// needs: dom-exception
// spec: https://html.spec.whatwg.org/multipage/structured-data.html#safe-passing-of-structured-data
//
// Other platform files may add kinds to `internals.cloners`: prototype → (value) => its clone.
(platform) => {
  'use strict';
  const { internals } = platform;
  const { apply, getPrototypeOf, getOwnPropertyDescriptor } = Reflect;
  const { toStringTag } = Symbol;
  const NativeDate = Date;
  const NativeTypeError = TypeError;
  const { getTime } = NativeDate.prototype;
  const getter = (prototype, name) => getOwnPropertyDescriptor(prototype, name).get;
  const mapSize = getter(Map.prototype, 'size');
  const setSize = getter(Set.prototype, 'size');
  const bufferLength = getter(ArrayBuffer.prototype, 'byteLength');
  const viewLength = getter(DataView.prototype, 'byteLength');
  const expressionSource = getter(RegExp.prototype, 'source');
  const typedArrayName = getter(getPrototypeOf(Uint8Array.prototype), toStringTag);
  const { transfer } = ArrayBuffer.prototype;
  const wrappers = [String, Number, Boolean, BigInt].map((Type) => Type.prototype.valueOf);
  const errors = { Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError };
  const typedArrays = Object.fromEntries(
    [
      Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, Float16Array,
      Float32Array, Float64Array, BigInt64Array, BigUint64Array,
    ].map((Type) => [Type.name, Type]),
  );

  const accepts = (method, value, ...rest) => {
    try {
      apply(method, value, rest);
      return true;
    } catch {
      return false;
    }
  };
  const refuse = (value) => {
    const words = typeof value === 'function' || typeof value === 'symbol' ? String(value) : `#<${value.constructor?.name || 'Object'}>`;
    throw internals.domException(`${words} could not be cloned.`, 'DataCloneError');
  };

  // https://html.spec.whatwg.org/multipage/structured-data.html#structuredserializeinternal and deserialize, in one pass.
  const clone = (value, memory) => {
    if (typeof value === 'symbol' || typeof value === 'function') refuse(value);
    if (value === null || typeof value !== 'object') return value;
    if (memory.has(value)) return memory.get(value);
    const known = (copy) => {
      memory.set(value, copy);
      return copy;
    };
    for (const valueOf of wrappers) if (accepts(valueOf, value)) return known(Object(apply(valueOf, value, [])));
    if (accepts(Symbol.prototype.valueOf, value)) refuse(apply(Symbol.prototype.valueOf, value, []));
    if (accepts(getTime, value)) return known(new NativeDate(apply(getTime, value, [])));
    if (value !== RegExp.prototype && accepts(expressionSource, value)) return known(new RegExp(value.source, value.flags));
    if (accepts(bufferLength, value)) {
      if (value.detached) refuse(value);
      return known(value.resizable ? copyResizable(value) : value.slice(0));
    }
    const typed = apply(typedArrayName, value, []);
    if (typed !== undefined || accepts(viewLength, value)) {
      const buffer = clone(value.buffer, memory);
      const length = typed === undefined ? value.byteLength : value.length;
      return known(new (typed === undefined ? DataView : typedArrays[typed])(buffer, value.byteOffset, length));
    }
    if (accepts(mapSize, value)) {
      const copy = known(new Map());
      const entries = [...apply(Map.prototype.entries, value, [])];
      for (const [key, item] of entries) copy.set(clone(key, memory), clone(item, memory));
      return copy;
    }
    if (accepts(setSize, value)) {
      const copy = known(new Set());
      const items = [...apply(Set.prototype.values, value, [])];
      for (const item of items) copy.add(clone(item, memory));
      return copy;
    }
    const cloner = internals.cloners?.get(getPrototypeOf(value));
    if (cloner !== undefined) return known(cloner(value));
    if (internals.isDOMException?.(value)) return known(internals.domException(value.message, value.name));
    if (Error.isError(value)) return cloneError(value, known, memory);
    if (isHostObject(value)) refuse(value);
    const copy = known(Array.isArray(value) ? new Array(value.length) : {});
    for (const key of Object.keys(value)) {
      if (!Object.hasOwn(value, key)) continue;
      Object.defineProperty(copy, key, { value: clone(value[key], memory), writable: true, enumerable: true, configurable: true });
    }
    return copy;
  };
  const copyResizable = (buffer) => {
    const copy = new ArrayBuffer(buffer.byteLength, { maxByteLength: buffer.maxByteLength });
    new Uint8Array(copy).set(new Uint8Array(buffer));
    return copy;
  };
  // The real runtime keeps name, message, stack and cause.
  const cloneError = (error, known, memory) => {
    const Type = Object.hasOwn(errors, error.name) ? errors[error.name] : Error;
    const message = getOwnPropertyDescriptor(error, 'message')?.value;
    const copy = known(message === undefined ? new Type() : new Type(`${message}`));
    const { stack } = error;
    if (typeof stack === 'string') copy.stack = stack;
    if (Object.hasOwn(error, 'cause')) {
      Object.defineProperty(copy, 'cause', { value: clone(error.cause, memory), writable: true, configurable: true });
    }
    return copy;
  };
  // What has internal slots that cannot be copied.
  const isHostObject = (value) => {
    if (value instanceof Promise || value instanceof WeakRef) return true;
    for (const Type of [WeakMap, WeakSet]) if (accepts(Type.prototype.has, value, {})) return true;
    for (let prototype = getPrototypeOf(value); prototype !== null; prototype = getPrototypeOf(prototype)) {
      if (internals.interfaces?.has(prototype)) return true;
    }
    return /^\[object (Generator|AsyncGenerator|.* Iterator)\]$/.test(Object.prototype.toString.call(value));
  };

  const { structuredClone } = {
    structuredClone(...values) {
      if (values.length === 0) {
        throw new NativeTypeError("Failed to execute 'structuredClone' on 'ServiceWorkerGlobalScope': parameter 1 is not of type 'any'.");
      }
      const [value, options] = values;
      const memory = new Map();
      const transferred = [...(options?.transfer ?? [])];
      for (const item of transferred) {
        if (item === null || typeof item !== 'object' || !accepts(bufferLength, item)) throw new NativeTypeError('Object is not transferable');
      }
      // The clone refers to the moved buffers, so they are moved once everything else is known to be clonable.
      const moved = new Set(transferred.filter((buffer) => !buffer.detached));
      for (const buffer of moved) memory.set(buffer, apply(bufferSlice, buffer, [0]));
      const copy = clone(value, memory);
      for (const buffer of moved) apply(transfer, buffer, []);
      return copy;
    },
  };
  const bufferSlice = ArrayBuffer.prototype.slice;
  platform.expose('structuredClone', structuredClone);
}
