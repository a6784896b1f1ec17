"""Keys made: generated, imported from raw bytes, JWK, PKCS#8 or SPKI."""

from __future__ import annotations

from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa, x25519

from engine.webcrypto.key import PAIR_USAGES, Key, canonical, check_usages, hash_name
from engine.webcrypto.problem import CryptoProblem, Details, member, octets, octets_of_url_text
from engine.webcrypto.randomness import Randomness

CURVES: dict[str, ec.EllipticCurve] = {"P-256": ec.SECP256R1(), "P-384": ec.SECP384R1(), "P-521": ec.SECP521R1()}
BLOCK_BITS = {"SHA-1": 512, "SHA-256": 512, "SHA-384": 1024, "SHA-512": 1024}
FORMATS = ("raw", "jwk", "pkcs8", "spki")
SMALLEST_RSA, LARGEST_RSA = 1024, 4096
"""Bits. The package makes no smaller keys; bigger ones take minutes, and the isolate would wait."""


def curve_of(algorithm: Details) -> str:
    """Its curve's name. Raises CryptoProblem."""
    name = str(member(algorithm, "namedCurve"))
    if name not in CURVES:
        raise CryptoProblem("NotSupportedError", f'Unrecognized or unimplemented EC curve "{name}" requested.')
    return name


def generate(algorithm: Details, extractable: bool, usages: list[str], random: Randomness) -> list[Key]:
    """One secret key, or the private and the public one of a pair. Raises CryptoProblem."""
    name = canonical(str(algorithm["name"]), "key generation")
    if name not in PAIR_USAGES:
        bits = secret_bits(algorithm)
        return [secret(algorithm, random.octets((bits + 7) // 8), extractable, usages, "generate")]
    allowed = " ".join(PAIR_USAGES[name]).split()
    for usage in usages:
        if usage not in allowed:
            raise CryptoProblem("SyntaxError", f'Attempt to generate {name} key with invalid usage "{usage}".')
    private, shown = _new_pair(name, algorithm, random)
    sides = [tuple(u for u in side.split() if u in usages) for side in PAIR_USAGES[name]]
    if not sides[0]:
        raise CryptoProblem("SyntaxError", "Secret/private CryptoKeys must have at least one usage.")
    return [
        Key("private", extractable, shown, sides[0], private),
        Key("public", True, shown, sides[1], private.public_key()),
    ]


def _new_pair(name: str, algorithm: Details, random: Randomness) -> tuple[Any, dict[str, Any]]:
    if name in ("ECDSA", "ECDH"):
        curve = curve_of(algorithm)
        # Below the order of every one of these curves, whatever the curve.
        number = random.below(1 << (CURVES[curve].key_size - 1))
        return ec.derive_private_key(number, CURVES[curve]), {"name": name, "namedCurve": curve}
    if name == "Ed25519":
        return ed25519.Ed25519PrivateKey.from_private_bytes(random.octets(32)), {"name": name}
    if name == "X25519":
        return x25519.X25519PrivateKey.from_private_bytes(random.octets(32)), {"name": name}
    bits, exponent = int(member(algorithm, "modulusLength")), octets(member(algorithm, "publicExponent"))
    if not SMALLEST_RSA <= bits <= LARGEST_RSA or bits % 128:
        between = f"between {SMALLEST_RSA} and {LARGEST_RSA} bits"
        message = f"The modulus length must be a multiple of 128 {between} (requested {bits})."
        raise CryptoProblem("OperationError", message)
    if int.from_bytes(exponent, "big") not in (3, 65537):
        raise CryptoProblem("OperationError", 'The "publicExponent" must be either 3 or 65537, but got another one.')
    shown = {"name": name, "modulusLength": bits, "publicExponent": exponent, "hash": {"name": hash_name(algorithm)}}
    return rsa.generate_private_key(int.from_bytes(exponent, "big"), bits), shown


def secret_bits(algorithm: Details) -> int:
    """The length of the secret key that an algorithm asks for. Raises CryptoProblem."""
    name = canonical(str(algorithm["name"]), "key generation")
    if name == "HMAC":
        bits = int(algorithm.get("length", BLOCK_BITS[hash_name(algorithm)]))
        if bits <= 0:
            raise CryptoProblem("OperationError", "HMAC key length must be a non-zero unsigned long integer.")
        return bits
    if not name.startswith("AES-"):
        raise CryptoProblem("NotSupportedError", f'Unrecognized key generation algorithm "{name}" requested.')
    bits = int(member(algorithm, "length"))
    if bits not in (128, 192, 256):
        raise CryptoProblem(
            "OperationError", f"Generated AES key length must be 128, 192, or 256 bits but requested {bits}."
        )
    return bits


def secret(algorithm: Details, data: bytes, extractable: bool, usages: list[str], action: str = "import") -> Key:
    """A secret key of these bytes. Raises CryptoProblem."""
    name = canonical(str(algorithm["name"]), "key import")
    given = check_usages(name, "secret", usages, action)
    shown: dict[str, Any] = {"name": name}
    bits = len(data) * 8
    if name.startswith("AES-"):
        if bits not in (128, 192, 256):
            message = f"Imported AES key length must be 128, 192, or 256 bits but provided {bits}."
            raise CryptoProblem("DataError", message)
        shown["length"] = bits
    elif name == "HMAC":
        asked = int(algorithm.get("length", bits))
        shown |= {"hash": {"name": hash_name(algorithm)}, "length": asked}
        if asked == 0 or asked > bits or asked <= bits - 8:
            message = (
                f"Imported HMAC key length ({asked}) must be a non-zero value up to 7 bits less than, and no greater "
                f"than, the bit length of the raw key data ({bits})."
            )
            raise CryptoProblem("DataError", message)
    elif extractable:
        raise CryptoProblem("SyntaxError", f"{name} key cannot be extractable.")
    return Key("secret", extractable, shown, given, data)


def from_data(format: str, data: Any, algorithm: Details, extractable: bool, usages: list[str]) -> Key:
    """A key imported. data: a JWK, else bytes. Raises CryptoProblem."""
    name = canonical(str(algorithm["name"]), "key import")
    if format not in FORMATS:
        raise CryptoProblem("NotSupportedError", f'Unrecognized key import format "{format}".')
    if format == "jwk":
        _check_jwk(data, extractable, usages)
    if name not in PAIR_USAGES:
        return secret(algorithm, _secret_data(format, data, name), extractable, usages)
    try:
        material = _from_jwk(name, data) if format == "jwk" else _from_bytes(format, data, name, algorithm)
    except (ValueError, TypeError, KeyError):
        raise CryptoProblem("DataError", f'Invalid {name} key data in format "{format}".') from None
    type = "private" if hasattr(material, "private_bytes") else "public"
    shown = _shown(name, material, algorithm)
    return Key(type, extractable, shown, check_usages(name, type, usages, "import"), material)


def _check_jwk(data: Any, extractable: bool, usages: list[str]) -> None:
    if not isinstance(data, dict):
        raise CryptoProblem("DataError", "JSON Web Key import requires a JSON Web Key object.")
    if extractable and data.get("ext") is False:
        raise CryptoProblem(
            "DataError", 'JSON Web Key Extractable ("ext") parameter is false, but the key shall be extractable.'
        )
    operations = data.get("key_ops")
    if isinstance(operations, list) and not set(usages) <= set(map(str, operations)):
        raise CryptoProblem(
            "DataError",
            'All specified key usages must be present in the JSON Web Key\'s Key Operations ("key_ops") parameter.',
        )


def _secret_data(format: str, data: Any, name: str) -> bytes:
    if format == "raw":
        return octets(data)
    if format != "jwk":
        raise CryptoProblem("NotSupportedError", f'Unimplemented key import format "{format}" for {name}.')
    if data.get("kty") != "oct" or "k" not in data:
        raise CryptoProblem("DataError", 'Symmetric JSON Web Keys need "kty": "oct" and "k".')
    return octets_of_url_text(data["k"], "k")


def _from_bytes(format: str, data: Any, name: str, algorithm: Details) -> Any:
    raw = octets(data)
    if format == "pkcs8":
        return _expected(name, serialization.load_der_private_key(raw, None))
    if format == "spki":
        return _expected(name, serialization.load_der_public_key(raw))
    if name in ("ECDSA", "ECDH"):
        return ec.EllipticCurvePublicKey.from_encoded_point(CURVES[curve_of(algorithm)], raw)
    if name == "Ed25519":
        return ed25519.Ed25519PublicKey.from_public_bytes(raw)
    if name == "X25519":
        return x25519.X25519PublicKey.from_public_bytes(raw)
    raise CryptoProblem("NotSupportedError", f'Unimplemented key import format "raw" for {name}.')


def _expected(name: str, material: Any) -> Any:
    kinds: Any = (rsa.RSAPrivateKey, rsa.RSAPublicKey)
    if name in ("ECDSA", "ECDH"):
        kinds = (ec.EllipticCurvePrivateKey, ec.EllipticCurvePublicKey)
    elif name == "Ed25519":
        kinds = (ed25519.Ed25519PrivateKey, ed25519.Ed25519PublicKey)
    elif name == "X25519":
        kinds = (x25519.X25519PrivateKey, x25519.X25519PublicKey)
    if not isinstance(material, kinds):
        raise CryptoProblem("DataError", f"The key data is not that of {name}.")
    return material


def _from_jwk(name: str, jwk: dict[str, Any]) -> Any:
    def number(member: str) -> int:
        return int.from_bytes(octets_of_url_text(jwk[member], member), "big")

    if name in ("Ed25519", "X25519"):
        private: Any = ed25519.Ed25519PrivateKey if name == "Ed25519" else x25519.X25519PrivateKey
        public: Any = ed25519.Ed25519PublicKey if name == "Ed25519" else x25519.X25519PublicKey
        if jwk.get("kty") != "OKP" or jwk.get("crv") != name:
            raise ValueError
        if "d" in jwk:
            return private.from_private_bytes(octets_of_url_text(jwk["d"], "d"))
        return public.from_public_bytes(octets_of_url_text(jwk["x"], "x"))
    if name in ("ECDSA", "ECDH"):
        if jwk.get("kty") != "EC":
            raise ValueError
        curve = CURVES[curve_of({"namedCurve": jwk["crv"]})]
        point = ec.EllipticCurvePublicNumbers(number("x"), number("y"), curve)
        return ec.EllipticCurvePrivateNumbers(number("d"), point).private_key() if "d" in jwk else point.public_key()
    if jwk.get("kty") != "RSA":
        raise ValueError
    numbers = rsa.RSAPublicNumbers(number("e"), number("n"))
    if "d" not in jwk:
        return numbers.public_key()
    p, q, d, dp, dq, qi = (number(part) for part in ("p", "q", "d", "dp", "dq", "qi"))
    return rsa.RSAPrivateNumbers(p, q, d, dp, dq, qi, numbers).private_key()


def _shown(name: str, material: Any, algorithm: Details) -> dict[str, Any]:
    if name in ("Ed25519", "X25519"):
        return {"name": name}
    if name in ("ECDSA", "ECDH"):
        curve = curve_of(algorithm)
        if material.curve.name != CURVES[curve].name:
            raise CryptoProblem("DataError", f'The key is not one of the curve "{curve}".')
        return {"name": name, "namedCurve": curve}
    public = material.public_key() if hasattr(material, "public_key") else material
    exponent = public.public_numbers().e
    return {
        "name": name,
        "modulusLength": public.key_size,
        "publicExponent": exponent.to_bytes((exponent.bit_length() + 7) // 8, "big"),
        "hash": {"name": hash_name(algorithm)},
    }
