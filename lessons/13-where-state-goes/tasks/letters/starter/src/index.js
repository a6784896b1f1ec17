export default {
  async fetch(request, env) {
    const names = new URL(request.url).pathname.slice(1).split(',');
    const letters = names.map((name) => ({ body: name }));
    await env.LETTERS.sendBatch(letters);
    return new Response('sent');
  },

  async queue(batch) {
    for (const message of batch.messages) {
      if (batch.queue === 'lost-letters') {
        console.log('lost: ' + message.body);
      } else {
        await deliver(message.body);
      }
    }
  },
};

async function deliver(name) {
  if (name.startsWith('x')) throw new Error(name + ' has no address');
  await fetch('https://post.example/?letter=' + name);
}
