export default {
  async fetch(request) {
    const name = new URL(request.url).searchParams.get('name') ?? 'you';
    return new Response(`hello ${name}, says greeter`);
  },
};
