// What answers fetch() of a Worker under test: the rules of engine/origin.py, in real milliseconds.

import { setTimeout as sleep } from 'node:timers/promises';

const DEFAULT_MS = 10;
const WITHOUT_BODY = [101, 204, 205, 304];

// Response: Miniflare's own class.
export const originWith = (Response) => async (request) => {
  const { hostname, pathname, searchParams } = new URL(request.url);
  const asked = Number(searchParams.get('ms') ?? DEFAULT_MS);
  await sleep(Number.isNaN(asked) ? DEFAULT_MS : Math.max(0, asked));
  const wanted = /^\d+$/.test(searchParams.get('status') ?? '') ? Number(searchParams.get('status')) : 200;
  const status = wanted >= 200 && wanted <= 599 ? wanted : 200;
  const text = searchParams.get('body') ?? `${hostname} answers ${request.method} ${pathname}`;
  const headers = { 'content-type': searchParams.get('type') ?? 'text/plain;charset=UTF-8' };
  if (searchParams.has('location')) headers.location = searchParams.get('location');
  const empty = request.method === 'HEAD' || WITHOUT_BODY.includes(wanted) || text === '';
  return new Response(empty ? null : text, { status, headers });
};
