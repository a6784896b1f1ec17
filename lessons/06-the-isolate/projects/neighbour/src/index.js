export default {
  async fetch(request, env) {
    try {
      await env.BAD.fetch('https://bad/');
    } catch (error) {
      console.log('the neighbour:', error.message);
    }
    const answer = await fetch('https://origin/?body=fresh+bread');
    return new Response(await answer.text());
  },
};
