"""sign and verify: HMAC, ECDSA, Ed25519, RSASSA-PKCS1-v1_5, RSA-PSS."""

from __future__ import annotations

import hmac

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from engine.webcrypto.key import Key, hash_name, hash_of
from engine.webcrypto.problem import CryptoProblem, Details, member


def sign(algorithm: Details, key: Key, data: bytes) -> bytes:
    """The signature. ECDSA's nonce is that of RFC 6979, so that runs repeat; the salt of RSA-PSS is the system's and
    does not. Raises CryptoProblem."""
    if key.name == "HMAC":
        return _mac(key, data)
    if key.type != "private":
        raise CryptoProblem("InvalidAccessError", f"{key.name} signs with a private key.")
    if key.name == "Ed25519":
        return bytes(key.material.sign(data))
    if key.name == "ECDSA":
        kind = ec.ECDSA(hash_of(hash_name(algorithm)), deterministic_signing=True)
        r, s = decode_dss_signature(key.material.sign(data, kind))
        size = _half(key)
        return r.to_bytes(size, "big") + s.to_bytes(size, "big")
    try:
        return bytes(key.material.sign(data, _rsa_padding(algorithm, key), hash_of(key.algorithm["hash"]["name"])))
    except ValueError:
        raise CryptoProblem("OperationError", "The hash and the salt are too long for this key.") from None


def verify(algorithm: Details, key: Key, signature: bytes, data: bytes) -> bool:
    """Whether the signature is that of this key for this data. Raises CryptoProblem."""
    if key.name == "HMAC":
        return hmac.compare_digest(_mac(key, data), signature)
    if key.type != "public":
        raise CryptoProblem("InvalidAccessError", f"{key.name} verifies with a public key.")
    try:
        if key.name == "Ed25519":
            key.material.verify(signature, data)
        elif key.name == "ECDSA":
            size = _half(key)
            if len(signature) != 2 * size:
                return False
            r, s = int.from_bytes(signature[:size], "big"), int.from_bytes(signature[size:], "big")
            key.material.verify(encode_dss_signature(r, s), data, ec.ECDSA(hash_of(hash_name(algorithm))))
        else:
            made = hash_of(key.algorithm["hash"]["name"])
            key.material.verify(signature, data, _rsa_padding(algorithm, key), made)
    except (InvalidSignature, ValueError):
        return False
    return True


def _mac(key: Key, data: bytes) -> bytes:
    return hmac.digest(key.material, data, str(key.algorithm["hash"]["name"]).replace("-", ""))


def _half(key: Key) -> int:
    return int(key.material.curve.key_size + 7) // 8


def _rsa_padding(algorithm: Details, key: Key) -> padding.PSS | padding.PKCS1v15:
    if key.name != "RSA-PSS":
        return padding.PKCS1v15()
    return padding.PSS(padding.MGF1(hash_of(key.algorithm["hash"]["name"])), _salt_length(algorithm))


def _salt_length(algorithm: Details) -> int:
    length = int(member(algorithm, "saltLength"))
    if not 0 <= length <= 512:
        raise CryptoProblem("DataError", f"SaltLength for RSA-PSS must be between 0 and 512 bytes (provided {length}).")
    return length
