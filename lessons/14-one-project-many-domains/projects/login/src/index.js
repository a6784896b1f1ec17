let user;

export default {
  async fetch(request) {
    user = request.headers.get('Cookie');
    const reply = await fetch('https://texts.example/?ms=40&body=Hi');
    return new Response((await reply.text()) + ', ' + user);
  },
};
