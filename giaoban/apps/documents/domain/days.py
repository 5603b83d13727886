"""Days that somebody sets for others."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from giaoban.kit.errors import Invalid


def from_today(due_on: date | None, today: date) -> None:
    """Raises Invalid at `due_on` for a day that has passed; none is fine."""
    if due_on is not None and due_on < today:
        problem = ("due_on", str(_("Choose a day from today on.")))
        raise Invalid(_("The deadline has passed."), problems=(problem,))
