// needs: value-text
// spec: https://developers.cloudflare.com/workers/runtime-apis/rpc/#structured-clonable-types-and-more
//
// Values that leave the isolate, as text: serialize(value, exporter) and deserialize(text, from) are each other's inverse.
// Durable Object storage, queues and calls between Workers all hand values on this way.
//
//   exporter  what to do with a function or RpcTarget: (object) => its number here; without one they are refused
//   gives     the text, or a promise of it where a body must be read or a promise awaited first
//   from      the id of the isolate that wrote the text: its functions become stubs that call back there (rpc-stub.js)
//
// The text is a JSON list of nodes; a value is a JSON primitive, or [number of its node], so that cycles and shared
// objects survive. The host passes the text on and does not look into it.
(platform) => {
  'use strict';
  const { internals } = platform;
  internals.serialize = (value, exporter) => internals.valueText(true, value, exporter);
  internals.deserialize = (text, from) => internals.valueText(false, text, from);
}
