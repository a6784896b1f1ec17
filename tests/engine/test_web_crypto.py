"""crypto.subtle: known answers, round trips through every format, what repeats, and what the trace says of it."""

from __future__ import annotations

import json
from typing import Any

from engine.step import Step
from engine.trace import IoDone, IoQueued, encode
from tests.engine.worlds import bodies, run

PRELUDE = """
const S = crypto.subtle;
const bytes = (text) => new TextEncoder().encode(text);
const hex = (buffer) => new Uint8Array(buffer).toHex();
const unhex = (text) => Uint8Array.fromHex(text);
const said = async (promise) => { try { await promise; return 'ok'; } catch (e) { return `${e.name}: ${e.message}`; } };
"""


def answer(body: str, **options: Any) -> Any:
    report = run(f"{PRELUDE} export default {{ async fetch() {{ {body} }} }};", "http://x.org/", **options)
    text = bodies(report)[0]
    assert report.result.steps[0].status == 200, report.result.steps[0].exceptions
    return json.loads(text or "null")


def test_hmac_of_rfc_4231() -> None:
    body = """
      const key = await S.importKey('raw', bytes('Jefe'), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify']);
      const data = bytes('what do ya want for nothing?'), mac = await S.sign('HMAC', key, data);
      return Response.json([hex(mac), await S.verify('HMAC', key, mac, data),
        await S.verify('HMAC', key, mac, bytes('?'))]);
    """
    expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    assert answer(body) == [expected, True, False]


def test_ed25519_of_rfc_8032() -> None:
    body = """
      const jwk = { kty: 'OKP', crv: 'Ed25519',
        d: unhex('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60')
        .toBase64({ alphabet: 'base64url', omitPadding: true }),
        x: unhex('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a')
        .toBase64({ alphabet: 'base64url', omitPadding: true }) };
      const key = await S.importKey('jwk', jwk, 'Ed25519', false, ['sign']);
      return Response.json(hex(await S.sign('Ed25519', key, new Uint8Array())));
    """
    assert answer(body).startswith("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155")


def test_aes_ctr_counts_only_its_bits_and_comes_round() -> None:
    """SP 800-38A F.5.1 for the start; with a counter of 1 bit the third block may not come."""
    body = """
      const raw = unhex('2b7e151628aed2a6abf7158809cf4f3c');
      const key = await S.importKey('raw', raw, 'AES-CTR', false, ['encrypt']);
      const counter = unhex('f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff');
      const one = await S.encrypt({ name: 'AES-CTR', counter, length: 64 }, key,
        unhex('6bc1bee22e409f96e93d7e117393172a'));
      const two = new Uint8Array(32);
      const wrapped = hex(await S.encrypt({ name: 'AES-CTR', counter, length: 1 }, key, two));
      const from0 = unhex('f0f1f2f3f4f5f6f7f8f9fafbfcfdfefe');
      const first = hex(await S.encrypt({ name: 'AES-CTR', counter: from0, length: 1 }, key,
        two.slice(16)));
      return Response.json([hex(one), wrapped.slice(32) === first,
        await said(S.encrypt({ name: 'AES-CTR', counter, length: 1 }, key, new Uint8Array(33)))]);
    """
    problem = "OperationError: Counter block values will repeat."
    assert answer(body) == ["874d6191b620e3261bef6864990db6ce", True, problem]


def test_every_pair_goes_out_and_in_again_and_still_works() -> None:
    body = """
      const rsa = { modulusLength: 1024, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' };
      const kinds = [
        [{ name: 'ECDSA', namedCurve: 'P-384' }, { name: 'ECDSA', hash: 'SHA-384' }],
        [{ name: 'Ed25519' }, 'Ed25519'],
        [{ name: 'RSASSA-PKCS1-v1_5', ...rsa }, 'RSASSA-PKCS1-v1_5'],
        [{ name: 'RSA-PSS', ...rsa }, { name: 'RSA-PSS', saltLength: 32 }],
      ];
      const out = [], data = bytes('m');
      for (const [kind, how] of kinds) {
        const pair = await S.generateKey(kind, true, ['sign', 'verify']);
        const again = async (format, key, usage) =>
          S.importKey(format, await S.exportKey(format, key), kind, true, [usage]);
        const signature = await S.sign(how, await again('pkcs8', pair.privateKey, 'sign'), data);
        const other = await S.sign(how, await again('jwk', pair.privateKey, 'sign'), data);
        out.push([await S.verify(how, await again('spki', pair.publicKey, 'verify'), signature, data),
          await S.verify(how, await again('jwk', pair.publicKey, 'verify'), other, data)]);
      }
      return Response.json(out);
    """
    assert answer(body) == [[True, True]] * 4


def test_two_sides_agree_on_a_secret() -> None:
    body = """
      const out = [];
      for (const kind of [{ name: 'ECDH', namedCurve: 'P-256' }, { name: 'X25519' }]) {
        const a = await S.generateKey(kind, true, ['deriveBits', 'deriveKey']);
        const b = await S.generateKey(kind, true, ['deriveBits', 'deriveKey']);
        const one = await S.deriveBits({ ...kind, public: b.publicKey }, a.privateKey, 256);
        const key = await S.deriveKey({ ...kind, public: a.publicKey }, b.privateKey,
        { name: 'AES-GCM', length: 256 }, true, ['encrypt']);
        out.push(hex(one) === hex(await S.exportKey('raw', key)));
      }
      return Response.json(out);
    """
    assert answer(body) == [True, True]


def test_rsa_oaep_and_wrapping() -> None:
    body = """
      const pair = await S.generateKey({ name: 'RSA-OAEP', modulusLength: 1024,
        publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' }, false, ['encrypt', 'decrypt']);
      const sealed = await S.encrypt({ name: 'RSA-OAEP', label: bytes('l') }, pair.publicKey, bytes('secret'));
      const opened = new TextDecoder().decode(await S.decrypt({ name: 'RSA-OAEP', label: bytes('l') },
        pair.privateKey, sealed));
      const wrongLabel = await said(S.decrypt({ name: 'RSA-OAEP' }, pair.privateKey, sealed));
      const out = [opened, wrongLabel.split(':')[0]];
      const inner = await S.generateKey({ name: 'HMAC', hash: 'SHA-256' }, true, ['sign']);
      for (const [format, how] of [['raw', 'AES-KW'], ['jwk', { name: 'AES-GCM', iv: new Uint8Array(12) }]]) {
        const name = how.name ?? how;
        const outer = await S.generateKey({ name, length: 256 }, false, ['wrapKey', 'unwrapKey']);
        const wrapped = await S.wrapKey(format, inner, outer, how);
        const back = await S.unwrapKey(format, wrapped, outer, how, { name: 'HMAC', hash: 'SHA-256' }, true, ['sign']);
        out.push(hex(await S.exportKey('raw', back)) === hex(await S.exportKey('raw', inner)));
      }
      return Response.json(out);
    """
    assert answer(body) == ["secret", "OperationError", True, True]


def test_the_same_seed_gives_the_same_keys() -> None:
    body = """
      const aes = await S.generateKey({ name: 'AES-GCM', length: 256 }, true, ['encrypt']);
      const made = [hex(await S.exportKey('raw', aes))];
      for (const [kind, how] of [
        [{ name: 'ECDSA', namedCurve: 'P-256' }, { name: 'ECDSA', hash: 'SHA-256' }], [{ name: 'Ed25519' }, 'Ed25519'],
      ]) {
        const pair = await S.generateKey(kind, true, ['sign', 'verify']);
        made.push(hex(await S.sign(how, pair.privateKey, bytes('m'))));
      }
      return Response.json(made);
    """
    assert answer(body, seed=7) == answer(body, seed=7)
    assert not set(answer(body, seed=7)) & set(answer(body, seed=8))


def test_what_rsa_draws_from_the_system_differs_and_the_trace_does_not() -> None:
    body = """
      const rsa = { modulusLength: 1024, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' };
      const pss = await S.generateKey({ name: 'RSA-PSS', ...rsa }, true, ['sign', 'verify']);
      const oaep = await S.generateKey({ name: 'RSA-OAEP', ...rsa }, true, ['encrypt', 'decrypt']);
      const sign = () => S.sign({ name: 'RSA-PSS', saltLength: 32 }, pss.privateKey, bytes('m'));
      const seal = () => S.encrypt({ name: 'RSA-OAEP' }, oaep.publicKey, bytes('m'));
      return Response.json([hex(await sign()) !== hex(await sign()), hex(await seal()) !== hex(await seal())]);
    """
    source = f"{PRELUDE} export default {{ async fetch() {{ {body} }} }};"
    one, two = run(source, "http://x.org/"), run(source, "http://x.org/")
    assert bodies(one) == ["[true,true]"]
    assert encode(one.trace) == encode(two.trace)


def test_what_an_rsa_key_cannot_do_is_an_operation_error() -> None:
    body = """
      const rsa = { modulusLength: 1024, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-512' };
      const pss = await S.generateKey({ name: 'RSA-PSS', ...rsa }, true, ['sign', 'verify']);
      const oaep = await S.generateKey({ name: 'RSA-OAEP', ...rsa, hash: 'SHA-1' }, true, ['encrypt', 'decrypt']);
      return Response.json([
        await said(S.sign({ name: 'RSA-PSS', saltLength: 64 }, pss.privateKey, bytes('m'))),
        await said(S.sign({ name: 'RSA-PSS', saltLength: 62 }, pss.privateKey, bytes('m'))),
        await said(S.encrypt({ name: 'RSA-OAEP' }, oaep.publicKey, new Uint8Array(86))),
        await said(S.encrypt({ name: 'RSA-OAEP' }, oaep.publicKey, new Uint8Array(87))),
        await said(S.generateKey({ name: 'RSA-PSS', ...rsa, modulusLength: 512 }, true, ['sign', 'verify'])),
      ]);
    """
    assert answer(body) == [
        "OperationError: The hash and the salt are too long for this key.",
        "ok",
        "ok",
        "OperationError: The data is too long for this key.",
        "OperationError: The modulus length must be a multiple of 128 between 1024 and 4096 bits (requested 512).",
    ]


def test_digest_stream_and_timing_safe_equal() -> None:
    body = """
      const stream = new crypto.DigestStream('SHA-256');
      await new Response('hello').body.pipeTo(stream);
      const digest = await stream.digest;
      return Response.json([hex(digest) === hex(await S.digest('SHA-256', bytes('hello'))), String(stream.bytesWritten),
        S.timingSafeEqual(bytes('ab'), bytes('ab')), S.timingSafeEqual(bytes('ab'), bytes('ac')),
        await said((async () => S.timingSafeEqual(bytes('a'), bytes('ab')))()), typeof DigestStream]);
    """
    lengths = "TypeError: Input buffers must have the same byte length."
    assert answer(body) == [True, "5", True, False, lengths, "undefined"]


def test_computations_take_no_slot_and_no_time() -> None:
    """Eight digests beside six fetches: all are said to be computations, and none moves the clock."""
    body = """
      const fetches = Array.from({ length: 6 }, (_, i) => fetch(`https://origin.example/delay/50?${i}`));
      await Promise.all(Array.from({ length: 8 }, () => S.digest('SHA-256', bytes('x'))));
      const before = Date.now();
      await Promise.all(fetches);
      return Response.json(Date.now() > before);
    """
    source = f"{PRELUDE} export default {{ async fetch() {{ {body} }} }};"
    report = run(source, Step(url="http://x.org/"))
    assert bodies(report) == ["true"]
    queued = [event for event in report.trace if isinstance(event, IoQueued)]
    assert [event.operation for event in queued if event.computation] == ["crypto.digest"] * 8
    digests = {event.io for event in queued if event.computation}
    done = [event for event in report.trace if isinstance(event, IoDone)]
    assert {event.time for event in done if event.io in digests} == {0.0}
    assert all(event.time > 0 for event in done if event.io not in digests)
