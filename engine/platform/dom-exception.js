// deferred: domException
// needs: interface stack
// spec: https://webidl.spec.whatwg.org/#idl-DOMException
//
// Compiled when the first one is made: dom-exception-global.js is for Workers that name the class themselves.
// As in the real runtime, code, name, message and stack are the instance's own and enumerable, so console.log shows them.
(platform) => {
  'use strict';
  const { internals } = platform;
  const { construct } = Reflect;
  const { defineProperty } = Object;
  const NativeError = Error;
  const nativeStack = Object.getOwnPropertyDescriptor(Error.prototype, 'stack').get;

  // Names in the order of their codes, from 1: https://webidl.spec.whatwg.org/#idl-DOMException-error-names
  const constants =
    'INDEX_SIZE_ERR DOMSTRING_SIZE_ERR HIERARCHY_REQUEST_ERR WRONG_DOCUMENT_ERR INVALID_CHARACTER_ERR NO_DATA_ALLOWED_ERR NO_MODIFICATION_ALLOWED_ERR NOT_FOUND_ERR NOT_SUPPORTED_ERR INUSE_ATTRIBUTE_ERR INVALID_STATE_ERR SYNTAX_ERR INVALID_MODIFICATION_ERR NAMESPACE_ERR INVALID_ACCESS_ERR VALIDATION_ERR TYPE_MISMATCH_ERR SECURITY_ERR NETWORK_ERR ABORT_ERR URL_MISMATCH_ERR QUOTA_EXCEEDED_ERR TIMEOUT_ERR INVALID_NODE_TYPE_ERR DATA_CLONE_ERR'.split(
      ' ',
    );
  const names =
    'IndexSizeError  HierarchyRequestError WrongDocumentError InvalidCharacterError  NoModificationAllowedError NotFoundError NotSupportedError InUseAttributeError InvalidStateError SyntaxError InvalidModificationError NamespaceError InvalidAccessError  TypeMismatchError SecurityError NetworkError AbortError URLMismatchError QuotaExceededError TimeoutError InvalidNodeTypeError DataCloneError'.split(
      ' ',
    );

  let isDOMException;
  class DOMException extends Error {
    #name;
    constructor(message = '', options = 'Error') {
      super();
      const text = `${message}`;
      this.#name = `${options}`;
      const own = (name, value) => defineProperty(this, name, { value, enumerable: true, configurable: true });
      const frames = internals.framesOf(Reflect.apply(nativeStack, this, []) ?? '', this);
      own('code', names.indexOf(this.#name === '' ? null : this.#name) + 1);
      own('name', this.#name);
      own('message', text);
      own('stack', `${this.#name}${text === '' ? '' : `: ${text}`}${frames}`);
    }
    static {
      isDOMException = (value) => #name in value;
    }
  }
  constants.forEach((name, index) => {
    for (const holder of [DOMException, DOMException.prototype]) {
      defineProperty(holder, name, { value: index + 1, enumerable: true });
    }
  });
  const type = internals.exposeInterface(DOMException);

  internals.isDOMException = (value) => isDOMException(value);
  return (message, name) => new type(message, name);
}
