export default {
  async fetch(request) {
    const { pathname } = new URL(request.url);
    const film = await fetch('https://films.example/alps?mb=200');
    if (pathname === '/held') {
      const whole = await film.arrayBuffer();
      return new Response(whole, film);
    }
    if (pathname === '/counted') {
      let bytes = 0;
      for await (const piece of film.body) bytes += piece.length;
      return new Response(`${bytes} bytes went by`);
    }
    return new Response(film.body, film);
  },
};
