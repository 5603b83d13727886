"""The code of the public check page on a paper: where the page answers, and its QR as a drawing and as a picture."""

from __future__ import annotations

import io
import ipaddress
from urllib.parse import urlsplit

import segno
from django.conf import settings
from django.urls import reverse

from ..domain.paper import Check

QUIET = 2  # modules kept white around the code; the paper around it is white as well
_SCALE = 10  # pixels of a module in the picture


def check_address(code: str) -> str:
    """The address of the public check page."""
    return str(settings.PUBLIC_URL).rstrip("/") + reverse("document_check", args=[code])


def check_of(code: str) -> Check:
    """What a paper carries. Without an address that others can reach it is the code in letters alone."""
    if not is_reachable(settings.PUBLIC_URL):
        return Check(code)
    return Check(code, check_address(code), _asked_at())


def is_reachable(address: str) -> bool:
    """Is it an address that somebody else can open? Not an empty one, and not one of this machine alone."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    if (
        parts.scheme not in ("http", "https")
        or not host
        or host == "localhost"
        or host.endswith(".localhost")
    ):
        return False
    try:
        number = ipaddress.ip_address(host)
    except ValueError:
        return True
    return not (number.is_loopback or number.is_unspecified)


def qr_svg(address: str) -> str:
    """The code as a drawing; equal addresses give equal bytes."""
    out = io.BytesIO()
    _code(address).save(out, kind="svg", border=QUIET, xmldecl=False, omitsize=True)
    return out.getvalue().decode()


def qr_png(address: str) -> bytes:
    """The code as a picture for a word processor."""
    out = io.BytesIO()
    _code(address).save(out, kind="png", border=QUIET, scale=_SCALE)
    return out.getvalue()


def _asked_at() -> str:
    """Where a code can be typed, as printed: without the scheme."""
    address = str(settings.PUBLIC_URL).rstrip("/") + reverse("document_check_code")
    return address.partition("://")[2].rstrip("/")


def _code(address: str) -> segno.QRCode:
    return segno.make_qr(address, error="m")
