"""The code that proves that an address is the user's: six digits, kept as a digest, for a quarter of an hour."""

from __future__ import annotations

import hmac
import secrets
from datetime import timedelta
from hashlib import sha256

LIFE = timedelta(minutes=15)
TRIES = 5


def new_code() -> str:
    return f"{secrets.randbelow(10**6):06d}"


def digest_of(code: str, key: bytes) -> str:
    """HMAC-SHA256 of the code with a key that is not stored beside it; hexadecimal."""
    return hmac.new(key, code.encode(), sha256).hexdigest()


def is_same(code: str, key: bytes, digest: str) -> bool:
    """Spaces that a person typed do not count; the comparison takes the same time whatever differs."""
    return hmac.compare_digest(digest_of("".join(code.split()), key), digest)
