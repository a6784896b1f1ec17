// A web application on Hono: router, middleware, cookies, JSON Web Tokens, streams, errors.
import { Hono } from 'hono';
import { basicAuth } from 'hono/basic-auth';
import { getCookie, getSignedCookie, setCookie, setSignedCookie } from 'hono/cookie';
import { cors } from 'hono/cors';
import { etag } from 'hono/etag';
import { html } from 'hono/html';
import { HTTPException } from 'hono/http-exception';
import { decode, jwt, sign, verify } from 'hono/jwt';
import { secureHeaders } from 'hono/secure-headers';
import { streamSSE, streamText } from 'hono/streaming';
import { validator } from 'hono/validator';

const SECRET = 'a secret that both sides know';
const app = new Hono();

app.use('/api/*', cors());
app.use('/api/*', async (c, next) => {
  await next();
  c.header('x-after', 'yes');
});
app.get('/api/:kind/:id{[0-9]+}', (c) =>
  c.json({ ...c.req.param(), q: c.req.query('q'), all: c.req.queries('t'), agent: c.req.header('user-agent') }),
);
app.use('/safe/*', secureHeaders());
app.get('/safe/page', (c) => c.text('safe'));
app.use('/tagged', etag());
app.get('/tagged', (c) => c.text('tag me'));

app.get('/cookie', async (c) => {
  setCookie(c, 'seen', 'yes', { path: '/', httpOnly: true, maxAge: 60 });
  await setSignedCookie(c, 'sure', 'value', SECRET);
  const known = await getSignedCookie(c, SECRET, 'sure');
  return c.text(`${getCookie(c, 'a')} ${JSON.stringify(getCookie(c))} ${known}`);
});
app.get('/token', async (c) => {
  const token = await sign({ sub: 'ada', exp: 4102444800 }, SECRET, 'HS256');
  const wrong = await verify(token, 'another', 'HS256').catch((error) => error.name);
  return c.json([token, await verify(token, SECRET, 'HS256'), decode(token).header, wrong]);
});
app.use('/guarded/*', jwt({ secret: SECRET, alg: 'HS256' }));
app.get('/guarded/me', (c) => c.json(c.get('jwtPayload')));
app.use('/basic/*', basicAuth({ username: 'ada', password: 'engine' }));
app.get('/basic/me', (c) => c.text('in'));

app.post('/form', async (c) => c.json(await c.req.parseBody()));
app.post(
  '/json',
  validator('json', (value, c) => (value.n > 1 ? value : c.text('too small', 422))),
  (c) => c.json(c.req.valid('json')),
);
app.get('/html', (c) => c.html(html`<p>${'<b>'}</p>`));
app.get('/stream', (c) =>
  streamText(c, async (stream) => {
    await stream.write('a');
    await stream.sleep(5);
    await stream.writeln('b');
  }),
);
app.get('/events', (c) =>
  streamSSE(c, async (stream) => {
    await stream.writeSSE({ data: 'x', event: 'e', id: '1' });
  }),
);
app.get('/env', (c) => {
  c.executionCtx.waitUntil(Promise.resolve());
  return c.text(`${c.env.NAME}`);
});
app.get('/tea', () => {
  throw new HTTPException(418, { message: 'tea' });
});
app.get('/fail', () => {
  throw new Error('broken');
});
const old = new Hono().basePath('/old');
old.get('/', (c) => c.redirect('/new', 301));
app.route('/', old);
app.notFound((c) => c.text('nothing here', 404));
app.onError((error, c) =>
  error instanceof HTTPException ? error.getResponse() : c.text(`caught ${error.message}`, 500),
);

export default app;
