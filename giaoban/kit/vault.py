"""Personal text at rest: encrypted with a key a record, so that destroying the key erases the text for good.

Record keys are wrapped with a master key derived from the installation's secret (HKDF-SHA256); texts and keys are
sealed with AES-256-GCM, a random 96-bit nonce in front (NIST SP 800-38D).
"""

from __future__ import annotations

import os

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def master_key(secret: str) -> bytes:
    """32 bytes derived from the installation's secret."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"giaoban vault 1").derive(secret.encode())


def _encrypt(key: bytes, plain: bytes) -> bytes:
    nonce = os.urandom(12)
    return nonce + AESGCM(key).encrypt(nonce, plain, None)


def _decrypt(key: bytes, sealed: bytes) -> bytes:
    return AESGCM(key).decrypt(sealed[:12], sealed[12:], None)


def new_record_key(master: bytes) -> bytes:
    """A fresh record key, wrapped."""
    return _encrypt(master, AESGCM.generate_key(256))


def lock(master: bytes, wrapped: bytes, text: str) -> bytes:
    """Encrypt `text` with the record key `wrapped`."""
    return _encrypt(_decrypt(master, wrapped), text.encode())


def unlock(master: bytes, wrapped: bytes, sealed: bytes) -> str:
    """Decrypt; raises cryptography.exceptions.InvalidTag when tampered with."""
    return _decrypt(_decrypt(master, wrapped), sealed).decode()
