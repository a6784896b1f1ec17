async function ask(path) {
  const answer = await fetch('https://origin' + path);
  return answer.text();
}

export default {
  async fetch(request, env, ctx) {
    const { searchParams } = new URL(request.url);
    const name = searchParams.get('name');
    const user = await ask('/user?ms=100&body=' + name);
    const orders = await ask('/orders?ms=100&body=orders-of-' + user);
    const news = await ask('/news?ms=100&body=news');
    return new Response([user, orders, news].join(', '));
  },
};
