const shops = ['north', 'east', 'south'];

export default {
  async fetch(request, env, ctx) {
    const { searchParams } = new URL(request.url);
    const ms = searchParams.get('ms') || '100';
    const asked = shops.map(async (shop) => {
      const url = `https://${shop}.example/?ms=${ms}&body=${shop}`;
      const answer = await fetch(url);
      return answer.text();
    });
    const prices = await Promise.all(asked);
    return new Response(prices.join(' '));
  },
};
