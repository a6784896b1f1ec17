export default {
  async fetch(request) {
    const name = new URL(request.url).searchParams.get('name') ?? 'nobody';
    return new Response(`hello ${name}`);
  },
};
