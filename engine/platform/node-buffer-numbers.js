// needs: node-errors
// spec: https://nodejs.org/api/buffer.html#bufreadbigint64beoffset and the methods after it
//
// internals.bufferNumbers: the methods of a Buffer that read and write numbers. Each has a twin whose name says Uint.
(platform) => {
  'use strict';
  const { internals } = platform;
  const errors = internals.nodeErrors;
  const methods = Object.create(null);
  const viewOf = (buffer) => new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);

  const requireRoom = (buffer, offset, size) => {
    if (typeof offset !== 'number') throw errors.wrongType('offset', 'of type number', offset);
    const last = buffer.length - size;
    if (Number.isInteger(offset) && offset >= 0 && offset <= last) return;
    if (!Number.isInteger(offset)) throw errors.outOfRange('offset', 'an integer', offset);
    if (last < 0) throw errors.withCode(new RangeError('Attempt to access memory outside buffer bounds'), 'ERR_BUFFER_OUT_OF_BOUNDS');
    throw errors.outOfRange('offset', `>= 0 and <= ${last}`, offset);
  };
  const likeOne = (one, value) => (typeof one === 'bigint' ? BigInt(value) : value);
  const requireValue = (value, isSigned, size, one) => {
    const bits = size * 8;
    const two = one + one;
    const least = isSigned ? -(two ** likeOne(one, bits - 1)) : one - one;
    const most = (isSigned ? two ** likeOne(one, bits - 1) : two ** likeOne(one, bits)) - one;
    const [low, high] = typeof value === 'bigint' ? [least, most] : [Number(least), Number(most)];
    if (!(value > high || value < low)) return;
    const n = typeof one === 'bigint' ? 'n' : '';
    const range =
      size <= 4
        ? `>= ${least} and <= ${most}`
        : isSigned
          ? `>= -(2${n} ** ${bits - 1}${n}) and < 2${n} ** ${bits - 1}${n}`
          : `>= 0${n} and < 2${n} ** ${bits}${n}`;
    throw errors.outOfRange('value', range, value);
  };

  const add = (name, method) => {
    methods[name] = method;
    if (name.includes('UInt')) methods[name.replace('UInt', 'Uint')] = method;
  };
  // kind: of a DataView's method, such as "Uint16".
  const addPair = (name, kind, size, isLittle, check) => {
    const get = DataView.prototype[`get${kind}`];
    const set = DataView.prototype[`set${kind}`];
    add(`read${name}`, function (offset = 0) {
      requireRoom(this, offset, size);
      return Reflect.apply(get, viewOf(this), [offset, isLittle]);
    });
    add(`write${name}`, function (value, offset = 0) {
      const given = check(value);
      requireRoom(this, offset, size);
      if (kind.startsWith('Big') && typeof given !== 'bigint') {
        throw new TypeError('Cannot mix BigInt and other types, use explicit conversions');
      }
      Reflect.apply(set, viewOf(this), [offset, given, isLittle]);
      return offset + size;
    });
  };
  const number = (value) => {
    if (typeof value === 'bigint') throw new TypeError('Cannot convert a BigInt value to a number');
    return +value;
  };
  const asNumber = (isSigned, size) => (value) => {
    const given = number(value);
    requireValue(given, isSigned, size, 1);
    return given;
  };
  const asBig = (isSigned) => (value) => {
    requireValue(value, isSigned, 8, 1n);
    return value;
  };

  for (const [sign, isSigned] of [['U', false], ['', true]]) {
    const kind = sign === 'U' ? 'Uint' : 'Int';
    addPair(`${sign}Int8`, `${kind}8`, 1, false, asNumber(isSigned, 1));
    for (const [end, isLittle] of [['BE', false], ['LE', true]]) {
      for (const bits of [16, 32]) addPair(`${sign}Int${bits}${end}`, `${kind}${bits}`, bits / 8, isLittle, asNumber(isSigned, bits / 8));
      addPair(`Big${sign}Int64${end}`, `Big${kind}64`, 8, isLittle, asBig(isSigned));
      addLong(`${sign}Int${end}`, isSigned, isLittle);
    }
  }
  for (const [end, isLittle] of [['BE', false], ['LE', true]]) {
    addPair(`Float${end}`, 'Float32', 4, isLittle, number);
    addPair(`Double${end}`, 'Float64', 8, isLittle, number);
  }
  // Of 1 to 6 bytes, as the call says.
  function addLong(name, isSigned, isLittle) {
    const requireSize = (size) => {
      if (size === undefined) throw errors.wrongType('byteLength', 'of type number', size);
      errors.requireInteger('byteLength', size, 1, 6);
    };
    add(`read${name}`, function (offset, size) {
      if (offset === undefined) throw errors.wrongType('offset', 'of type number', offset);
      requireSize(size);
      requireRoom(this, offset, size);
      let value = 0;
      for (let at = 0; at < size; at++) value = value * 256 + this[offset + (isLittle ? size - 1 - at : at)];
      return isSigned && value >= 2 ** (size * 8 - 1) ? value - 2 ** (size * 8) : value;
    });
    add(`write${name}`, function (value, offset, size) {
      requireSize(size);
      const given = number(value);
      requireValue(given, isSigned, size, 1);
      requireRoom(this, offset, size);
      let rest = given < 0 ? Math.trunc(given) + 2 ** (size * 8) : Math.trunc(given);
      for (let at = 0; at < size; at++) {
        this[offset + (isLittle ? at : size - 1 - at)] = rest % 256;
        rest = Math.floor(rest / 256);
      }
      return offset + size;
    });
  }
  for (const size of [2, 4, 8]) {
    methods[`swap${size * 8}`] = function () {
      if (this.length % size !== 0) {
        throw errors.withCode(new RangeError(`Buffer size must be a multiple of ${size * 8}-bits`), 'ERR_INVALID_BUFFER_SIZE');
      }
      for (let start = 0; start < this.length; start += size) new Uint8Array(this.buffer, this.byteOffset + start, size).reverse();
      return this;
    };
  }
  internals.bufferNumbers = methods;
}
