let count = 0;

export default {
  async fetch(request, env) {
    count += 1;
    await env.SECOND.fetch('https://second/');
    const answer = await env.SECOND.fetch('https://second/');
    return new Response(`${count} ${await answer.text()}`);
  },
};
