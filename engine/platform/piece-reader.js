// always
// deferred: pieceReader
//
// A chunk reader (body-use.js) of many bytes, each piece in a turn of its own: so the text that carries one to the host
// is gone before the next is made.
(platform) => {
  'use strict';
  const { then } = platform.promise;

  return (bytes, most) => {
    let at = 0;
    const piece = () => {
      if (at >= bytes.length) return { done: true };
      const base64 = bytes.subarray(at, at + most).toBase64();
      at += most;
      return { done: false, base64 };
    };
    return () => then(platform.operation('body.sent', `${bytes.length} bytes`, null), piece);
  };
}
