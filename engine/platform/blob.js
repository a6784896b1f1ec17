// provides: Blob
// needs: interface body bytes utf8
// mentioned by: blob
// spec: https://w3c.github.io/FileAPI/#blob-section
(platform) => {
  'use strict';
  const { internals } = platform;
  const { brand, toText } = internals;
  const own = Symbol('made by the platform'); // first argument of the constructor: then bytes and type follow

  // https://w3c.github.io/FileAPI/#process-blob-parts
  const bytesOf = (parts, name) => {
    if (!Array.isArray(parts)) {
      throw new TypeError(`Failed to construct '${name}': constructor parameter 1 is not of type 'Array'.`);
    }
    return internals.concatenate(
      parts.map(
        (part) =>
          internals.bytesOf(part) ?? (isBlob(part) ? stateOf(part).bytes : internals.utf8Encode(toText(part))),
      ),
    );
  };

  // https://w3c.github.io/FileAPI/#constructorBlob step 3: anything but printable ASCII empties it.
  const normalType = (type) => (/[^\x20-\x7f]/.test(type) ? '' : type.toLowerCase());

  let stateOf;
  let isBlob;

  class Blob {
    #state;

    constructor(parts, options, type) {
      if (parts === own) {
        this.#state = { bytes: options, type };
        return;
      }
      if (options !== undefined && options !== null && typeof options !== 'object' && typeof options !== 'function') {
        throw new TypeError("Failed to construct 'Blob': constructor parameter 2 is not of type 'Options'.");
      }
      if (options?.endings !== undefined) throw new Error("The 'endings' field on 'Options' is not implemented.");
      this.#state = {
        bytes: parts === undefined ? new Uint8Array(0) : bytesOf(parts, new.target.name === 'File' ? 'File' : 'Blob'),
        type: options?.type === undefined ? '' : normalType(toText(options.type)),
      };
    }

    static {
      stateOf = (blob) => brand(() => blob.#state);
      isBlob = (value) => value !== null && typeof value === 'object' && #state in value;
    }

    get size() {
      return stateOf(this).bytes.length;
    }

    get type() {
      return stateOf(this).type;
    }

    async arrayBuffer() {
      return stateOf(this).bytes.slice().buffer;
    }

    async bytes() {
      return stateOf(this).bytes.slice();
    }

    async text() {
      return internals.utf8Decode(stateOf(this).bytes);
    }

    slice(start = 0, end = undefined, type = '') {
      const { bytes } = stateOf(this);
      return new Blob(own, bytes.slice(start, end), normalType(toText(type)));
    }

    stream() {
      return internals.blobStream(stateOf(this).bytes);
    }
  }
  internals.exposeInterface(Blob);

  (internals.cloners ??= new Map()).set(Blob.prototype, (blob) => internals.blobFrom(stateOf(blob).bytes, blob.type));
  internals.isBlob = isBlob;
  internals.blobState = stateOf;
  internals.blobFrom = (bytes, type) => new Blob(own, bytes, normalType(type));
  internals.bodyKinds.push((value) => {
    if (!isBlob(value)) return undefined;
    const { bytes, type } = stateOf(value);
    return { bytes, type: type === '' ? null : type };
  });
}
