// always
// deferred: scopeMessage
// workerd's one text for everything forbidden in global scope (tests/conformance: global-scope).
() => () =>
  'Disallowed operation called within global scope. Asynchronous I/O (ex: fetch() or connect()), setting a timeout, and ' +
  'generating random values are not allowed within global scope. To fix this error, perform this operation within a ' +
  'handler. https://developers.cloudflare.com/workers/runtime-apis/handlers/'
