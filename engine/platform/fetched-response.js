// deferred: responseFrom
// spec: https://fetch.spec.whatwg.org/#main-fetch
(platform) => {
  'use strict';
  const { internals } = platform;

  // The Response to a subrequest, from what the host answered.
  return ({ status, statusText, headers, body, url, redirected, webSocket }) =>
    internals.newResponse({
      status,
      statusText: statusText ?? '',
      headers: headers.map(([name, value]) => [name, value, name.toLowerCase()]),
      immutable: true,
      body: internals.bodyFromHost(body),
      url: url ?? '',
      redirected: redirected ?? false,
      // Without web-socket.js the Worker can only pass it on.
      webSocket: webSocket === undefined ? null : (internals.webSocketFrom?.(webSocket) ?? webSocket),
    });
}
