export default {
  async fetch(request, env, ctx) {
    const { searchParams } = new URL(request.url);
    const lines = [];
    for (const item of searchParams.getAll('item')) {
      lines.push('1 ' + item);
    }
    return new Response(lines.join(', '));
  },
};
