async function ask(path) {
  const answer = await fetch('https://origin' + path);
  return answer.text();
}

async function userAndOrders(name) {
  const user = await ask('/user?ms=100&body=' + name);
  const orders = await ask('/orders?ms=100&body=orders-of-' + user);
  return [user, orders];
}

export default {
  async fetch(request, env, ctx) {
    const { searchParams } = new URL(request.url);
    const [[user, orders], news] = await Promise.all([
      userAndOrders(searchParams.get('name')),
      ask('/news?ms=100&body=news'),
    ]);
    return new Response([user, orders, news].join(', '));
  },
};
