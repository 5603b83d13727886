"""What of a planned conference may be changed, and how a change is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from ..enums import ConferenceForm, ConferenceKind

Part = Mapping[str, str]
"""{"field", "before", "after"}: as stored."""


@dataclass(frozen=True, slots=True)
class PlannedFacts:
    """What a conference is planned with, besides its agenda, sites and papers. Posts, never names."""

    title: str
    kind: str
    form: str
    starts_at: datetime
    place: str
    chair_post: str
    secretary_post: str = ""
    agenda_note: str = ""
    questions: str = ""
    line_url: str = ""
    is_public: bool = False

    def values(self) -> dict[str, Any]:
        """By the names of the columns, words without outer blanks."""
        found = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value.strip() if isinstance(value, str) else value for name, value in found.items()}


@dataclass(frozen=True, slots=True)
class SaidPart:
    """One changed fact in words."""

    label: str
    before: str
    after: str


def changed_parts(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[dict[str, str]]:
    """The facts of `after` that differ from `before`, in their order."""
    return [
        {"field": name, "before": _stored(before[name]), "after": _stored(value)}
        for name, value in after.items()
        if before[name] != value
    ]


def said(part: Part) -> SaidPart:
    """A stored part in words."""
    field = part["field"]
    return SaidPart(_label(field), _in_words(field, part["before"]), _in_words(field, part["after"]))


def said_shortly(parts: Sequence[Part]) -> str:
    """All parts on one line: "Begins at: 8:00 03/08/2021 → 14:00 03/08/2021; …"."""
    return "; ".join(f"{one.label}: {one.before} → {one.after}" for one in map(said, parts))


def _stored(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _in_words(field: str, value: str) -> str:
    if field == "starts_at":
        return f"{timezone.localtime(datetime.fromisoformat(value)):%H:%M %d/%m/%Y}"
    if field == "kind":
        return str(ConferenceKind(value).label)
    if field == "form":
        return str(ConferenceForm(value).label)
    if field == "is_public":
        return str(_("yes")) if value == str(True) else str(_("no"))
    return value or "–"


def _label(field: str) -> str:
    return {
        "title": _("Title"),
        "kind": _("Kind"),
        "form": _("How it is held"),
        "starts_at": _("Begins at"),
        "place": _("Place"),
        "chair_post": _("Chaired by"),
        "secretary_post": _("Secretary"),
        "agenda_note": _("Note on the agenda"),
        "questions": _("Questions for discussion"),
        "line_url": _("Where picture and sound are"),
        "is_public": _("Anybody may look on"),
    }[field]
