let visits = 0;

export default {
  async fetch(request, env, ctx) {
    visits++;
    const { searchParams } = new URL(request.url);
    try {
      spin(Number(searchParams.get('ms')));
    } catch (error) {
      return new Response('sorry, too much work');
    } finally {
      console.log('tidied up');
    }
    return new Response(`visit ${visits}`);
  },
};
