// deferred: parsePatternText
// needs: url-pattern-parser
// spec: https://urlpattern.spec.whatwg.org/#constructor-string-parsing
//
// Cuts a pattern such as "https://*.example.com/books/:id" into components: { protocol, hostname, pathname, … }.
(platform) => {
  'use strict';
  const { internals } = platform;

  const order = ['protocol', 'authority', 'username', 'password', 'hostname', 'port', 'pathname', 'search', 'hash'];
  const isBefore = (state, limit) => order.indexOf(state) < order.indexOf(limit) && state !== 'init';
  const isAfter = (state, limit) => order.indexOf(state) > order.indexOf(limit);

  return (input) => {
    const { tokens, slice } = internals.patternParser().tokenize(input, true);
    const result = {};
    let state = 'init';
    let index = 0;
    let start = 0;
    let step = 1;
    let depth = 0;
    let brackets = 0;
    let isSpecial = false;

    const has = (value, at = index) =>
      tokens[at]?.value === value && ['char', 'escaped-char', 'invalid-char'].includes(tokens[at].type);
    const isSearch = () => {
      if (has('?')) return true;
      if (tokens[index].value !== '?') return false;
      return index === 0 || !['name', 'regexp', 'close', 'asterisk'].includes(tokens[index - 1].type);
    };
    const componentText = () => slice(tokens[start].index, tokens[index].index);
    const rewind = (newState) => {
      index = start;
      step = 0;
      state = newState;
    };
    const change = (newState, skip) => {
      if (state !== 'init' && state !== 'authority') result[state] = componentText();
      if (state !== 'init' && newState !== 'done') {
        if (isBefore(state, 'hostname') && isAfter(newState, 'hostname')) result.hostname ??= '';
        if (isBefore(state, 'pathname') && isAfter(newState, 'pathname')) result.pathname ??= isSpecial ? '/' : '';
        if (isBefore(state, 'search') && newState === 'hash') result.search ??= '';
      }
      state = newState;
      index += skip;
      start = index;
      step = 0;
    };
    // The ends that several components share, in the order in which the spec looks for them.
    const changeAtEnd = (...ends) => {
      if (ends.includes('pathname') && has('/')) change('pathname', 0);
      else if (ends.includes('search') && isSearch()) change('search', 1);
      else if (ends.includes('hash') && has('#')) change('hash', 1);
    };

    const steps = {
      init() {
        if (has(':')) rewind('protocol');
      },
      protocol() {
        if (!has(':')) return;
        isSpecial = internals.matchesSpecialScheme(internals.compileProtocol(componentText()));
        if (has('/', index + 1) && has('/', index + 2)) change('authority', 3);
        else change(isSpecial ? 'authority' : 'pathname', 1);
      },
      authority() {
        if (has('@')) rewind('username');
        else if (has('/') || isSearch() || has('#')) rewind('hostname');
      },
      username() {
        if (has(':')) change('password', 1);
        else if (has('@')) change('hostname', 1);
      },
      password() {
        if (has('@')) change('hostname', 1);
      },
      hostname() {
        if (has('[')) brackets++;
        else if (has(']')) brackets--;
        else if (has(':') && brackets === 0) change('port', 1);
        else changeAtEnd('pathname', 'search', 'hash');
      },
      port: () => changeAtEnd('pathname', 'search', 'hash'),
      pathname: () => changeAtEnd('search', 'hash'),
      search: () => changeAtEnd('hash'),
      hash() {},
    };

    for (; index < tokens.length; index += step) {
      step = 1;
      const { type } = tokens[index];
      if (type === 'end') {
        if (state === 'init') {
          rewind('init');
          if (has('#')) change('hash', 1);
          else if (isSearch()) change('search', 1);
          else change('pathname', 0);
          continue;
        }
        if (state === 'authority') {
          rewind('hostname');
          continue;
        }
        change('done', 0);
        break;
      }
      if (type === 'open') {
        depth++;
        continue;
      }
      if (depth > 0) {
        if (type !== 'close') continue;
        depth--;
      }
      steps[state]();
    }
    if (result.hostname !== undefined) result.port ??= '';
    return result;
  };
}
