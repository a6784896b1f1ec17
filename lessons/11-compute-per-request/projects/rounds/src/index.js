export default {
  async fetch(request, env, ctx) {
    for (let round = 1; round <= 3; round++) {
      await fetch('https://origin/?ms=100');
      spin(4);
      console.log(`round ${round}`);
    }
    return new Response('three rounds');
  },
};
