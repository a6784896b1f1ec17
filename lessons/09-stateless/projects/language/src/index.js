let language = 'en';
const words = { en: 'hello', de: 'hallo' };

export default {
  async fetch(request, env, ctx) {
    const wanted = new URL(request.url).searchParams.get('language');
    if (wanted) {
      language = wanted;
    }
    return new Response(words[language]);
  },
};
