// provides: CountQueuingStrategy ByteLengthQueuingStrategy
// needs: interface
// spec: https://streams.spec.whatwg.org/#qs-api
(platform) => {
  'use strict';
  const { brand, exposeInterface } = platform.internals;

  const highWaterMarkFrom = (init, name) => {
    if (init?.highWaterMark === undefined) {
      throw new TypeError(`Failed to construct '${name}': constructor parameter 1 is not of type 'QueuingStrategyInit'.`);
    }
    return Number(init.highWaterMark);
  };
  // One function for all, as the spec asks.
  const count = { size: () => 1 }.size;
  const byteLength = { size: (chunk) => chunk.byteLength }.size;

  class CountQueuingStrategy {
    #highWaterMark;
    constructor(init) {
      this.#highWaterMark = highWaterMarkFrom(init, 'CountQueuingStrategy');
    }
    get highWaterMark() {
      return brand(() => this.#highWaterMark);
    }
    get size() {
      return brand(() => this.#highWaterMark) === undefined ? undefined : count;
    }
  }

  class ByteLengthQueuingStrategy {
    #highWaterMark;
    constructor(init) {
      this.#highWaterMark = highWaterMarkFrom(init, 'ByteLengthQueuingStrategy');
    }
    get highWaterMark() {
      return brand(() => this.#highWaterMark);
    }
    get size() {
      return brand(() => this.#highWaterMark) === undefined ? undefined : byteLength;
    }
  }

  exposeInterface(CountQueuingStrategy);
  exposeInterface(ByteLengthQueuingStrategy);
}
