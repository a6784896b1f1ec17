"""deriveBits and what deriveKey asks of it: PBKDF2, HKDF, ECDH, X25519."""

from __future__ import annotations

import hashlib

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from engine.webcrypto.key import Key, hash_name, hash_of
from engine.webcrypto.problem import CryptoProblem, Details, member, octets

MOST_ITERATIONS = 1_000_000
"""Of PBKDF2: more would hold up the whole run. Cloudflare's own limit is 100,000; local workerd has none."""


def derive(algorithm: Details, key: Key, length: int | None, public: Key | None) -> bytes:
    """So many bits as bytes; without a length all that ECDH and X25519 give. Raises CryptoProblem."""
    if key.name in ("ECDH", "X25519"):
        return _shared(key, length, public)
    if length is None or length % 8 or length < 0:
        raise CryptoProblem("OperationError", f"{key.name} derives a multiple of 8 bits (requested {length}).")
    name, salt = hash_name(algorithm), octets(member(algorithm, "salt"))
    if key.name == "PBKDF2":
        rounds = int(member(algorithm, "iterations"))
        if rounds <= 0:
            message = f"PBKDF2 requires a positive iteration count (requested {rounds})."
            raise CryptoProblem("OperationError", message)
        if rounds > MOST_ITERATIONS:
            raise CryptoProblem(
                "NotSupportedError", f"PBKDF2 iteration counts above {MOST_ITERATIONS} are not supported."
            )
        if length == 0:
            return b""
        return hashlib.pbkdf2_hmac(name.replace("-", ""), key.material, salt, rounds, length // 8)
    if length > 255 * 8 * hash_of(name).digest_size:
        raise CryptoProblem("OperationError", "HKDF cannot derive that many bits.")
    if length == 0:
        return b""
    return HKDF(hash_of(name), length // 8, salt, octets(member(algorithm, "info"))).derive(key.material)


def _shared(key: Key, length: int | None, public: Key | None) -> bytes:
    if public is None:
        raise CryptoProblem("TypeError", 'Missing field "public" in "algorithm".')
    if public.type != "public" or public.algorithm != key.algorithm:
        raise CryptoProblem(
            "InvalidAccessError", "The base and the public key must be of the same algorithm and curve."
        )
    if key.type != "private":
        raise CryptoProblem("InvalidAccessError", f"{key.name} derives from a private key.")
    try:
        if key.name == "ECDH":
            bits = bytes(key.material.exchange(ec.ECDH(), public.material))
        else:
            bits = bytes(key.material.exchange(public.material))
    except ValueError:
        raise CryptoProblem("OperationError", "The keys give no shared secret.") from None
    if length is None:
        return bits
    if length > len(bits) * 8:
        message = f"Derived key length ({length} bits) is too long (should be at most {len(bits) * 8} bits)."
        raise CryptoProblem("OperationError", message)
    kept = bits[: (length + 7) // 8]
    spare = -length % 8
    return kept[:-1] + bytes([kept[-1] >> spare << spare]) if spare else kept
