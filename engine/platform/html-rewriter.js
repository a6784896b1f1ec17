// provides: HTMLRewriter
// needs: interface response headers-class body-stream readable-stream text-decoder utf8
// needs: html-tokenizer html-selector html-content
// spec: https://developers.cloudflare.com/workers/runtime-apis/html-rewriter/
//
// A page goes through once: each token is shown to the handlers whose selector matches, and written. Open elements are
// kept on a stack; an element that has no end tag stays there until one of an element around it comes.
(platform) => {
  'use strict';
  const { internals } = platform;
  const { brand, exposeInterface } = internals;
  const XHTML = 'http://www.w3.org/1999/xhtml';
  const foreign = { svg: 'http://www.w3.org/2000/svg', math: 'http://www.w3.org/1998/Math/MathML' };
  const backToHtml = new Set(['foreignobject', 'desc', 'title', 'annotation-xml', 'mi', 'mo', 'mn', 'ms', 'mtext']);
  const empty = new Set('area base br col embed hr img input keygen link meta param source track wbr'.split(' '));

  // One page on its way. elements: [{matches, handlers}], documents: [handlers], both in the order of registration.
  // feed(text, last) gives a promise of the HTML that came out of this piece.
  const rewriting = (elements, documents) => {
    const stack = [];
    const root = { parent: null, children: 0, types: Object.create(null) };
    let output = '';
    let hidden = 0; // open elements whose content is dropped
    let inText = false;

    const top = () => stack[stack.length - 1];
    const emit = (text) => {
      if (hidden === 0) output += text;
    };
    // Shows a record to handlers one after the other. calls: [handlers object, method name].
    const show = async (record, calls) => {
      if (calls.length === 0) return;
      record.valid = true;
      const token = internals.htmlContent(record);
      try {
        for (const [handlers, method] of calls) {
          const result = handlers[method](token);
          internals.handlePromise?.(result);
          if (typeof result?.then === 'function') await result;
        }
      } finally {
        record.valid = false;
      }
    };
    const having = (list, method) =>
      list.filter((handlers) => typeof handlers[method] === 'function').map((handlers) => [handlers, method]);
    // Of what is inside elements: the handlers of every open element that matched, then those of the document.
    const around = (method) => {
      const open = new Set(stack.flatMap(({ matched }) => matched));
      const inOrder = elements.filter((entry) => open.has(entry)).map(({ handlers }) => handlers);
      return [...having(inOrder, method), ...having(documents, method)];
    };
    const replaceable = (token) => Object.assign(token, { before: '', after: '', replacement: '', removed: false });
    const emitReplaceable = ({ before, raw, replacement, removed, after }) =>
      emit(before + (removed ? replacement : raw) + after);

    const text = async (token) => {
      const record = replaceable({ last: false, ...token });
      await show(record, around('text'));
      emitReplaceable(record);
    };
    // A text node ends with an empty piece that says so.
    const endText = async () => {
      if (!inText) return;
      inText = false;
      await text({ kind: 'text', raw: '', last: true });
    };

    const namespaceOf = (name) => {
      const parent = top();
      if (Object.hasOwn(foreign, name)) return foreign[name];
      return parent === undefined || backToHtml.has(parent.name) ? XHTML : parent.namespace;
    };
    const open = (token) => {
      const parent = top() ?? root;
      const namespace = namespaceOf(token.name);
      const leaf = namespace === XHTML ? empty.has(token.name) : token.selfClosing;
      const index = ++parent.children;
      const typeIndex = (parent.types[token.name] = (parent.types[token.name] ?? 0) + 1);
      return Object.assign(replaceable(token), {
        namespace, leaf, index, typeIndex,
        parent: top() ?? null,
        children: 0,
        types: Object.create(null),
        matched: [],
        newName: null,
        changed: false,
        prepended: '', appended: '',
        emptied: false,
        endHandlers: [],
      });
    };
    const sourceOf = ({ raw, changed, newName, name, attributes, selfClosing }) =>
      changed
        ? `<${[newName ?? name, ...attributes.map((attribute) => attribute.raw)].join(' ')}${selfClosing ? ' />' : '>'}`
        : raw;

    const start = async (token) => {
      const element = open(token);
      element.matched = elements.filter(({ matches }) => matches(element));
      await show(element, having(element.matched.map(({ handlers }) => handlers), 'element'));
      emit(element.before);
      emit(element.removed ? element.replacement : sourceOf(element));
      if (element.leaf) return emit(element.after);
      const keepsInside = !(element.removed && element.emptied);
      if (keepsInside) emit(element.prepended);
      else element.appended = '';
      if (element.emptied) hidden++;
      stack.push(element);
    };

    const end = async (token) => {
      const at = stack.map(({ name }) => name).lastIndexOf(token.name);
      if (at < 0) return emit(token.raw);
      const closed = stack.splice(at);
      for (const { emptied } of closed) if (emptied) hidden--;
      const [element] = closed;
      const { removed, newName, appended, after, endHandlers } = element;
      const raw = newName === null ? token.raw : `</${newName}>`;
      const record = { kind: 'end', name: newName ?? token.name, raw, before: '', after: '', removed };
      await show(record, endHandlers.map((handler) => [{ handler }, 'handler']));
      emit(appended + record.before + (record.removed ? '' : record.raw) + record.after + after);
    };

    const take = async (token) => {
      if (token.kind === 'text') {
        inText = true;
        return text(token);
      }
      await endText();
      if (token.kind === 'start') await start(token);
      else if (token.kind === 'end') await end(token);
      else if (token.kind === 'comment') {
        await show(replaceable(token), around('comments'));
        emitReplaceable(token);
      } else if (token.kind === 'doctype') {
        await show(token, having(documents, 'doctype'));
        emit(token.raw);
      } else emit(token.raw);
    };
    const tokenize = internals.htmlTokenizer(() => top() !== undefined && top().namespace !== XHTML);

    return async (piece, last) => {
      await tokenize(piece, last, take);
      if (last) {
        await endText();
        hidden = 0;
        const record = { kind: 'documentEnd', appended: '' };
        await show(record, having(documents, 'end'));
        emit(record.appended);
      }
      const made = output;
      output = '';
      return made;
    };
  };

  const rewritten = (source, feed) => {
    const reader = source.getReader();
    const decoder = new TextDecoder();
    const next = async (controller) => {
      for (;;) {
        const { done, value } = await reader.read();
        const bytes = typeof value === 'string' ? internals.utf8Encode(value) : value;
        const piece = done ? decoder.decode() : decoder.decode(bytes, { stream: true });
        const made = await feed(piece, done);
        if (made !== '') controller.enqueue(internals.utf8Encode(made));
        if (done) return controller.close();
        if (made !== '') return undefined;
      }
    };
    const pull = async (controller) => {
      try {
        await next(controller);
      } catch (error) {
        reader.cancel(error).catch(() => {});
        throw error;
      }
    };
    return new ReadableStream({ type: 'bytes', pull, cancel: (reason) => reader.cancel(reason) });
  };

  const wrong = (method, number, type) =>
    new TypeError(`Failed to execute '${method}' on 'HTMLRewriter': parameter ${number} is not of type '${type}'.`);
  const isObject = (value) => (typeof value === 'object' && value !== null) || typeof value === 'function';

  class HTMLRewriter {
    #elements = [];
    #documents = [];
    on(selector, handlers) {
      const elements = brand(() => this.#elements);
      if (arguments.length === 0) throw wrong('on', 1, 'string');
      if (!isObject(handlers)) throw wrong('on', 2, 'ElementContentHandlers');
      elements.push({ matches: internals.htmlSelector(internals.toText(selector)), handlers });
      return this;
    }
    onDocument(handlers) {
      const documents = brand(() => this.#documents);
      if (!isObject(handlers)) throw wrong('onDocument', 1, 'DocumentContentHandlers');
      documents.push(handlers);
      return this;
    }
    transform(response) {
      const elements = brand(() => this.#elements).slice();
      if (!internals.isResponse(response)) throw wrong('transform', 1, 'Response');
      const { body } = response;
      if (body === null) return new Response(null, response);
      if (body.locked || response.bodyUsed) throw new TypeError('The ReadableStream has been locked to a reader.');
      const page = new Response(rewritten(body, rewriting(elements, this.#documents.slice())), response);
      page.headers.delete('content-length');
      return page;
    }
  }
  exposeInterface(HTMLRewriter);
}
