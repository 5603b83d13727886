"""Whom a form reaches is seen before it is sent: only what was seen goes.

mark = mark_of(ids)             # the hidden field `previewed` of the page that shows them
if may_go(request, mark): …     # the button `confirm` was pressed, and these are the ones that were seen
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from django.contrib import messages
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from giaoban.kit.request import Request


def mark_of(whom: Iterable[object]) -> str:
    """A fingerprint of those meant, whatever their order."""
    return sha256("\n".join(sorted(map(str, whom))).encode()).hexdigest()


def may_go(request: Request, mark: str) -> bool:
    """Whether the form confirms what it was shown. Says so where it confirms something else: nothing is sent then."""
    if "confirm" not in request.POST:
        return False
    if constant_time_compare(request.POST.get("previewed", ""), mark):
        return True
    messages.warning(
        request,
        _("The list differs from the one you have just seen. Look at it again, then press the button."),
    )
    return False
