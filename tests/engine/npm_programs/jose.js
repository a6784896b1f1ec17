// JSON Web Tokens with jose: signed by others, signed here, encrypted, key sets.
import * as jose from 'jose';

const SECRET = new TextEncoder().encode('a secret of at least 32 bytes....');
const END = '.eyJ1c2VyIjoiYWRhIiwiaWF0IjoxNzAwMDAwMDAwLCJleHAiOjQxMDI0NDQ4MDB9.';
// Made for this test alone with jose on Node.js.
const RSA = {
  kty: 'RSA', e: 'AQAB', alg: 'RS256', kid: 'rsa',
  n:
    'zHyhTKlFlS0hobDKPte1cf2evURH4zyoo3aQwGW0-_JH5haz2XywzwYuVuiuZAOjqLYmn3LqlFTFDv0QR3bXaYB19B3fokUUmran' +
    'O27n_8sFuDB1VKcSEd4tnylto4-lBFBAAmDl-jPcrrbQ2DFPHrOrwbmnWdBruzOkdJABLs_SPnBRSix7e_OBXxPHJeQeyAl-xG3B' +
    'BooYk6B1OjHb0fq_p4gggjXWwmbbPubzo_G1CDfEfNvd-0KntATrYkHRFo0lcm61InyaI9Hp0h7oJ2UWssZlm8Vta8Rd77wHBIXR' +
    'G5Orr0UXwtjL_4h-J0Fo9W8QdvnbF-_NS1nNqvAcKQ',
};
const SPKI =
  'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAzHyhTKlFlS0hobDKPte1cf2evURH4zyoo3aQwGW0+/JH5haz2XywzwYu' +
  'VuiuZAOjqLYmn3LqlFTFDv0QR3bXaYB19B3fokUUmranO27n/8sFuDB1VKcSEd4tnylto4+lBFBAAmDl+jPcrrbQ2DFPHrOrwbmn' +
  'WdBruzOkdJABLs/SPnBRSix7e/OBXxPHJeQeyAl+xG3BBooYk6B1OjHb0fq/p4gggjXWwmbbPubzo/G1CDfEfNvd+0KntATrYkHR' +
  'Fo0lcm61InyaI9Hp0h7oJ2UWssZlm8Vta8Rd77wHBIXRG5Orr0UXwtjL/4h+J0Fo9W8QdvnbF+/NS1nNqvAcKQIDAQAB';
const RSA_TOKEN =
  `eyJhbGciOiJSUzI1NiIsImtpZCI6ImsxIn0${END}` +
  'GiPSgnrJKBVcaY-og4QcihvBU2C70AZe1bikb0OrmPrQ5uy5UX__HzJ8XWFQLakVATJBMxo2BWfsDURxEeHTYJe9yiTFc94cZ3CM' +
  'b6q7LxbqA3mVxuQTsDDLVxs6XylKXcI4bxq8xLkavvCkyLaht5DZS46Lmf_IEuKtTxSIbUj54hk8sXQTc_QjC_hv_vwkYO_nJVO8' +
  'gdOBoq8Jzpq6ATOE62dES037HdVzNEVItgKr3_80lRH2e2y1uwgFbepLQIOaKpMI8BtMqZKzzxZ39luPWS0dmmmvAEX744nJ755i' +
  'lueZN4XOgqAuAlkAnArFHBmO0JItJCQjGKLAuBXWeg';
const EC = {
  kty: 'EC', crv: 'P-256', kid: 'ec', alg: 'ES256',
  x: 'kyYvzEBY6OuLRywV1JNHcj4-SvFKlXtDWaisscZLICM', y: 'DdQm_UyhLdS7SHKzKmpnqtRincXiG2p2wSQz8-xcjg0',
};
const EC_D = 'rxqqm3eBWsfElth4qv1ejnZIpBImeh-Mk5U-XtXJTSs';
const EC_TOKEN = `eyJhbGciOiJFUzI1NiIsImtpZCI6ImsxIn0${END}N0Lf2uks6grbLtTq-2hrsb7heu0H2FhxarS6tq0FlbeOd0CzioxtGylbBQlAq1lU3Kt_RNuWy3eGn1kYouesjQ`;
const ED = { kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA', x: 'vJ1fdEMmLWuoUP-rpSJc6qWiuvaWh_cmuqSDh5j2E8M' };
const ED_D = 'LptpFGupcw648xtkoKZ04cWiW9VmYKkL2qt2VaP2EDI';
const claims = () => new jose.SignJWT({ user: 'ada' }).setIssuedAt(1700000000).setExpirationTime(4102444800);
const failure = (promise) => promise.then(() => 'accepted', (error) => error.code ?? String(error));

const checks = {
  async hs256() {
    const token = await claims().setProtectedHeader({ alg: 'HS256' }).sign(SECRET);
    const { payload, protectedHeader } = await jose.jwtVerify(token, SECRET);
    return [token, payload, protectedHeader, await failure(jose.jwtVerify(`${token}x`, SECRET))];
  },
  async rs256() {
    const key = await jose.importJWK(RSA);
    const broken = RSA_TOKEN.replace('.GiPS', '.GiPT');
    const { payload } = await jose.jwtVerify(RSA_TOKEN, key);
    return [payload, key.algorithm.name, await failure(jose.jwtVerify(broken, key))];
  },
  async spki() {
    const key = await jose.importSPKI(`-----BEGIN PUBLIC KEY-----\n${SPKI}\n-----END PUBLIC KEY-----`, 'RS256');
    return (await jose.jwtVerify(RSA_TOKEN, key)).payload;
  },
  async es256() {
    const theirs = await jose.jwtVerify(EC_TOKEN, await jose.importJWK(EC));
    const token = await claims().setProtectedHeader({ alg: 'ES256' }).sign(await jose.importJWK({ ...EC, d: EC_D }));
    return [theirs.payload, (await jose.jwtVerify(token, await jose.importJWK(EC))).payload];
  },
  async eddsa() {
    const token = await claims().setProtectedHeader({ alg: 'EdDSA', kid: 'k1' }).sign(await jose.importJWK({ ...ED, d: ED_D }));
    return [token, (await jose.jwtVerify(token, await jose.importJWK(ED))).payload];
  },
  async pairs() {
    const { publicKey, privateKey } = await jose.generateKeyPair('ES256', { extractable: true });
    const token = await claims().setProtectedHeader({ alg: 'ES256' }).sign(privateKey);
    const { kty, crv, d } = await jose.exportJWK(privateKey);
    const again = await jose.importPKCS8(await jose.exportPKCS8(privateKey), 'ES256');
    return [(await jose.jwtVerify(token, publicKey)).payload, kty, crv, d.length, again.type];
  },
  async keySet() {
    const keys = jose.createLocalJWKSet({ keys: [{ ...RSA, kid: 'k1' }, EC] });
    return (await jose.jwtVerify(RSA_TOKEN, keys)).payload;
  },
  async claims() {
    const token = await claims().setIssuer('me').setAudience('you').setProtectedHeader({ alg: 'HS256' }).sign(SECRET);
    const old = await new jose.SignJWT({}).setExpirationTime(1700000000).setProtectedHeader({ alg: 'HS256' }).sign(SECRET);
    return [
      await failure(jose.jwtVerify(token, SECRET, { issuer: 'me', audience: 'you' })),
      await failure(jose.jwtVerify(token, SECRET, { issuer: 'other' })),
      await failure(jose.jwtVerify(old, SECRET)),
      await failure(jose.jwtVerify('a.b.c', SECRET)),
      jose.decodeJwt(token),
      jose.decodeProtectedHeader(token),
    ];
  },
  async encrypted() {
    const told = {};
    for (const enc of ['A256GCM', 'A128CBC-HS256']) {
      const token = await new jose.EncryptJWT({ user: 'ada' })
        .setProtectedHeader({ alg: 'dir', enc })
        .encrypt(SECRET.slice(0, 32));
      told[enc] = (await jose.jwtDecrypt(token, SECRET.slice(0, 32))).payload;
    }
    return told;
  },
  async thumbprint() {
    return jose.calculateJwkThumbprint(RSA);
  },
};

export default {
  async fetch(request) {
    return Response.json(await checks[new URL(request.url).pathname.slice(1)]());
  },
};
