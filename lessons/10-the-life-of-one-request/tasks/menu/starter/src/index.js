let menu;

export default {
  async fetch(request, env, ctx) {
    const { searchParams } = new URL(request.url);
    if (!menu) {
      menu = await fetch('https://kitchen.example/?ms=50&body=' + searchParams.get('dish'));
    }
    return new Response(await menu.clone().text());
  },
};
