const shops = ['north', 'east', 'south'];

export default {
  async fetch(request, env, ctx) {
    const { searchParams } = new URL(request.url);
    const ms = searchParams.get('ms') || '100';
    const prices = [];
    for (const shop of shops) {
      const url = `https://${shop}.example/?ms=${ms}&body=${shop}`;
      const answer = await fetch(url);
      prices.push(await answer.text());
    }
    return new Response(prices.join(' '));
  },
};
