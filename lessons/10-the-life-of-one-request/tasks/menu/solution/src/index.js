let menu;

export default {
  async fetch(request, env, ctx) {
    const { searchParams } = new URL(request.url);
    if (menu === undefined) {
      const answer = await fetch('https://kitchen.example/?ms=50&body=' + searchParams.get('dish'));
      menu = await answer.text();
    }
    return new Response(menu);
  },
};
