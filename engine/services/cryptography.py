"""`crypto.subtle`: computations that the host does for an isolate (engine/webcrypto).

They take no virtual time and no header slot, and are no subrequests. Keys stay here; an isolate holds their numbers.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Callable
from itertools import count
from typing import TYPE_CHECKING, Any

from engine.services import Call
from engine.webcrypto import ciphers, derivation, exporting, making, signatures
from engine.webcrypto.key import Key, canonical
from engine.webcrypto.problem import CryptoProblem, Details, octets
from engine.webcrypto.randomness import Randomness

if TYPE_CHECKING:
    from engine.world import World

DIGESTS = ("SHA-1", "SHA-256", "SHA-384", "SHA-512", "MD5")


class CryptographyService:
    """Answers "crypto.…". Owns the keys of a run, each known to the isolate that made it."""

    def __init__(self, world: World) -> None:
        self._random = Randomness(world.request.seed)
        self._ids = count(1)
        self._keys: dict[tuple[str, int], Key] = {}

    def perform(self, call: Call) -> None:
        """One computation, answered at once."""
        computation = _COMPUTATIONS.get(call.name.partition(".")[2])
        try:
            if computation is None or not isinstance(call.details, dict):
                raise CryptoProblem("NotSupportedError", f"{call.name} is not available in this engine.")
            call.answer(computation(self, call.invocation.isolate.id, call.details))
        except CryptoProblem as problem:
            call.refuse(problem.name, problem.message, dom=problem.name != "TypeError")
        except (KeyError, TypeError, ValueError, OverflowError, binascii.Error):
            call.refuse("OperationError", f"{call.name} was given arguments that cannot be read.")

    # --- keys ------------------------------------------------------------------------------------------------------

    def _keep(self, isolate: str, key: Key) -> dict[str, Any]:
        id = next(self._ids)
        self._keys[isolate, id] = key
        return key.shown(id)

    def _key(self, isolate: str, details: Details, usage: str | tuple[str, ...]) -> Key:
        """The key of an operation. Raises CryptoProblem when its algorithm or its usages say no."""
        key = self._keys[isolate, int(details["key"])]
        usages = (usage,) if isinstance(usage, str) else usage
        asked = canonical(str(details["algorithm"]["name"]), usages[0])
        if asked != key.name:
            message = f'Requested algorithm "{asked}" does not match this CryptoKey\'s algorithm "{key.name}".'
            raise CryptoProblem("InvalidAccessError", message)
        if not set(usages) & set(key.usages):
            message = f'Requested key usage "{usages[0]}" does not match any usage listed in this CryptoKey.'
            raise CryptoProblem("InvalidAccessError", message)
        return key

    def generate_key(self, isolate: str, details: Details) -> Any:
        """One key, or a pair."""
        keys = making.generate(details["algorithm"], details["extractable"], details["usages"], self._random)
        shown = [self._keep(isolate, key) for key in keys]
        return shown[0] if len(shown) == 1 else {"privateKey": shown[0], "publicKey": shown[1]}

    def import_key(self, isolate: str, details: Details) -> Any:
        """A key from outside."""
        algorithm, usages = details["algorithm"], details["usages"]
        key = making.from_data(details["format"], details["data"], algorithm, details["extractable"], usages)
        return self._keep(isolate, key)

    def export_key(self, isolate: str, details: Details) -> Any:
        """A JWK, or bytes."""
        made = exporting.export(details["format"], self._keys[isolate, int(details["key"])])
        return made if isinstance(made, dict) else _bytes(made)

    def wrap_key(self, isolate: str, details: Details) -> Any:
        """A key exported and encrypted."""
        key = self._key(isolate, details, "wrapKey")
        made = exporting.export(details["format"], self._keys[isolate, int(details["wrapped"])])
        data = made if isinstance(made, bytes) else json.dumps(made).encode()
        if isinstance(made, dict) and key.name == "AES-KW":
            data += b" " * (-len(data) % 8)
        return _bytes(ciphers.encrypt(details["algorithm"], key, data))

    def unwrap_key(self, isolate: str, details: Details) -> Any:
        """A key decrypted and imported."""
        key = self._key(isolate, details, "unwrapKey")
        data: Any = ciphers.decrypt(details["algorithm"], key, octets(details["data"]))
        data = json.loads(data) if details["format"] == "jwk" else base64.b64encode(data).decode()
        return self.import_key(isolate, {**details, "data": data, "algorithm": details["unwrapped"]})

    # --- data ------------------------------------------------------------------------------------------------------

    def digest(self, isolate: str, details: Details) -> Any:
        """The hash of some bytes."""
        name = str(details["algorithm"]["name"]).upper()
        if name not in DIGESTS:
            raise CryptoProblem("NotSupportedError", "Unrecognized or unimplemented digest algorithm requested.")
        data = octets(details["data"])
        return _bytes(hashlib.new(name.replace("-", "").lower(), data, usedforsecurity=False).digest())

    def encrypt(self, isolate: str, details: Details) -> Any:
        """Ciphertext."""
        key = self._key(isolate, details, "encrypt")
        return _bytes(ciphers.encrypt(details["algorithm"], key, octets(details["data"])))

    def decrypt(self, isolate: str, details: Details) -> Any:
        """Plaintext."""
        key = self._key(isolate, details, "decrypt")
        return _bytes(ciphers.decrypt(details["algorithm"], key, octets(details["data"])))

    def sign(self, isolate: str, details: Details) -> Any:
        """A signature."""
        key = self._key(isolate, details, "sign")
        return _bytes(signatures.sign(details["algorithm"], key, octets(details["data"])))

    def verify(self, isolate: str, details: Details) -> Any:
        """Whether a signature holds."""
        key = self._key(isolate, details, "verify")
        return signatures.verify(details["algorithm"], key, octets(details["signature"]), octets(details["data"]))

    def derive_bits(self, isolate: str, details: Details) -> Any:
        """Bits from a password, a secret or two keys."""
        return _bytes(self._derived(isolate, details, details["length"], ("deriveBits",)))

    def derive_key(self, isolate: str, details: Details) -> Any:
        """A key made of derived bits."""
        wanted = details["derived"]
        name = canonical(str(wanted["name"]), "key derivation")
        length = None if name in ("PBKDF2", "HKDF") else making.secret_bits(wanted)
        data = self._derived(isolate, details, length, ("deriveKey",))
        return self._keep(isolate, making.secret(wanted, data, details["extractable"], details["usages"]))

    def _derived(self, isolate: str, details: Details, length: int | None, usages: tuple[str, ...]) -> bytes:
        key = self._key(isolate, details, usages)
        public = details["algorithm"].get("public")
        other = None if public is None else self._keys[isolate, int(public)]
        return derivation.derive(details["algorithm"], key, length, other)


def _bytes(data: bytes) -> dict[str, str]:
    return {"base64": base64.b64encode(data).decode()}


_COMPUTATIONS: dict[str, Callable[[CryptographyService, str, Details], Any]] = {
    "digest": CryptographyService.digest,
    "encrypt": CryptographyService.encrypt,
    "decrypt": CryptographyService.decrypt,
    "sign": CryptographyService.sign,
    "verify": CryptographyService.verify,
    "generateKey": CryptographyService.generate_key,
    "importKey": CryptographyService.import_key,
    "exportKey": CryptographyService.export_key,
    "wrapKey": CryptographyService.wrap_key,
    "unwrapKey": CryptographyService.unwrap_key,
    "deriveBits": CryptographyService.derive_bits,
    "deriveKey": CryptographyService.derive_key,
}
