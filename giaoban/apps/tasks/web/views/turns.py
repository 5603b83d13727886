"""Addresses of Monday's page and of the review of a plan: the same page of another span."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from giaoban.apps.org.models import Unit
from giaoban.kit.errors import NotFound
from giaoban.kit.ui.breadcrumbs import Crumb

from ...domain.turn import Turn, following, period_named, period_on, period_words
from ...enums import Section, Span
from . import plans, weeks

_REVIEWS = {
    "week": "plan", "monday": "plan_review", "explain_line": "explain_review", "drop_line": "drop_review",
    "name_obstacle": "review_obstacle",
    "freeze_monday": "freeze_review", "monday_file": "review_file",
}  # fmt: skip


def turn_asked(code: str, monday: str, period: str) -> tuple[Unit, Turn]:
    """The unit and the turn of an address: a Monday, or the period that is reviewed. Raises NotFound."""
    if monday:
        unit, day = weeks.asked(code, monday)
        return unit, Turn(Span.WEEK, day)
    try:
        span, found = period_named(period)
    except ValueError:
        raise NotFound() from None
    return plans.unit_of(code), Turn(span, following(found).months()[0])


def turn_address(name: str, unit: Unit, turn: Turn, *more: str) -> str:
    """The address of a page: by its Monday, or by the period that ended the day before."""
    if turn.span == Span.WEEK:
        return weeks.address(name, unit, turn.day, *more)
    return reverse(f"tasks:{_REVIEWS[name]}", args=[unit.code, _code(turn), *more])


def turn_crumbs(unit: Unit, turn: Turn, *last: str) -> list[Crumb]:
    """The way down to it."""
    if turn.span == Span.WEEK:
        return weeks.crumbs(unit, turn.day, *last)
    return plans.crumbs(unit, _code(turn), *last)


def turn_title(turn: Turn) -> str:
    """What the page is called."""
    if turn.span == Span.WEEK:
        return _("Monday's briefing, %(day)s") % {"day": f"{turn.day:%d/%m/%Y}"}
    return _("Review of %(period)s") % {"period": period_words(period_named(_code(turn))[1])}


def section_title(section: Section, turn: Turn, *, ahead: bool = False) -> str:
    """The heading of a section; what a week calls by its days a longer span calls by its turn, which is `ahead` while
    the period runs.
    """
    if section is Section.BECAME:
        return _("What became of what was not done before")
    longer = {
        Section.DONE: _("Done in this period"),
        Section.NEXT: _("Still to be done in this period, and in the next one")
        if ahead
        else _("To be done in the next period"),
    }
    return str(section.label) if turn.span == Span.WEEK else longer.get(section, str(section.label))


def _code(turn: Turn) -> str:
    return period_on(turn.span, turn.day - timedelta(days=1)).code
