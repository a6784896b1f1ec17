// deferred: jsonResponse
// spec: https://fetch.spec.whatwg.org/#dom-response-json
(platform) => {
  'use strict';
  const { internals } = platform;
  const { stringify } = JSON;

  // given: how many arguments there were.
  return (given, data, init) => {
    internals.requireArguments(given, 1, "json' on 'Response", 'Value');
    const text = stringify(data) ?? 'undefined';
    return internals.newResponse(internals.initializeResponse(text, init, 'application/json'));
  };
}
