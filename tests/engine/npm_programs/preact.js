// A page of components rendered to a string, at once and with suspended parts, as a stream.
import { createContext, Fragment, h } from 'preact';
import { useContext, useMemo, useState } from 'preact/hooks';
import { render, renderToStringAsync } from 'preact-render-to-string';
import { renderToReadableStream } from 'preact-render-to-string/stream';
import { lazy, Suspense } from 'preact/compat';

const Theme = createContext('light');
const Item = ({ value }) => h('li', { class: useContext(Theme), 'data-n': value }, useMemo(() => value * 2, [value]));
const Page = ({ name }) => {
  const [count] = useState(3);
  return h('main', { style: { color: 'red', marginTop: 4 } },
    h('h1', { title: '"quoted" & more' }, 'Hello ', name),
    h(Theme.Provider, { value: 'dark' }, h('ul', null, [1, 2, count].map((value) => h(Item, { key: value, value })))),
    h(Fragment, null, h('br'), null, false, 0, h('input', { checked: true, disabled: false })),
    h('p', { dangerouslySetInnerHTML: { __html: '<b>raw</b>' } }));
};
const Later = lazy(async () => ({ default: () => h('i', null, 'later') }));

export default {
  async fetch(request) {
    const headers = { 'content-type': 'text/html' };
    const waiting = h('div', null, h(Suspense, { fallback: '…' }, h(Later)));
    switch (new URL(request.url).pathname) {
      case '/later':
        return new Response(await renderToStringAsync(waiting), { headers });
      case '/stream':
        return new Response(renderToReadableStream(h(Page, { name: 'streams' })), { headers });
      default:
        return new Response(render(h(Page, { name: '<you>' })), { headers });
    }
  },
};
