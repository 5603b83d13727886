"""Reads of delegates, and what a pasted list of them means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from giaoban.apps.org.domain.naming import Named, named
from giaoban.apps.org.models import Unit
from giaoban.apps.org.queries.naming import units_called
from giaoban.kit.access import Actor
from giaoban.kit.clock import local_day
from giaoban.kit.errors import NotFound

from ..domain.protocol import NewDelegate, typed_lines
from ..models import Conference, Delegate, Site
from .conference import conference

Row = TypeVar("Row")
Problem = tuple[int, str]
"""Number of the line, and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class TypedDelegates:
    """What was typed: delegates to invite, and what is wrong in which line."""

    delegates: list[NewDelegate]
    problems: list[Problem]


def delegates(found: Conference) -> QuerySet[Delegate]:
    """The delegates of a conference that the actor was allowed to read, in protocol order."""
    return found.delegates.select_related("unit", "site").order_by("position", "pk")


def delegate(actor: Actor, conference_id: int, pk: int) -> Delegate:
    """One delegate of a conference that the actor may read. Raises NotFound. Two queries."""
    found = conference(actor, conference_id)
    row: Delegate | None = (
        found.delegates.select_related("conference__unit", "unit", "site").filter(pk=pk).first()
    )
    if row is None:
        raise NotFound()
    return row


def units_named(found: Conference, typed: set[str]) -> Named[Unit]:
    """Units by what was typed for them: a code, or any name that they have or had. Those that may read the conference
    already, and of all others those that exist on its day. One query.
    """
    return units_called(typed, local_day(found.starts_at), also=found.seen_by)


def typed_delegates(found: Conference, text: str) -> TypedDelegates:
    """Lines "post; unit; site": unit by code or name, site by name; both may be missing. Two queries.

    A unit with a site of its own in the conference sends its delegates there; the convenor's sit where it is held.
    """
    lines = list(typed_lines(text))
    by_name = units_named(found, {line.cell(1) for line in lines if line.cell(1)})
    sites = list(Site.objects.filter(conference=found))
    of_unit = {s.unit_id: s.pk for s in sites if s.unit_id and s.unit_id != found.unit_id}
    site_names = named([(s, (s.name,)) for s in sites])
    made, problems = [], []
    for line in lines:
        unit, site = None, None
        if line.cell(1):
            unit, wrong = only(by_name.find(line.cell(1)), line.cell(1))
            problems += [(line.number, wrong)] if wrong else []
        if line.cell(2):
            site, wrong = only(site_names.find(line.cell(2)), line.cell(2))
            problems += [(line.number, wrong)] if wrong else []
        if not line.cell(0):
            problems.append((line.number, _("The post is missing.")))
            continue
        place = site.pk if site else of_unit.get(unit.pk) if unit else None
        made.append(NewDelegate(line.cell(0), unit.pk if unit else None, place))
    return TypedDelegates(made, problems)


def only(rows: Sequence[Row], written: str) -> tuple[Row | None, str]:
    """The one row that is meant; else None and what is wrong."""
    if len(rows) == 1:
        return rows[0], ""
    wrong = (
        _("“%(name)s” is not known here.") if not rows else _("“%(name)s” may be several; write the code.")
    )
    return None, wrong % {"name": written}
