"""The secret of a calendar's address."""

from __future__ import annotations

import hashlib
from secrets import token_urlsafe

MOST = 5
"""So many addresses may one user have at a time."""


def new_secret() -> str:
    """256 random bits, as letters that fit into an address."""
    return token_urlsafe(32)


def digest_of(secret: str) -> str:
    """What is stored. Nobody guesses 256 bits, so it needs neither salt nor stretching."""
    return hashlib.sha256(secret.encode()).hexdigest()
