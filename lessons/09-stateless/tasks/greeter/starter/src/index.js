let user;

async function loadUser(request) {
  user = new URL(request.url).searchParams.get('name');
  await fetch('https://users.example/?ms=80&name=' + user);
}

function page() {
  return 'welcome back, ' + user;
}

export default {
  async fetch(request, env, ctx) {
    await loadUser(request);
    return new Response(page());
  },
};
