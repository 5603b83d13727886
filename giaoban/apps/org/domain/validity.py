"""What a page says about the days on which something holds."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _


def validity_text(valid: Any) -> str:
    """A half-open range in words: "until 30/06/2025, the first day is not known". `valid` has lower and upper."""
    first: date | None = valid.lower
    last = valid.upper - timedelta(days=1) if valid.upper else None
    if first and last:
        return _("%(first)s to %(last)s") % {"first": _typed(first), "last": _typed(last)}
    if first:
        return _("since %(first)s") % {"first": _typed(first)}
    if last:
        return _("until %(last)s, the first day is not known") % {"last": _typed(last)}
    return _("in force, the first day is not known")


def _typed(day: date) -> str:
    return f"{day:%d/%m/%Y}"
