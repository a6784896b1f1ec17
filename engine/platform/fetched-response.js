// deferred: responseFrom
// spec: https://fetch.spec.whatwg.org/#main-fetch
(platform) => {
  'use strict';
  const { internals } = platform;

  // The Response to a subrequest, from what the host answered.
  return ({ status, statusText, headers, body, url, redirected }) =>
    internals.newResponse({
      status,
      statusText: statusText ?? '',
      headers: headers.map(([name, value]) => [name, value, name.toLowerCase()]),
      immutable: true,
      body: internals.bodyFromHost(body),
      url: url ?? '',
      redirected: redirected ?? false,
    });
}
