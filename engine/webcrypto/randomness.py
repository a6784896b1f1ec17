"""Random bytes and primes of a run: the same seed gives the same keys. Never for real secrets."""

from __future__ import annotations

import math
import random

from cryptography.hazmat.primitives.asymmetric import rsa

SMALL_PRIMES = [p for p in range(3, 2000) if all(p % q for q in range(2, math.isqrt(p) + 1))]
ROUNDS = 8
"""Of Miller-Rabin: for random candidates of 1,024 bits far more than enough (FIPS 186-5, table B.1)."""


class Randomness:
    """Owned by one run's service."""

    def __init__(self, seed: int) -> None:
        self._source = random.Random(f"workerscope keys {seed}")

    def octets(self, length: int) -> bytes:
        """So many random bytes."""
        return self._source.randbytes(length)

    def below(self, limit: int) -> int:
        """An integer in [1, limit)."""
        return self._source.randrange(1, limit)

    def rsa_key(self, bits: int, exponent: int) -> rsa.RSAPrivateKey:
        """An RSA key. The package cryptography draws from the system only, so the primes are drawn here."""
        while True:
            p, q = self._prime(bits - bits // 2, exponent), self._prime(bits // 2, exponent)
            if p != q and (p * q).bit_length() == bits:
                break
        p, q = max(p, q), min(p, q)
        d = pow(exponent, -1, math.lcm(p - 1, q - 1))
        public = rsa.RSAPublicNumbers(exponent, p * q)
        return rsa.RSAPrivateNumbers(p, q, d, d % (p - 1), d % (q - 1), pow(q, -1, p), public).private_key()

    def _prime(self, bits: int, exponent: int) -> int:
        while True:
            candidate = self._source.getrandbits(bits) | 1 | 3 << (bits - 2)
            suits = all(candidate % p for p in SMALL_PRIMES) and math.gcd(candidate - 1, exponent) == 1
            if suits and self._probably_prime(candidate):
                return candidate

    def _probably_prime(self, n: int) -> bool:
        odd, twos = n - 1, 0
        while odd % 2 == 0:
            odd, twos = odd // 2, twos + 1
        for _ in range(ROUNDS):
            x = pow(self._source.randrange(2, n - 1), odd, n)
            if x in (1, n - 1):
                continue
            for _ in range(twos - 1):
                x = x * x % n
                if x == n - 1:
                    break
            else:
                return False
        return True
