"""Keys given away again: raw bytes, JWK, PKCS#8 or SPKI."""

from __future__ import annotations

from typing import Any

from cryptography.hazmat.primitives import serialization

from engine.webcrypto.key import Key
from engine.webcrypto.problem import CryptoProblem, url_text

_RAW = (serialization.Encoding.Raw, serialization.PublicFormat.Raw)
_POINT = (serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
_SPKI = (serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
_PLAIN = serialization.NoEncryption()


def export(format: str, key: Key) -> bytes | dict[str, Any]:
    """A JWK for "jwk", else bytes. Raises CryptoProblem."""
    if not key.extractable:
        raise CryptoProblem("InvalidAccessError", f"Attempt to export non-extractable {key.name} key.")
    if format == "jwk":
        return {**_jwk(key), "key_ops": list(key.usages), "ext": key.extractable}
    material: Any = key.material
    if format == "raw" and key.type == "secret":
        return bytes(material)
    if format == "raw" and key.type == "public" and not key.name.startswith("RSA"):
        return bytes(material.public_bytes(*(_POINT if key.name.startswith("EC") else _RAW)))
    if format == "spki" and key.type == "public":
        return bytes(material.public_bytes(*_SPKI))
    if format == "pkcs8" and key.type == "private":
        form = serialization.PrivateFormat.PKCS8
        return bytes(material.private_bytes(serialization.Encoding.DER, form, _PLAIN))
    if format not in ("raw", "spki", "pkcs8"):
        raise CryptoProblem("NotSupportedError", f'Unrecognized key export format "{format}".')
    message = f'Unimplemented key export format "{format}" for a {key.type} {key.name} key.'
    raise CryptoProblem("NotSupportedError" if key.type == "secret" else "InvalidAccessError", message)


def _jwk(key: Key) -> dict[str, Any]:
    """https://w3c.github.io/webcrypto/#JsonWebKey-dictionary, by kind of key."""
    if key.type == "secret":
        return {"kty": "oct", "k": url_text(key.material), "alg": _secret_alg(key)}
    private = key.material if key.type == "private" else None
    public = private.public_key() if private is not None else key.material
    if key.name in ("Ed25519", "X25519"):
        jwk = {"kty": "OKP", "crv": key.name, "x": url_text(public.public_bytes(*_RAW))}
        if private is not None:
            form = serialization.PrivateFormat.Raw
            jwk["d"] = url_text(private.private_bytes(serialization.Encoding.Raw, form, _PLAIN))
        return jwk
    if key.name in ("ECDSA", "ECDH"):
        size, numbers = (public.curve.key_size + 7) // 8, public.public_numbers()
        jwk = {
            "kty": "EC",
            "crv": key.algorithm["namedCurve"],
            "x": _number(numbers.x, size),
            "y": _number(numbers.y, size),
        }
        if private is not None:
            jwk["d"] = _number(private.private_numbers().private_value, size)
        return jwk
    numbers = public.public_numbers()
    jwk = {"kty": "RSA", "alg": _rsa_alg(key), "n": _number(numbers.n), "e": _number(numbers.e)}
    if private is not None:
        n = private.private_numbers()
        parts = {"d": n.d, "p": n.p, "q": n.q, "dp": n.dmp1, "dq": n.dmq1, "qi": n.iqmp}
        jwk |= {name: _number(value) for name, value in parts.items()}
    return jwk


def _number(value: int, size: int = 0) -> str:
    return url_text(value.to_bytes(size or (value.bit_length() + 7) // 8, "big"))


def _secret_alg(key: Key) -> str:
    if key.name == "HMAC":
        return "HS" + str(key.algorithm["hash"]["name"]).removeprefix("SHA-")
    return f"A{key.algorithm['length']}{key.name.removeprefix('AES-')}"


def _rsa_alg(key: Key) -> str:
    bits = str(key.algorithm["hash"]["name"]).removeprefix("SHA-")
    if key.name == "RSA-OAEP":
        return "RSA-OAEP" if bits == "1" else f"RSA-OAEP-{bits}"
    return ("PS" if key.name == "RSA-PSS" else "RS") + bits
