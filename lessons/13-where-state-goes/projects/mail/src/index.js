export default {
  async fetch(request, env) {
    const letters = [];
    for (let number = 1; number <= 25; number += 1) {
      letters.push({ body: number });
    }
    await env.LETTERS.sendBatch(letters);
    return new Response('25 letters are on their way');
  },

  async queue(batch) {
    const numbers = batch.messages.map((message) => message.body);
    console.log('a batch: ' + numbers.join(' '));
    for (const message of batch.messages) {
      if (message.body === 13) throw new Error('13 has no address');
      await fetch('https://post.example/?letter=' + message.body);
    }
  },
};
