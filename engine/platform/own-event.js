// deferred: requireOwnEvent
//
// An isolate serves many events, but I/O belongs to the event it was begun for; in a Durable Object, to the object.
// https://developers.cloudflare.com/workers/observability/errors/#cannot-perform-io-on-behalf-of-a-different-request
(platform) => {
  'use strict';
  // owner: anything with the event that its I/O belongs to. type: what workerd calls that I/O.
  return (owner, type = 'ReadableStreamSource>') => {
    if (owner.event === platform.event() || platform.internals.shareObject?.(owner.event, platform.event())) return;
    throw new Error(
      'Cannot perform I/O on behalf of a different request. I/O objects (such as streams, request/response bodies, and ' +
        "others) created in the context of one request handler cannot be accessed from a different request's handler. " +
        `This is a limitation of Cloudflare Workers which allows us to improve overall performance. (I/O type: ${type})`,
    );
  };
}
