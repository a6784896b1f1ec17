// A router of a few hundred bytes: parameters, query, middleware, errors, a proxy-built API.
import { AutoRouter, cors, error, json, Router, status, withContent } from 'itty-router';

const { preflight, corsify } = cors({ origin: '*' });
const inner = Router({ base: '/inner' });
inner.get('/:a/:b?', ({ params }) => json(params));

const router = AutoRouter({ before: [preflight], finally: [corsify] });
router
  .get('/hello/:name', ({ name }) => `Hello, ${name}!`)
  .get('/query', ({ query }) => query)
  .get('/file/:name.:kind', ({ params }) => params)
  .get('/greedy/:rest+', ({ params }) => params.rest)
  .post('/content', withContent, ({ content }) => content)
  .get('/status', () => status(204))
  .get('/fail', () => {
    throw new Error('broken');
  })
  .get('/error', () => error(402, { message: 'pay first' }))
  .all('/inner/*', inner.fetch);

export default { ...router };
