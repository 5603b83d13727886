"""Whom to chase, and the words to paste into a chat group."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import ngettext

from ..models import Expectation
from .names import called_then
from .progress import chase_text, due_of
from .progress_page import Scope, still_missing


def missing_units(scope: Scope) -> list[Expectation]:
    """Units directly below that have not handed in, or have the report back; where none, all below. Two queries."""
    direct = list(called_then(still_missing(scope.direct)))
    return direct or list(called_then(still_missing(scope.rows)))


def text_for(scope: Scope, now: datetime, link: str) -> str:
    """The reminder with the late units by name, the deadline and the link; "" when nobody is missing."""
    rows = missing_units(scope)
    if not rows:
        return ""
    due = due_of(rows, scope.collection)
    deadline = timezone.localtime(due).strftime("%H:%M %d/%m/%Y")
    if now > due:
        words = ngettext(
            "%(title)s\nThe deadline was %(deadline)s. %(count)s unit has not handed in:\n%(units)s\n"
            "Please hand in at: %(link)s",
            "%(title)s\nThe deadline was %(deadline)s. These %(count)s units have not handed in:\n%(units)s\n"
            "Please hand in at: %(link)s",
            len(rows),
        )
    else:
        words = ngettext(
            "%(title)s\nDeadline: %(deadline)s. %(count)s unit has not handed in:\n%(units)s\n"
            "Please hand in at: %(link)s",
            "%(title)s\nDeadline: %(deadline)s. These %(count)s units have not handed in:\n%(units)s\n"
            "Please hand in at: %(link)s",
            len(rows),
        )
    return chase_text(rows, scope.collection, deadline, link, words, count=len(rows))
