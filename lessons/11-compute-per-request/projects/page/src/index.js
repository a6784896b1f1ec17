export default {
  async fetch(request, env, ctx) {
    const [user, news] = await Promise.all([
      fetch('https://users.example/?ms=200&body=Ana'),
      fetch('https://news.example/?ms=300&body=rain'),
    ]);
    spin(3);
    const answer = `${await user.text()}: ${await news.text()}`;
    spin(4);
    return new Response(answer);
  },
};
