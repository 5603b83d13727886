"""The seal of an issued document, and where a qualified signature plugs in.

`settings.DOCUMENT_SIGNER` names a class with the methods of `Signer`; without it `DigestSigner` seals: it
vouches for nobody, but whoever holds the file can see whether a letter of it was changed.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Protocol

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 10


@dataclass(frozen=True, slots=True)
class SealRequest:
    """What is sealed: digests (SHA-256, hexadecimal) of file and text, the number, who issued, when, which post."""

    sha256: str
    content_sha256: str
    symbol: str
    issued_on: date
    unit: str
    post: str
    at: datetime

    def canonical(self) -> bytes:
        """The same request always gives the same bytes, whatever zone `at` (aware) is told in."""
        at = self.at.astimezone(UTC).isoformat()  # the database gives moments back in UTC
        told = {**asdict(self), "issued_on": self.issued_on.isoformat(), "at": at}
        return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


class Signer(Protocol):
    """Signs a request, for example with a key on a token or by a remote signing service."""

    name: str

    def sign(self, request: SealRequest) -> str:
        """The signature as text (base64 of PKCS#7, a receipt …). Raises when it cannot be had: nothing is issued."""
        ...

    def verify(self, request: SealRequest, signature: str) -> bool:
        """Does the signature belong to exactly this request?"""
        ...


class DigestSigner:
    """No key: the signature is the digest of the request."""

    name = "sha256"

    def sign(self, request: SealRequest) -> str:
        return hashlib.sha256(request.canonical()).hexdigest()

    def verify(self, request: SealRequest, signature: str) -> bool:
        return secrets.compare_digest(self.sign(request), signature)


def new_code() -> str:
    """A code for the check page: ten letters and digits that are not mistaken for others, about 49 bits."""
    return "".join(secrets.choice(ALPHABET) for _place in range(CODE_LENGTH))


def tidy_code(text: str) -> str:
    """A code as somebody types it: small letters and blanks are forgiven."""
    return "".join(text.upper().split()).replace("-", "")
