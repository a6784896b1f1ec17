export default {
  async fetch(request) {
    const sum = new URL(request.url).searchParams.get('sum');
    return new Response(String(eval(sum)));
  },
};
