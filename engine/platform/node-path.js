// provides: node:path
// needs: platform-modules
// spec: https://nodejs.org/api/path.html
//
// POSIX paths. A Worker has no working directory: relative paths resolve against "/", as in the real runtime.
(platform) => {
  'use strict';
  const requireText = (value, name) => {
    if (typeof value === 'string') return;
    const error = new TypeError(
      `The "${name}" argument must be of type string. Received ${value === null ? 'null' : typeof value}`,
    );
    error.code = 'ERR_INVALID_ARG_TYPE';
    throw error;
  };

  // The parts of a path without "." and, where something stands before it, without "..".
  const parts = (path, isAbsolute) => {
    const kept = [];
    for (const part of path.split('/')) {
      if (part === '..' && kept.length > 0 && kept.at(-1) !== '..') kept.pop();
      else if (part === '..' ? !isAbsolute : part !== '' && part !== '.') kept.push(part);
    }
    return kept.join('/');
  };

  const path = {
    sep: '/',
    delimiter: ':',
    isAbsolute(path) {
      requireText(path, 'path');
      return path.startsWith('/');
    },
    normalize(path) {
      requireText(path, 'path');
      const isAbsolute = path.startsWith('/');
      const made = parts(path, isAbsolute);
      const end = path.endsWith('/') && made !== '' ? '/' : '';
      return isAbsolute ? `/${made}${end}` : made === '' ? (path.endsWith('/') ? './' : '.') : made + end;
    },
    join(...paths) {
      for (const one of paths) requireText(one, 'path');
      const whole = paths.filter((one) => one !== '').join('/');
      return whole === '' ? '.' : path.normalize(whole);
    },
    resolve(...paths) {
      let whole = '';
      for (const one of paths.toReversed()) {
        requireText(one, 'path');
        if (one !== '') whole = whole === '' ? one : `${one}/${whole}`;
        if (one.startsWith('/')) break;
      }
      return `/${parts(whole, true)}`;
    },
    relative(from, to) {
      requireText(from, 'from');
      requireText(to, 'to');
      const split = (one) => path.resolve(one).split('/').filter((part) => part !== '');
      const [start, end] = [split(from), split(to)];
      let shared = 0;
      while (shared < start.length && start[shared] === end[shared]) shared++;
      return [...start.slice(shared).map(() => '..'), ...end.slice(shared)].join('/');
    },
    dirname(path) {
      requireText(path, 'path');
      const trimmed = path.replace(/\/+$/, '');
      const at = trimmed.lastIndexOf('/');
      if (at < 0) return path.startsWith('/') ? '/' : '.';
      return at === 1 && path.startsWith('//') ? '//' : trimmed.slice(0, at) || '/';
    },
    basename(path, suffix) {
      requireText(path, 'path');
      const base = path.replace(/\/+$/, '').replace(/^.*\//s, '');
      return suffix !== undefined && base !== suffix && base.endsWith(suffix) ? base.slice(0, -suffix.length) : base;
    },
    extname(path) {
      requireText(path, 'path');
      const base = path.replace(/\/+$/, '').replace(/^.*\//s, '');
      return base === '..' ? '' : (/.(\.[^.]*)$/s.exec(base)?.[1] ?? '');
    },
    parse(whole) {
      requireText(whole, 'path');
      const [base, ext] = [path.basename(whole), path.extname(whole)];
      const dir = /\/[^/]*$/.test(whole.replace(/\/+$/, '')) || whole.startsWith('/') ? path.dirname(whole) : '';
      return {
        root: whole.startsWith('/') ? '/' : '',
        dir,
        base,
        ext,
        name: ext === '' ? base : base.slice(0, -ext.length),
      };
    },
    format({ root = '', dir, base, name = '', ext = '' }) {
      const last = base ?? name + (ext === '' || ext.startsWith('.') ? ext : `.${ext}`);
      const folder = dir ?? root;
      return folder === '' ? last : folder === root ? folder + last : `${folder}/${last}`;
    },
  };
  path.posix = path;
  platform.internals.provideModule('node:path', { ...path, default: path });
}
