// deferred: htmlContent
// needs: interface
// spec: https://developers.cloudflare.com/workers/runtime-apis/html-rewriter/#types
//
// What handlers are given: Element, EndTag, Text, Comment, Doctype and DocumentEnd. Each shows a record of
// html-rewriter.js and writes in it what is to change; when its handlers have run the record is no longer `valid`.
(platform) => {
  'use strict';
  const { internals } = platform;
  const { brand, toText } = internals;
  const problem = (text) => new TypeError(`Parser error: ${text}`);
  const references = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
  const escaped = (text) => text.replace(/[&<>]/g, (character) => references[character]);
  const contentOf = (content, options) => (options?.html ? toText(content) : escaped(toText(content)));

  const checkTagName = (name) => {
    if (name === '') throw problem("Tag name can't be empty.");
    if (!/^[a-z]/i.test(name)) {
      throw problem('The first character of the tag name should be an ASCII alphabetical character.');
    }
    const found = /[\s/>]/.exec(name);
    if (found !== null) throw problem(`\`${found[0]}\` character is forbidden in the tag name`);
  };
  const checkAttributeName = (name) => {
    if (name === '') throw problem("Attribute name can't be empty.");
    const found = /[\s/>=]/.exec(name);
    if (found !== null) throw problem(`\`${found[0]}\` character is forbidden in the attribute name`);
  };

  class Token {
    #record;
    constructor(record) {
      this.#record = record;
    }
    static of(token) {
      const record = brand(() => token.#record);
      if (record.valid) return record;
      throw new TypeError(
        'This content token is no longer valid. Content tokens are only valid during the execution of the relevant ' +
          'content handler.',
      );
    }
  }
  const { of } = Token;

  // before, after, replace and remove: what most of them can do.
  class Replaceable extends Token {
    get removed() {
      return of(this).removed;
    }
    before(content, options) {
      of(this).before += contentOf(content, options);
      return this;
    }
    after(content, options) {
      const record = of(this);
      record.after = contentOf(content, options) + record.after;
      return this;
    }
    replace(content, options) {
      const record = of(this);
      record.replacement = contentOf(content, options);
      record.removed = true;
      return this;
    }
    remove() {
      of(this).removed = true;
      return this;
    }
  }

  class Text extends Replaceable {
    get text() {
      return of(this).raw;
    }
    get lastInTextNode() {
      return of(this).last;
    }
  }

  class Comment extends Replaceable {
    get text() {
      return of(this).text;
    }
    set text(value) {
      const text = toText(value);
      if (text.includes('-->')) throw problem("Comment text shouldn't contain comment closing sequence (`-->`).");
      const record = of(this);
      record.text = text;
      record.raw = `<!--${text}-->`;
    }
  }

  class Doctype extends Token {
    get name() {
      return of(this).name;
    }
    get publicId() {
      return of(this).publicId;
    }
    get systemId() {
      return of(this).systemId;
    }
  }

  class DocumentEnd extends Token {
    append(content, options) {
      of(this).appended += contentOf(content, options);
      return this;
    }
  }

  class EndTag extends Token {
    get name() {
      return of(this).name;
    }
    set name(value) {
      const name = toText(value);
      checkTagName(name);
      const record = of(this);
      record.name = name;
      record.raw = `</${name}>`;
    }
    before(content, options) {
      of(this).before += contentOf(content, options);
      return this;
    }
    after(content, options) {
      const record = of(this);
      record.after = contentOf(content, options) + record.after;
      return this;
    }
    remove() {
      of(this).removed = true;
      return this;
    }
  }

  class Element extends Replaceable {
    get tagName() {
      return of(this).newName ?? of(this).name;
    }
    set tagName(value) {
      const name = toText(value);
      checkTagName(name);
      const record = of(this);
      record.newName = name;
      record.changed = true;
    }
    get attributes() {
      return of(this).attributes.map(({ name, value }) => [name, value])[Symbol.iterator]();
    }
    get namespaceURI() {
      return of(this).namespace;
    }
    getAttribute(name) {
      const wanted = toText(name).toLowerCase();
      return of(this).attributes.filter((attribute) => attribute.name === wanted)[0]?.value ?? null;
    }
    hasAttribute(name) {
      const wanted = toText(name).toLowerCase();
      return of(this).attributes.some((attribute) => attribute.name === wanted);
    }
    setAttribute(name, value) {
      const record = of(this);
      const wanted = toText(name).toLowerCase();
      const text = toText(value);
      checkAttributeName(wanted);
      const attribute = { name: wanted, value: text, raw: `${wanted}="${text.replaceAll('"', '&quot;')}"` };
      const at = record.attributes.map((other) => other.name).indexOf(wanted);
      record.attributes = at < 0 ? [...record.attributes, attribute] : record.attributes.with(at, attribute);
      record.changed = true;
      return this;
    }
    removeAttribute(name) {
      const record = of(this);
      const wanted = toText(name).toLowerCase();
      record.attributes = record.attributes.filter((attribute) => attribute.name !== wanted);
      record.changed = true;
      return this;
    }
    prepend(content, options) {
      const record = of(this);
      record.prepended = contentOf(content, options) + record.prepended;
      return this;
    }
    append(content, options) {
      of(this).appended += contentOf(content, options);
      return this;
    }
    setInnerContent(content, options) {
      const record = of(this);
      record.prepended = contentOf(content, options);
      record.appended = '';
      record.emptied = true;
      return this;
    }
    remove() {
      of(this).emptied = true;
      return super.remove();
    }
    replace(content, options) {
      of(this).emptied = true;
      return super.replace(content, options);
    }
    removeAndKeepContent() {
      return super.remove();
    }
    onEndTag(handler) {
      const record = of(this);
      if (typeof handler !== 'function') {
        throw new TypeError("Failed to execute 'onEndTag' on 'Element': parameter 1 is not of type 'function'.");
      }
      if (record.leaf) throw problem('No end tag.');
      record.endHandlers.push(handler);
    }
  }

  // Shows a record as what its kind is to handlers.
  const kinds = {
    start: Element, end: EndTag, text: Text, comment: Comment, doctype: Doctype, documentEnd: DocumentEnd,
  };
  for (const Class of Object.values(kinds)) {
    for (let { prototype } = Class; prototype !== Object.prototype; prototype = Object.getPrototypeOf(prototype)) {
      Object.defineProperty(prototype, Symbol.toStringTag, { value: Class.name, configurable: true });
    }
  }
  return (record) => new kinds[record.kind](record);
}
