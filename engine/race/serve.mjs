// Serves a Worker in a Node process of its own: HTTP over the standard streams, so that a container needs no network.
// The two lines on standard error are the phases' ends; whoever started this process notes when they arrive.
process.stderr.write("@runtime\n");
const { createServer } = await import("node:http");
const { Duplex } = await import("node:stream");
const { default: worker } = await import("./hello.mjs");
process.stderr.write("@module\n");

const server = createServer(async (incoming, outgoing) => {
  const request = new Request(`http://${incoming.headers.host}${incoming.url}`, { method: incoming.method });
  const response = await worker.fetch(request, {}, {});
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  outgoing.end(Buffer.from(await response.arrayBuffer()));
});
server.emit("connection", Duplex.from({ readable: process.stdin, writable: process.stdout }));
