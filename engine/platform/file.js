// provides: File
// needs: blob
// spec: https://w3c.github.io/FileAPI/#file-section
(platform) => {
  'use strict';
  const { internals } = platform;
  const { brand, toText } = internals;

  let isFile;

  class File extends Blob {
    #name;
    #lastModified;

    constructor(parts, name, options) {
      if (arguments.length < 2) {
        throw new TypeError("Failed to construct 'File': constructor parameter 2 is not of type 'string'.");
      }
      super(parts, options);
      this.#name = toText(name);
      this.#lastModified = options?.lastModified === undefined ? platform.now() : Number(options.lastModified);
    }

    static {
      isFile = (value) => value !== null && typeof value === 'object' && #name in value;
    }

    get name() {
      return brand(() => this.#name);
    }

    get lastModified() {
      return brand(() => this.#lastModified);
    }
  }
  internals.exposeInterface(File);

  internals.isFile = isFile;
  internals.fileFrom = (bytes, name, type) => new File([bytes], name, { type });
}
