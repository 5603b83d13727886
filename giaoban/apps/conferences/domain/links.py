"""Personal links of sites and delegates: whoever opens one may act for it, without account and session.

A link is a signature over what it opens and that one's key. A new key makes every older link worthless; nothing that
is stored opens anything by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.core import signing

from giaoban.kit.errors import GiaoBanError

Holder = Literal["site", "delegate"]
_LETTER: dict[Holder, str] = {"site": "s", "delegate": "d"}
_HOLDER = {letter: holder for holder, letter in _LETTER.items()}
_signer = signing.Signer(salt="giaoban.conferences.link")


class LinkRenewed(GiaoBanError):
    """The link opens nothing any more: another one was given out, or the site was taken out."""

    code = "link_renewed"
    status = 410


@dataclass(frozen=True, slots=True)
class Link:
    """What a link opens: the site or the delegate `pk`, as long as `key` is still its key."""

    holder: Holder
    pk: int
    key: str

    @property
    def token(self) -> str:
        """What stands in the address; letters, digits, `:-_` only."""
        return _signer.sign(f"{self.short}-{self.key}")

    @property
    def short(self) -> str:
        """`s12` or `d12`: the key of its live topic."""
        return f"{_LETTER[self.holder]}{self.pk}"

    @property
    def label(self) -> str:
        """How the audit names whoever came by this link."""
        return f"{self.holder}:{self.pk}"


def link_of(token: str) -> Link | None:
    """The link, or None: not ours, or altered. Whether its key still holds, the row says."""
    try:
        named, key = _signer.unsign(token).split("-", 1)
        return Link(_HOLDER[named[0]], int(named[1:]), key)
    except (signing.BadSignature, KeyError, ValueError, IndexError):
        return None
