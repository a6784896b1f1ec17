export default {
  async fetch(request, env, ctx) {
    const o = ['A'];
    setTimeout(() => o.push('timer'), 0);
    Promise.resolve().then(() => o.push('then'));
    (async () => {
      o.push('async-start');
      await null;
      o.push('after-await');
    })();
    o.push('B');
    await new Promise((resolve) => setTimeout(resolve, 5));
    return new Response(o.join(' '));
  },
};
