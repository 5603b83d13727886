"""Picture and sound stay with systems that exist: how somebody is let into the room of a conference there.

Jitsi takes a token signed by HMAC-SHA256 (RFC 7515; claims as its documentation on token authentication names them).
BigBlueButton takes a checksum of the call and the shared secret with every call (its API reference, "Usage"). Nothing
here speaks to a network.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from urllib.parse import quote, urlencode, urlsplit

VALID = timedelta(hours=12)
"""So long a way into a room stays open: a conference with its line test before it."""
EARLY = timedelta(minutes=5)
"""Clocks of two servers differ."""
REFUSED = "<returncode>FAILED</returncode>"
"""What BigBlueButton says, with status 200, where it does not do what a call asks (its API reference)."""


@dataclass(frozen=True, slots=True)
class Room:
    """The room of a conference: `code` is letters, digits and hyphens, the same for everybody."""

    code: str
    title: str


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who comes in: a site or a post, never a person's name. `leads`: may mute and let others speak."""

    name: str
    leads: bool = False


class PictureSystem(Protocol):
    """A system for picture and sound."""

    def opening(self, room: Room) -> str:
        """The address that makes the room before anybody enters; "" where entering makes it."""

    def entrance(self, room: Room, visitor: Visitor, *, now: datetime) -> str:
        """The address by which `visitor` enters; good for this visitor only."""


@dataclass(frozen=True, slots=True)
class Jitsi:
    """A Jitsi server at `url` that knows us as `app` with `secret`."""

    url: str
    app: str
    secret: str

    def opening(self, room: Room) -> str:
        return ""

    def entrance(self, room: Room, visitor: Visitor, *, now: datetime) -> str:
        claims = {
            "aud": self.app, "iss": self.app, "sub": urlsplit(self.url).hostname or "", "room": room.code,
            "nbf": int((now - EARLY).timestamp()), "exp": int((now + VALID).timestamp()),
            "context": {"user": {"name": visitor.name, "affiliation": "owner" if visitor.leads else "member"}},
        }  # fmt: skip
        header = {"alg": "HS256", "typ": "JWT"}
        token = signed_token(_compact(header), _compact(claims), self.secret.encode())
        return f"{self.url.rstrip('/')}/{quote(room.code)}?jwt={token}"


@dataclass(frozen=True, slots=True)
class BigBlueButton:
    """A BigBlueButton server whose API answers at `url` ("https://…/bigbluebutton/api") under `secret`."""

    url: str
    secret: str

    def opening(self, room: Room) -> str:
        """Called again for a room that is there, it changes nothing."""
        return self._call("create", {"name": room.title, "meetingID": room.code})

    def entrance(self, room: Room, visitor: Visitor, *, now: datetime) -> str:
        role = "MODERATOR" if visitor.leads else "VIEWER"
        return self._call("join", {"fullName": visitor.name, "meetingID": room.code, "role": role})

    def _call(self, name: str, values: Mapping[str, str]) -> str:
        query = urlencode(values)
        return f"{self.url.rstrip('/')}/{name}?{query}&checksum={checksum(name, query, self.secret)}"


def signed_token(header: bytes, claims: bytes, key: bytes) -> str:
    """A JSON web token in compact form, signed by HMAC-SHA256 (RFC 7515, section 3.1)."""
    signed = f"{_plain(header)}.{_plain(claims)}"
    return f"{signed}.{_plain(hmac.new(key, signed.encode(), hashlib.sha256).digest())}"


def checksum(call: str, query: str, secret: str, *, by: str = "sha256") -> str:
    """What BigBlueButton compares: the digest of the call's name, its query and the shared secret, one after the
    other. SHA-256 is taken by every release since 2.4; `by` is there to compare with the older published example.
    """
    return hashlib.new(by, f"{call}{query}{secret}".encode()).hexdigest()


def system_from(kind: str, url: str, app: str, secret: str) -> PictureSystem | None:
    """The system that the settings name: "jitsi" or "bigbluebutton"; None for "". Raises ValueError."""
    match kind:
        case "":
            return None
        case "jitsi":
            return Jitsi(url, app, secret)
        case "bigbluebutton":
            return BigBlueButton(url, secret)
    raise ValueError(f"no system for picture and sound is called {kind!r}")


def _compact(data: Mapping[str, object]) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


def _plain(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()
