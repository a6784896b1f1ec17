"""encrypt and decrypt: AES-GCM, AES-CBC, AES-CTR, AES-KW (wrapping only), RSA-OAEP."""

from __future__ import annotations

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import keywrap, padding
from cryptography.hazmat.primitives.asymmetric import padding as rsa_padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from engine.webcrypto.key import Key, hash_of
from engine.webcrypto.problem import CryptoProblem, Details, member, octets

TAG_BITS = (32, 64, 96, 104, 112, 120, 128)


def encrypt(algorithm: Details, key: Key, data: bytes) -> bytes:
    """The ciphertext; of AES-GCM with its tag at the end. Raises CryptoProblem."""
    if key.name == "AES-GCM":
        cipher = _gcm(algorithm, key, None)
        tag_bytes = _tag_bytes(algorithm)
        sealer = cipher.encryptor()
        sealer.authenticate_additional_data(octets(algorithm.get("additionalData", "")))
        text = sealer.update(data) + sealer.finalize()
        return text + sealer.tag[:tag_bytes]
    if key.name == "AES-CBC":
        padder = padding.PKCS7(128).padder()
        encryptor = _cbc(algorithm, key).encryptor()
        return encryptor.update(padder.update(data) + padder.finalize()) + encryptor.finalize()
    if key.name == "AES-CTR":
        return _counted(algorithm, key, data)
    if key.name == "AES-KW":
        if len(data) % 8 or len(data) < 16:
            raise CryptoProblem(
                "OperationError", "AES-KW wraps keys whose length is a multiple of 8 bytes, 16 or more."
            )
        return keywrap.aes_key_wrap(key.material, data)
    if key.type != "public":
        raise CryptoProblem("InvalidAccessError", "RSA-OAEP encrypts with a public key.")
    try:
        return bytes(key.material.encrypt(data, _oaep(algorithm, key)))
    except ValueError:
        raise CryptoProblem("OperationError", "The data is too long for this key.") from None


def decrypt(algorithm: Details, key: Key, data: bytes) -> bytes:
    """The plaintext. Raises CryptoProblem: OperationError when the ciphertext is not this key's, or was changed."""
    if key.name == "AES-GCM":
        return _decrypt_gcm(algorithm, key, data)
    if key.name == "AES-CBC":
        decryptor, unpadder = _cbc(algorithm, key).decryptor(), padding.PKCS7(128).unpadder()
        try:
            padded = decryptor.update(data) + decryptor.finalize()
            return unpadder.update(padded) + unpadder.finalize()
        except ValueError:
            raise failed(key.name, len(data)) from None
    if key.name == "AES-CTR":
        return _counted(algorithm, key, data)
    if key.name == "AES-KW":
        try:
            return keywrap.aes_key_unwrap(key.material, data)
        except (keywrap.InvalidUnwrap, ValueError):
            raise failed(key.name, len(data)) from None
    if key.type != "private":
        raise CryptoProblem("InvalidAccessError", "RSA-OAEP decrypts with a private key.")
    try:
        return bytes(key.material.decrypt(data, _oaep(algorithm, key)))
    except ValueError:
        raise failed(key.name, len(data)) from None


def _oaep(algorithm: Details, key: Key) -> rsa_padding.OAEP:
    """The padding of RSA-OAEP. Its randomness is the system's, so that no two ciphertexts are the same."""
    made = hash_of(key.algorithm["hash"]["name"])
    return rsa_padding.OAEP(rsa_padding.MGF1(made), made, octets(algorithm.get("label", "")) or None)


def _decrypt_gcm(algorithm: Details, key: Key, data: bytes) -> bytes:
    tag_bytes = _tag_bytes(algorithm)
    if len(data) < tag_bytes:
        message = (
            f"Ciphertext length of {len(data) * 8} bits must be greater than or equal to the size of the AES-GCM tag "
        )
        raise CryptoProblem("OperationError", f"{message}({tag_bytes * 8} bits).")
    text, tag = data[: len(data) - tag_bytes], data[len(data) - tag_bytes :]
    decryptor = _gcm(algorithm, key, tag).decryptor()
    decryptor.authenticate_additional_data(octets(algorithm.get("additionalData", "")))
    try:
        return decryptor.update(text) + decryptor.finalize()
    except InvalidTag:
        raise failed(key.name, len(text)) from None


def failed(name: str, length: int) -> CryptoProblem:
    """What every failed decryption says, whatever the reason: more would help an attacker."""
    message = (
        "Decryption failed. This could be due to a ciphertext authentication failure, bad padding, incorrect "
        f"CryptoKey, or another algorithm-specific reason. Input length was {length}, output length expected to be "
        f"{length} for {name}"
    )
    return CryptoProblem("OperationError", message)


def _tag_bytes(algorithm: Details) -> int:
    bits = int(algorithm.get("tagLength", 128))
    if bits not in TAG_BITS:
        raise CryptoProblem("OperationError", f"Invalid AES-GCM tag length: {bits}.")
    return bits // 8


def _gcm(algorithm: Details, key: Key, tag: bytes | None) -> Cipher[modes.GCM]:
    iv = octets(member(algorithm, "iv"))
    if not 8 <= len(iv) <= 128:
        raise CryptoProblem("OperationError", f"AES-GCM IV must be 8 to 128 bytes long (provided {len(iv)}).")
    return Cipher(algorithms.AES(key.material), modes.GCM(iv, tag, min_tag_length=len(tag) if tag else 16))


def _cbc(algorithm: Details, key: Key) -> Cipher[modes.CBC]:
    iv = octets(member(algorithm, "iv"))
    if len(iv) != 16:
        raise CryptoProblem("OperationError", f"AES-CBC IV must be 16 bytes long (provided {len(iv)}).")
    return Cipher(algorithms.AES(key.material), modes.CBC(iv))


def _counted(algorithm: Details, key: Key, data: bytes) -> bytes:
    """AES-CTR; of the counter block only the last `length` bits count up, and come round to 0."""
    counter, bits = octets(member(algorithm, "counter")), int(member(algorithm, "length"))
    if len(counter) != 16:
        raise CryptoProblem("OperationError", f"AES-CTR counter must be 16 bytes long (provided {len(counter)}).")
    if not 1 <= bits <= 128:
        raise CryptoProblem("OperationError", f"Invalid counter of {bits} bits length provided.")
    if len(data) > (16 << bits):
        raise CryptoProblem("OperationError", "Counter block values will repeat.")
    start = int.from_bytes(counter, "big")
    before_wrap = ((1 << bits) - start % (1 << bits)) * 16
    done = _ctr(key, counter, data[:before_wrap])
    if len(data) > before_wrap:
        wrapped = (start >> bits << bits).to_bytes(16, "big")
        done += _ctr(key, wrapped, data[before_wrap:])
    return done


def _ctr(key: Key, counter: bytes, data: bytes) -> bytes:
    encryptor = Cipher(algorithms.AES(key.material), modes.CTR(counter)).encryptor()
    return encryptor.update(data) + encryptor.finalize()
