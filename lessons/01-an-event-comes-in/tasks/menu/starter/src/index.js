const dishes = ['soup', 'fish', 'pears'];

export default {
  async fetch(request, env, ctx) {
    const page = '<h1>Menu</h1>';
    return new Response(page);
  },
};
