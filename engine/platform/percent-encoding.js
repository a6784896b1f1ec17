// spec: https://url.spec.whatwg.org/#percent-encoded-bytes
(platform) => {
  'use strict';
  const { internals } = platform;
  const encode = encodeURIComponent;

  // Each percent-encode set as the runs of characters in it. Surrogate pairs stay together in a run.
  internals.percentEncodeSets = {
    control: /[^ -~]+/g,
    fragment: /[^!#-;=?-_a-~]+/g,
    query: /[^!$-;=?-~]+/g,
    specialQuery: /[^!$-&(-;=?-~]+/g,
    path: /[^!$-;=@-\]_a-z|~]+/g,
    userinfo: /[^!$-.\dA-Z_a-z~]+/g,
  };

  // https://url.spec.whatwg.org/#string-utf-8-percent-encode
  internals.percentEncode = (text, set) => text.replace(set, (run) => encode(run).replaceAll("'", '%27'));
}
