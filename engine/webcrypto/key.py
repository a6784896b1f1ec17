"""A key on the host: what it is, what it may be used for, and its material."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives import hashes

from engine.webcrypto.problem import CryptoProblem, Details, member

PAIR_USAGES = {"ECDSA": ("sign", "verify"), "Ed25519": ("sign", "verify"), "RSASSA-PKCS1-v1_5": ("sign", "verify"),
    "RSA-PSS": ("sign", "verify"), "RSA-OAEP": ("decrypt unwrapKey", "encrypt wrapKey"),
    "ECDH": ("deriveKey deriveBits", ""), "X25519": ("deriveKey deriveBits", "")}  # fmt: skip
"""Of each kind of key pair: what the private and what the public key can do."""

SECRET_USAGES = {"HMAC": "sign verify", "AES-GCM": "encrypt decrypt wrapKey unwrapKey",
    "AES-CBC": "encrypt decrypt wrapKey unwrapKey", "AES-CTR": "encrypt decrypt wrapKey unwrapKey",
    "AES-KW": "wrapKey unwrapKey", "PBKDF2": "deriveKey deriveBits", "HKDF": "deriveKey deriveBits"}  # fmt: skip
"""Of each kind of secret key: what it can do."""

NAMES = {name.upper(): name for name in (*PAIR_USAGES, *SECRET_USAGES)}
ALL_USAGES = ("encrypt", "decrypt", "sign", "verify", "deriveKey", "deriveBits", "wrapKey", "unwrapKey")
HASHES: dict[str, type[hashes.HashAlgorithm]] = {
    "SHA-1": hashes.SHA1, "SHA-256": hashes.SHA256, "SHA-384": hashes.SHA384, "SHA-512": hashes.SHA512,
}  # fmt: skip


@dataclass(frozen=True)
class Key:
    """type: secret, private or public. algorithm: what `key.algorithm` shows. material: the bytes of a secret key, else
    a key object of the package cryptography."""

    type: str
    extractable: bool
    algorithm: dict[str, Any]
    usages: tuple[str, ...]
    material: Any

    @property
    def name(self) -> str:
        """Of its algorithm."""
        return str(self.algorithm["name"])

    def shown(self, id: int) -> dict[str, Any]:
        """What subtle-crypto.js makes a CryptoKey of."""
        algorithm = dict(self.algorithm)
        if "publicExponent" in algorithm:
            algorithm["publicExponent"] = base64.b64encode(algorithm["publicExponent"]).decode()
        return {
            "id": id,
            "type": self.type,
            "extractable": self.extractable,
            "algorithm": algorithm,
            "usages": list(self.usages),
        }


def canonical(name: str, purpose: str) -> str:
    """An algorithm's name as the specification writes it. Raises CryptoProblem. purpose: "key import" …"""
    known = NAMES.get(name.upper())
    if known is None:
        raise CryptoProblem("NotSupportedError", f'Unrecognized {purpose} algorithm "{name}" requested.')
    return known


def hash_name(algorithm: Details) -> str:
    """Its hash, canonical: "SHA-256". Raises CryptoProblem."""
    name = str(member(algorithm, "hash")).upper()
    if name not in HASHES:
        raise CryptoProblem("NotSupportedError", "Unrecognized or unimplemented digest algorithm requested.")
    return name


def hash_of(name: str) -> hashes.HashAlgorithm:
    """The hash as the package cryptography takes it."""
    return HASHES[name]()


def check_usages(name: str, type: str, usages: list[str], action: str) -> tuple[str, ...]:
    """The usages in the specification's order, each once. Raises CryptoProblem when one does not suit the key."""
    allowed = SECRET_USAGES[name] if type == "secret" else PAIR_USAGES[name][0 if type == "private" else 1]
    for usage in usages:
        if usage not in allowed.split():
            message = f'Attempt to {action} {type} {name} key with invalid usage "{usage}".'
            raise CryptoProblem("SyntaxError", message)
    if not usages and type != "public":
        raise CryptoProblem("SyntaxError", "Secret/private CryptoKeys must have at least one usage.")
    return tuple(usage for usage in ALL_USAGES if usage in usages)
