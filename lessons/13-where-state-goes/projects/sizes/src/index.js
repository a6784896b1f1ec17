export default {
  async fetch(request, env) {
    for (const parcel of 'abcdefghi') {
      await env.PARCELS.send(parcel);
    }
    return new Response('sent');
  },

  async queue(batch) {
    console.log(batch.messages.length);
  },
};
