export default {
  async fetch() {
    return new Response('<p>hi</p>', {
      headers: { 'content-type': 'text/html;charset=utf-8' },
    });
  },
};
