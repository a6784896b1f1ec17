// Packages that are CommonJS modules: ms, qs (with browser fields and much require()), lodash, and React on the server.
import _ from 'lodash';
import chunk from 'lodash/chunk.js';
import ms from 'ms';
import qs from 'qs';
import { Children, createElement, useState } from 'react';
import { renderToString } from 'react-dom/server';

const texts = () => [ms('2 days'), ms(60000, { long: true }), qs.parse('a[b]=1&c[]=2'), qs.stringify({ a: { b: [1, 2] } })];
const collections = () => [
  _.groupBy([1.2, 1.8, 2.1], Math.floor),
  _.merge({ a: { b: 1 } }, { a: { c: [2] } }),
  _.isEqual(new Map([[1, { a: 1 }]]), new Map([[1, { a: 1 }]])),
  _.camelCase('Foo bar-baz'),
  chunk([1, 2, 3], 2),
];
const Page = ({ name }) => {
  const [count] = useState(3);
  return createElement('main', { className: 'x' }, createElement('h1', null, name, ' & ', count), Children.count([1, 2]));
};

const pages = {
  '/texts': () => Response.json(texts()),
  '/collections': () => Response.json(collections()),
  '/page': () => new Response(renderToString(createElement(Page, { name: 'A<b' }))),
  '/fail': () => Response.json(String(_.attempt(() => qs.parse('a=1', { depth: 'no', comma: 1, decoder: 5 })))),
};

export default {
  fetch: (request) => pages[new URL(request.url).pathname](),
};
