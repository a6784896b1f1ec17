// always
// deferred: randomBytes
(platform) => (length) => {
  const bytes = new platform.natives.Uint8Array(length);
  for (let i = 0; i < length; i++) bytes[i] = platform.internals.randomWord() >>> 24;
  return bytes;
}
