async function work(log, name) {
  log.push(name + '1');
  await null;
  log.push(name + '2');
}

export default {
  async fetch(request, env, ctx) {
    const log = [];
    setTimeout(() => log.push('timer'), 0);
    work(log, 'a');
    work(log, 'b');
    queueMicrotask(() => log.push('micro'));
    log.push('end');
    await scheduler.wait(5);
    return new Response(log.join(' '));
  },
};
