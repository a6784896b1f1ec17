export default {
  async fetch(request, env, ctx) {
    const report = [
      'URL ' + typeof URL,
      'Response ' + typeof Response,
      'fetch ' + typeof fetch,
      'setTimeout ' + typeof setTimeout,
      'window ' + typeof window,
      'document ' + typeof document,
    ];
    return new Response(report.join('\n'));
  },
};
