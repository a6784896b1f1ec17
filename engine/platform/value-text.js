// deferred: valueText
// needs: interface dom-exception collect headers-class
//
// What rpc-values.js promises: values as text, and back.
(platform) => {
  'use strict';
  const { internals, promise } = platform;
  const { stringify, parse } = JSON;
  const { getPrototypeOf, keys, is, hasOwn, defineProperty } = Object;
  const { then } = promise;
  const NativePromise = Promise;
  const errorTypes = { Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError };
  const viewTypes = {
    Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array,
    Float64Array, BigInt64Array, BigUint64Array, DataView,
  };
  const cloneError = (message) => internals.domException(message, 'DataCloneError');
  const refuse = (value) => {
    const name = value.constructor?.name || 'Object';
    throw cloneError(`Could not serialize object of type "${name}". This type does not support serialization.`);
  };
  const stateOf = {
    headers: (value) => internals.isHeaders?.(value) && internals.headerListOf(value),
    request: (value) => internals.isRequest(value) && internals.requestState(value),
    response: (value) => internals.isResponse?.(value) && internals.responseState(value),
  };

  const serialize = (root, exporter) => {
    const nodes = [];
    const numbers = new Map(); // object → number of its node
    const waits = [];
    const add = (node) => [nodes.push(node) - 1];

    const reference = (value) => {
      switch (typeof value) {
        case 'string':
        case 'boolean':
          return value;
        case 'undefined':
          return add(['undefined']);
        case 'number':
          return Number.isFinite(value) && !is(value, -0) ? value : add(['number', is(value, -0) ? '-0' : `${value}`]);
        case 'bigint':
          return add(['bigint', `${value}`]);
        case 'symbol':
          throw cloneError(`${String(value)} could not be cloned.`);
      }
      if (value === null) return null;
      if (numbers.has(value)) return [numbers.get(value)];
      const node = [];
      const [number] = add(node);
      numbers.set(value, number);
      write(value, node);
      return [number];
    };
    const write = (value, node) => {
      const remote = internals.remoteState?.(value);
      if (remote?.awaited !== undefined) {
        waits.push(then(remote.awaited(), (given) => node.push('same', reference(given))));
      } else if (remote?.wire !== undefined) node.push(...remote.wire());
      else if (remote !== undefined || typeof value === 'function' || internals.isRpcTarget?.(value)) {
        if (exporter === undefined) {
          throw cloneError(typeof value === 'function' ? `${String(value)} could not be cloned.` : refuse(value));
        }
        node.push('stub', exporter(value));
      } else writeObject(value, node);
    };
    const writeObject = (value, node) => {
      const prototype = getPrototypeOf(value);
      if (Array.isArray(value)) {
        node.push('array', value.length, keys(value).map((key) => [key, reference(value[key])]));
      } else if (prototype === Object.prototype || prototype === null) {
        node.push('object', keys(value).map((key) => [key, reference(value[key])]));
      } else if (value instanceof Date) node.push('date', value.getTime());
      else if (value instanceof RegExp) node.push('expression', value.source, value.flags);
      else if (value instanceof Map) node.push('map', [...value].map(([key, item]) => [reference(key), reference(item)]));
      else if (value instanceof Set) node.push('set', [...value].map(reference));
      else if (value instanceof ArrayBuffer) node.push('buffer', new Uint8Array(value).toBase64());
      else if (ArrayBuffer.isView(value)) {
        const name = Object.prototype.toString.call(value).slice(8, -1);
        node.push('view', name, reference(value.buffer), value.byteOffset, value.length ?? value.byteLength);
      } else if (internals.isDOMException?.(value)) node.push('dom exception', value.message, value.name);
      else if (Error.isError(value)) writeError(value, node);
      else if ([Boolean, Number, String].some((Type) => value instanceof Type)) node.push('boxed', value.valueOf());
      else if (!writeMessage(value, node)) refuse(value);
    };
    const writeError = (error, node) => {
      const type = hasOwn(errorTypes, error.name) ? error.name : 'Error';
      const message = type === error.name || !error.name ? `${error.message}` : `${error.name}: ${error.message}`;
      node.push('error', type, message, typeof error.stack === 'string' ? error.stack : '');
      node.push(hasOwn(error, 'cause') ? [reference(error.cause)] : []);
    };
    // Headers, Request, Response.
    const writeMessage = (value, node) => {
      const headers = stateOf.headers(value);
      if (headers) return node.push('headers', headers.map(([name, text]) => [name, text]));
      const request = stateOf.request(value);
      if (request) {
        const { method, url, redirect, cf } = request;
        node.push('request', { method, url, redirect, cf, headers: request.headers.map(([name, text]) => [name, text]) });
        return writeBody(request.body, node);
      }
      const response = stateOf.response(value);
      if (!response) return false;
      const { status, statusText, url } = response;
      node.push('response', { status, statusText, url, headers: response.headers.map(([name, text]) => [name, text]) });
      return writeBody(response.body, node);
    };
    const writeBody = (body, node) => {
      const taken = internals.takeBody(body);
      if (taken?.stream === undefined) return node.push(taken);
      waits.push(then(internals.collect(taken.stream), (bytes) => node.push({ base64: bytes.toBase64() })));
      return true;
    };

    const whole = reference(root);
    const finish = () => stringify([whole, nodes]);
    // What is awaited may bring more to await.
    const settle = (done) =>
      waits.length === done ? finish() : then(NativePromise.all(waits.slice(done)), ((now) => () => settle(now))(waits.length));
    return settle(0);
  };

  const deserialize = (text, from) => {
    const [root, nodes] = parse(text);
    const made = [];
    const read = (reference) => {
      if (reference === null || typeof reference !== 'object') return reference;
      const [number] = reference;
      return number in made ? made[number] : build(number, nodes[number]);
    };
    const readInto = (target, entries) => {
      for (const [key, item] of entries) {
        defineProperty(target, key, { value: read(item), writable: true, enumerable: true, configurable: true });
      }
      return target;
    };
    const build = (number, [kind, first, second, third, fourth]) => {
      const known = (value) => (made[number] = value);
      switch (kind) {
        case 'undefined':
          return known(undefined);
        case 'number':
          return known(Number(first));
        case 'bigint':
          return known(BigInt(first));
        case 'same':
          return known(read(first));
        case 'stub':
          return known(internals.stubFor(from, first));
        case 'remote':
          return known(internals.stubFor(first, second));
        case 'service':
          return known(internals.serviceStub(first));
        case 'durable object':
          return known(internals.durableObjectStub(first));
        case 'array':
          return readInto(known(new Array(first)), second);
        case 'object':
          return readInto(known({}), first);
        case 'date':
          return known(new Date(first ?? NaN));
        case 'expression':
          return known(new RegExp(first, second));
        case 'map': {
          const map = known(new Map());
          for (const [key, item] of first) map.set(read(key), read(item));
          return map;
        }
        case 'set': {
          const set = known(new Set());
          for (const item of first) set.add(read(item));
          return set;
        }
        case 'buffer':
          return known(Uint8Array.fromBase64(first).buffer);
        case 'view':
          return known(new viewTypes[first](read(second), third, fourth));
        case 'dom exception':
          return known(internals.domException(first, second));
        case 'boxed':
          return known(Object(first));
        case 'error': {
          const error = known(new errorTypes[first](second));
          if (third !== '') defineProperty(error, 'stack', { value: third, writable: true, configurable: true });
          if (fourth.length > 0) defineProperty(error, 'cause', { value: read(fourth[0]), writable: true, configurable: true });
          return error;
        }
        case 'headers':
          return known(internals.headersFor(first.map(([name, value]) => [name, value, name.toLowerCase()]), false));
        case 'request':
          return known(internals.newRequest({ ...first, headers: keyed(first.headers), body: internals.bodyFromHost(second) }));
        case 'response':
          return known(internals.newResponse({ ...first, headers: keyed(first.headers), body: internals.bodyFromHost(second) }));
      }
    };
    const keyed = (headers) => headers.map(([name, value]) => [name, value, name.toLowerCase()]);
    return read(root);
  };
  return (write, ...values) => (write ? serialize : deserialize)(...values);
}
