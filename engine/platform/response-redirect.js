// deferred: redirectResponse
// needs: url
// mentioned by: redirect
// spec: https://fetch.spec.whatwg.org/#dom-response-redirect
(platform) => {
  'use strict';
  const { internals } = platform;

  return (url, status = 302, given = 1) => {
    internals.requireArguments(given, 1, "redirect' on 'Response", 'string');
    const code = status | 0;
    if (![301, 302, 303, 307, 308].includes(code)) {
      throw new RangeError(`${code} is not a redirect status code. It must be one of: 301, 302, 303, 307, or 308.`);
    }
    const text = internals.toText(url);
    const parsed = internals.parseURL(text);
    if (parsed === null) throw new TypeError(`Unable to parse URL: ${text}`);
    const location = internals.serializeURL(parsed);
    return internals.newResponse({ status: code, headers: [['Location', location, 'location']], immutable: true });
  };
}
