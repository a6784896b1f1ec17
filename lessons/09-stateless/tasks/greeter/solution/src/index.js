async function loadUser(request) {
  const user = new URL(request.url).searchParams.get('name');
  await fetch('https://users.example/?ms=80&name=' + user);
  return user;
}

function page(user) {
  return 'welcome back, ' + user;
}

export default {
  async fetch(request, env, ctx) {
    const user = await loadUser(request);
    return new Response(page(user));
  },
};
