export default {
  async fetch(request) {
    const { searchParams } = new URL(request.url);
    const name = searchParams.get('name') ?? 'nobody';
    return new Response(`hello ${name}`);
  },
};
