"""What a Web Crypto operation rejects with."""

from __future__ import annotations

import base64
import binascii
from typing import Any

Details = dict[str, Any]
"""An algorithm or the arguments of an operation, as subtle-crypto.js sends them."""


class CryptoProblem(Exception):
    """name: a DOMException's name or "TypeError". The messages are workerd's (tests/conformance: crypto-*)."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name, self.message = name, message


def member(algorithm: Details, name: str) -> Any:
    """A member that the algorithm must have. Raises CryptoProblem."""
    if name not in algorithm:
        raise CryptoProblem("TypeError", f'Missing field "{name}" in "algorithm".')
    return algorithm[name]


def octets(value: Any) -> bytes:
    """Bytes that came as base64."""
    return base64.b64decode(value)


def octets_of_url_text(value: Any, name: str) -> bytes:
    """Bytes of a JWK's member, base64url without padding. Raises CryptoProblem (DataError)."""
    try:
        return base64.urlsafe_b64decode(str(value) + "=" * (-len(str(value)) % 4))
    except (binascii.Error, ValueError):
        raise CryptoProblem("DataError", f'Invalid base64url in "{name}" of the JSON Web Key.') from None


def url_text(value: bytes) -> str:
    """base64url without padding, as JWKs have it."""
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()
