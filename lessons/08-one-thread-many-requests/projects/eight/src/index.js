export default {
  async fetch(request, env, ctx) {
    const asked = [];
    for (let i = 1; i <= 8; i += 1) {
      asked.push(fetch('https://origin/?ms=100&body=' + i));
    }
    const answers = await Promise.all(asked);
    return new Response(answers.length + ' answers');
  },
};
