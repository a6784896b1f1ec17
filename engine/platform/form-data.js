// provides: FormData
// needs: interface body file bytes url-search-params utf8
// mentioned by: formData
// spec: https://xhr.spec.whatwg.org/#interface-formdata
(platform) => {
  'use strict';
  const { internals } = platform;
  const { brand, requireArguments, toText, utf8Encode, utf8Decode } = internals;
  const { iterator } = Symbol;

  // https://xhr.spec.whatwg.org/#create-an-entry
  const newEntry = (name, value, filename) => {
    if (!internals.isBlob(value)) return [name, toText(value)];
    if (internals.isFile(value) && filename === undefined) return [name, value];
    const { bytes, type } = internals.blobState(value);
    return [name, internals.fileFrom(bytes, filename === undefined ? name : toText(filename), type)];
  };

  const requireEntry = (given, method) => {
    requireArguments(given, 1, `${method}' on 'FormData`, 'string');
    requireArguments(given, 2, `${method}' on 'FormData`, 'File or Blob or string');
  };

  let entriesOf;
  let isFormData;

  class FormData {
    #entries = [];

    static {
      entriesOf = (form) => brand(() => form.#entries);
      isFormData = (value) => value !== null && typeof value === 'object' && #entries in value;
    }

    append(name, value, filename) {
      requireEntry(arguments.length, 'append');
      entriesOf(this).push(newEntry(toText(name), value, filename));
    }

    delete(name) {
      requireArguments(arguments.length, 1, "delete' on 'FormData", 'string');
      const entries = entriesOf(this);
      for (let i = entries.length; i-- > 0; ) if (entries[i][0] === toText(name)) entries.splice(i, 1);
    }

    get(name) {
      requireArguments(arguments.length, 1, "get' on 'FormData", 'string');
      const wanted = toText(name);
      const [found] = entriesOf(this).filter((entry) => entry[0] === wanted);
      return found === undefined ? null : found[1];
    }

    getAll(name) {
      requireArguments(arguments.length, 1, "getAll' on 'FormData", 'string');
      return entriesOf(this)
        .filter((entry) => entry[0] === toText(name))
        .map((entry) => entry[1]);
    }

    has(name) {
      requireArguments(arguments.length, 1, "has' on 'FormData", 'string');
      return entriesOf(this).some((entry) => entry[0] === toText(name));
    }

    set(name, value, filename) {
      requireEntry(arguments.length, 'set');
      const entry = newEntry(toText(name), value, filename);
      const entries = entriesOf(this);
      const index = entries.map((other) => other[0]).indexOf(entry[0]);
      if (index < 0) {
        entries.push(entry);
        return;
      }
      entries[index] = entry;
      for (let i = entries.length; --i > index; ) if (entries[i][0] === entry[0]) entries.splice(i, 1);
    }

    forEach(callback, receiver) {
      requireArguments(arguments.length, 1, "forEach' on 'FormData", 'function');
      for (const [name, value] of entriesOf(this)) Reflect.apply(callback, receiver, [value, name, this]);
    }

    entries() {
      return entriesOf(this)
        .map((entry) => entry.slice())
        .values();
    }

    keys() {
      return entriesOf(this)
        .map((entry) => entry[0])
        .values();
    }

    values() {
      return entriesOf(this)
        .map((entry) => entry[1])
        .values();
    }
  }
  Object.defineProperty(FormData.prototype, iterator, {
    value: FormData.prototype.entries,
    writable: true,
    configurable: true,
  });
  internals.exposeInterface(FormData);

  // As Chrome and workerd escape a name; there is no standard that all follow.
  const escapeName = (name) => {
    if (name.endsWith('\\')) throw new TypeError("Name or filename can't end with backslash");
    return name.replaceAll('\\', '\\\\').replaceAll('"', '%22').replaceAll('\n', '%0A');
  };

  // https://html.spec.whatwg.org/#multipart-form-data, without the CRLF that other encoders put at the very end.
  const encode = (entries, boundary) => {
    const chunks = [];
    for (const [name, value] of entries) {
      let head = `--${boundary}\r\nContent-Disposition: form-data; name="${escapeName(name)}"`;
      if (typeof value === 'string') {
        chunks.push(utf8Encode(`${head}\r\n\r\n${value}\r\n`));
      } else {
        const type = value.type === '' ? 'application/octet-stream' : value.type;
        head += `; filename="${escapeName(value.name)}"\r\nContent-Type: ${type}\r\n\r\n`;
        chunks.push(utf8Encode(head), internals.blobState(value).bytes, utf8Encode('\r\n'));
      }
    }
    return internals.concatenate([...chunks, utf8Encode(`--${boundary}--`)]);
  };

  internals.bodyKinds.push((value) => {
    if (!isFormData(value)) return undefined;
    const boundary = platform.randomBytes(16).toHex();
    return { bytes: encode(entriesOf(value), boundary), type: `multipart/form-data; boundary=${boundary}` };
  });

  // https://mimesniff.spec.whatwg.org/#parse-a-mime-type, as much of it as a form needs.
  const parseType = (text) => {
    const [essence] = text.split(';', 1);
    const parameters = {};
    for (const [, name, quoted, bare] of text.matchAll(/;\s*([^\s=;]+)=(?:"((?:[^"\\]|\\.)*)"|([^;]*))/g)) {
      parameters[name.toLowerCase()] ??= quoted === undefined ? bare.trim() : quoted.replace(/\\(.)/g, '$1');
    }
    return { essence: essence.trim().toLowerCase(), parameters };
  };

  const fail = (message) => {
    throw new TypeError(message);
  };

  // One part's header lines: the name it gives, and the file name and type when it holds a file.
  const parseHead = (head) => {
    const fields = {};
    for (const line of head.split(/\r?\n/)) {
      const colon = line.indexOf(':');
      if (colon > 0) fields[line.slice(0, colon).trim().toLowerCase()] = line.slice(colon + 1).trim();
    }
    const disposition = fields['content-disposition'];
    if (disposition === undefined) fail('No valid Content-Disposition header found in FormData part.');
    const [kind] = disposition.split(';', 1);
    if (kind.trim() !== 'form-data') {
      fail(
        'Content-Disposition header for FormData part must have the value "form-data", possibly followed by parameters. ' +
          `Got: "${kind.trim()}"`,
      );
    }
    const { name, filename } = parseType(disposition).parameters;
    if (name === undefined) fail('Content-Disposition header in FormData part is missing a name.');
    return { name, filename, type: fields['content-type'] ?? '' };
  };

  // https://www.rfc-editor.org/rfc/rfc7578#section-4. Positions in `binary`, one character a byte, are those in `bytes`.
  const parseMultipart = (form, bytes, boundary) => {
    const binary = atob(bytes.toBase64());
    const mark = `--${unescape(encodeURIComponent(boundary))}`;
    let at = binary.indexOf(mark);
    if (at < 0 || at + mark.length >= binary.length) {
      fail('No initial boundary string (or you have a truncated message).');
    }
    at += mark.length;
    while (!binary.startsWith('--', at)) {
      if (binary.startsWith('\r\n', at)) at += 2;
      else if (binary.startsWith('\n', at)) at += 1;
      else fail("Boundary string was not succeeded by CRLF, LF, or '--'.");
      const blank = /\r?\n\r?\n/g;
      blank.lastIndex = at;
      const found = blank.exec(binary);
      if (found === null) fail('No multipart message header termination found.');
      const { name, filename, type } = parseHead(utf8Decode(bytes.subarray(at, found.index)));
      const start = blank.lastIndex;
      const end = binary.indexOf(`\n${mark}`, start);
      if (end < 0 || end + mark.length + 1 >= binary.length) fail('No subsequent boundary string after multipart message.');
      const content = bytes.slice(start, end > start && binary[end - 1] === '\r' ? end - 1 : end);
      if (filename === undefined) form.append(name, utf8Decode(content));
      else form.append(name, internals.fileFrom(content, filename, type));
      at = end + mark.length + 1;
    }
  };

  // https://fetch.spec.whatwg.org/#dom-body-formdata
  internals.formDataFrom = (bytes, contentType) => {
    const { essence, parameters } = parseType(contentType);
    const form = new FormData();
    if (essence === 'multipart/form-data') {
      if (!parameters.boundary) {
        fail(
          'No boundary string in Content-Type header. The multipart/form-data MIME type requires a boundary parameter, ' +
            'e.g. \'Content-Type: multipart/form-data; boundary="abcd"\'. See RFC 7578, section 4.',
        );
      }
      parseMultipart(form, bytes, parameters.boundary);
    } else if (essence === 'application/x-www-form-urlencoded') {
      const charset = (parameters.charset ?? 'utf-8').toLowerCase();
      if (!['utf-8', 'utf8', 'unicode-1-1-utf-8'].includes(charset)) {
        fail('Non-utf-8 application/x-www-form-urlencoded body.');
      }
      for (const [name, value] of internals.parseUrlEncoded(utf8Decode(bytes))) form.append(name, value);
    } else {
      fail(
        'Unrecognized Content-Type header value. FormData can only parse the following MIME types: ' +
          'multipart/form-data, application/x-www-form-urlencoded',
      );
    }
    return form;
  };
}
