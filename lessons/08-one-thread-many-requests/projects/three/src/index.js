async function ask(name) {
  const answer = await fetch('https://origin/?ms=100&body=' + name);
  return answer.text();
}

export default {
  async fetch(request, env, ctx) {
    const a = await ask('one');
    const b = await ask('two');
    const c = await ask('three');
    return new Response([a, b, c].join(' '));
  },
};
