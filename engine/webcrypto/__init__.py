"""Web Crypto: what `crypto.subtle` computes, with the arithmetic of the package `cryptography` and of hashlib.

Keys live here, on the host; an isolate holds their numbers. Randomness comes from the run's seed, so that the same run
gives the same keys, but for what the package draws from the system itself and does not repeat: RSA keys made, and what
RSA-PSS signs and RSA-OAEP encrypts. https://w3c.github.io/webcrypto/
"""
