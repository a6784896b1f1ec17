export default {
  async fetch(request, env) {
    const answer = await env.KEEPER.fetch('https://keeper/');
    const said = await answer.text();
    const found = globalThis.secret;
    return new Response(`it said ${said}, I find ${found}`);
  },
};
