# The same Worker on workerd, the open-source core of the real runtime. `--socket-fd` gives the socket its port.
using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [(
    name = "hello",
    worker = (modules = [(name = "hello.mjs", esModule = embed "hello.mjs")], compatibilityDate = "2024-09-23"),
  )],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "hello")],
);
