"""RSA-PSS and RSA-OAEP with randomness of our own, so that a run repeats: the package cryptography draws its own only.

Encoding only; what is encoded here is verified and decrypted by the package. https://www.rfc-editor.org/rfc/rfc8017
"""

from __future__ import annotations

import hashlib

from cryptography.hazmat.primitives.asymmetric import rsa

from engine.webcrypto.problem import CryptoProblem


def pss_signature(key: rsa.RSAPrivateKey, data: bytes, hash_name: str, salt: bytes) -> bytes:
    """RSASSA-PSS-SIGN, section 8.1.1. Raises CryptoProblem when the salt does not fit."""
    digest = hashlib.new(hash_name.replace("-", ""), data).digest()
    bits = key.key_size - 1
    length = (bits + 7) // 8
    fill = length - len(digest) - len(salt) - 2
    if fill < 0:
        raise CryptoProblem("OperationError", "The salt is too long for this key.")
    trailer = hashlib.new(hash_name.replace("-", ""), bytes(8) + digest + salt).digest()
    block = bytes(fill) + b"\x01" + salt
    masked = _xor(block, _mask(trailer, len(block), hash_name))
    first = masked[0] & (0xFF >> (8 * length - bits))
    return _power(bytes([first]) + masked[1:] + trailer + b"\xbc", key.private_numbers().d, key.public_key())


def oaep_ciphertext(key: rsa.RSAPublicKey, data: bytes, hash_name: str, label: bytes, seed: bytes) -> bytes:
    """RSAES-OAEP-ENCRYPT, section 7.1.1. seed: as many bytes as the hash. Raises CryptoProblem for too much data."""
    length = (key.key_size + 7) // 8
    digest = hashlib.new(hash_name.replace("-", ""), label).digest()
    fill = length - len(data) - 2 * len(digest) - 2
    if fill < 0:
        raise CryptoProblem("OperationError", "The data is too long for this key.")
    block = digest + bytes(fill) + b"\x01" + data
    masked = _xor(block, _mask(seed, len(block), hash_name))
    masked_seed = _xor(seed, _mask(masked, len(seed), hash_name))
    return _power(b"\x00" + masked_seed + masked, key.public_numbers().e, key)


def _power(block: bytes, exponent: int, key: rsa.RSAPublicKey) -> bytes:
    value = pow(int.from_bytes(block, "big"), exponent, key.public_numbers().n)
    return value.to_bytes((key.key_size + 7) // 8, "big")


def _mask(seed: bytes, length: int, hash_name: str) -> bytes:
    """MGF1, appendix B.2.1."""
    mask, counter = b"", 0
    while len(mask) < length:
        mask += hashlib.new(hash_name.replace("-", ""), seed + counter.to_bytes(4, "big")).digest()
        counter += 1
    return mask[:length]


def _xor(left: bytes, right: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(left, right, strict=True))
