function build() {
  spin(600);
  return { tea: 3, bread: 2 };
}

const table = build();

export default {
  async fetch(request) {
    const { pathname } = new URL(request.url);
    if (pathname === '/table') {
      return new Response(`tea ${table.tea}, bread ${table.bread}`);
    }
    return new Response('welcome');
  },
};
