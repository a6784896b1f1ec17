// always
// deferred: wrongReturn
// What a fetch handler is told that gave no Response: at once, or as the value of its promise.
(platform) => (promised) =>
  new platform.natives.types.TypeError(
    promised
      ? "Incorrect type for Promise: the Promise did not resolve to 'Response'."
      : "Callback returned incorrect type; expected 'Promise'",
  )
