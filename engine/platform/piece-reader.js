// always
// deferred: pieceReader
//
// A chunk reader (body-use.js) of many bytes. Each piece is text only when it is asked for, and pump-body.js asks for the
// next when the host has taken this one.
(platform) => {
  'use strict';
  const { resolve } = platform.promise;

  return (bytes, most) => {
    let at = 0;
    const piece = () => {
      if (at >= bytes.length) return { done: true };
      const base64 = bytes.subarray(at, at + most).toBase64();
      at += most;
      return { done: false, base64 };
    };
    return () => resolve(piece());
  };
}
