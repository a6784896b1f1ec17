let user;

export default {
  async fetch(request) {
    user = request.headers.get('Cookie');
    const profile = await fetch('https://profiles.example/?ms=40&body=Welcome');
    return new Response((await profile.text()) + ', ' + user);
  },
};
