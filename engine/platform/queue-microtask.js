// provides: queueMicrotask
// spec: https://html.spec.whatwg.org/multipage/timers-and-user-prompts.html#microtask-queuing
(platform) => {
  'use strict';
  const native = queueMicrotask;
  const NativeTypeError = TypeError;
  const { queueMicrotask: checked } = {
    queueMicrotask(...values) {
      const [callback] = values;
      if (typeof callback !== 'function') {
        throw new NativeTypeError(
          "Failed to execute 'queueMicrotask' on 'ServiceWorkerGlobalScope': parameter 1 is not of type 'function'.",
        );
      }
      const event = platform.event();
      native(() =>
        platform.run(event, () => {
          try {
            callback();
          } catch (error) {
            platform.exception(event, 'microtask', error);
          }
        }),
      );
    },
  };
  platform.expose('queueMicrotask', checked);
}
