"""Type into Monday's page, or into the review of a month, quarter or year; freeze it."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from giaoban.apps.audit.actions.record_line import record
from giaoban.apps.org.models import Unit
from giaoban.kit import clock
from giaoban.kit.access import Actor, authorize
from giaoban.kit.errors import Conflict, Invalid
from giaoban.kit.usecase import nothing_changed, usecase

from .. import events, policies
from ..domain.turn import begins
from ..enums import MondayState, Section, Span
from ..models import MondayLine, MondayPage
from ..queries.mondays import Line, lines_of, may_say


@usecase("tasks.explain_line")
def explain_line(
    *,
    actor: Actor,
    unit: Unit,
    monday: date,
    source_type: str,
    source_id: int,
    words: str,
    now: datetime,
    span: Span = Span.WEEK,
) -> None:
    """Say why something on the page was not done. Locks the page; empty words take the reason back.

    Raises Conflict once the page is frozen, Invalid when the page holds no such line.
    """
    authorize(actor, policies.write_week, unit)
    key = (Section.NOT_DONE, source_type, source_id)
    _say(actor, _locked(unit, monday, span), key, words, clock.local_day(now))


@usecase("tasks.drop_line")
def drop_line(
    *,
    actor: Actor,
    unit: Unit,
    monday: date,
    source_type: str,
    source_id: int,
    words: str,
    now: datetime,
    span: Span = Span.WEEK,
) -> None:
    """Give up what is still not done, with a reason: no later page opens with it. Locks the page; empty words take
    that back.

    Raises Conflict once the page is frozen, Invalid when the page carries no such line, and for a task, which whoever
    gave it drops.
    """
    authorize(actor, policies.write_week, unit)
    key = (Section.BECAME, source_type, source_id)
    _say(actor, _locked(unit, monday, span), key, words, clock.local_day(now))


@usecase("tasks.name_obstacle")
def name_obstacle(
    *, actor: Actor, unit: Unit, monday: date, words: str, span: Span = Span.WEEK
) -> MondayLine:
    """Add an obstacle to the page; it can become a proposal afterwards. Locks the page.

    Raises Conflict once the page is frozen, Invalid without words.
    """
    authorize(actor, policies.write_week, unit)
    page = _locked(unit, monday, span)
    said = words.strip()
    if not said:
        raise Invalid(_("Write what hinders the work."), problems=(("words", str(_("It is empty."))),))
    row = MondayLine.objects.filter(page=page, section=Section.OBSTACLE, words=said).first()
    if row is not None:
        nothing_changed()
        return row
    place = page.lines.filter(section=Section.OBSTACLE).count() + 1
    row = MondayLine.objects.create(page=page, section=Section.OBSTACLE, position=place, words=said)
    record(actor=actor, code=events.MONDAY_WRITTEN, subject=page, unit_id=unit.pk, source="obstacle")
    return row


@usecase("tasks.freeze_monday")
def freeze_monday(
    *, actor: Actor, unit: Unit, monday: date, now: datetime, span: Span = Span.WEEK
) -> MondayPage:
    """Store every line as it stands; from then on the page never changes. Locks the page.

    Raises Conflict before its Monday, Invalid when the page is empty. A second call changes nothing.
    """
    authorize(actor, policies.issue_week, unit)
    page = _locked(unit, monday, span, frozen_too=True)
    if page.state == MondayState.FROZEN:
        nothing_changed()
        return page
    if clock.local_day(now) < monday:
        raise Conflict(
            _("The page can be frozen from its Monday on.")
            if span == Span.WEEK
            else _("The review can be frozen once the period is over.")
        )
    lines = lines_of(unit, monday, page, span, today=clock.local_day(now))
    if not lines:
        raise Invalid(_("The page is empty: no task, no schedule, nothing typed."))
    MondayLine.objects.filter(page=page).exclude(section=Section.OBSTACLE).delete()
    MondayLine.objects.bulk_create(
        _row(page, place, line) for place, line in enumerate(lines, 1) if line.section != Section.OBSTACLE
    )
    first = len(lines)
    for place, line in enumerate((x for x in lines if x.section == Section.OBSTACLE), first + 1):
        MondayLine.objects.filter(pk=line.pk).update(position=place)
    page.state, page.frozen_at = MondayState.FROZEN, now
    page.save(update_fields=["state", "frozen_at"])
    record(actor=actor, code=events.MONDAY_FROZEN, subject=page, unit_id=unit.pk, lines=len(lines))
    return page


def _say(actor: Actor, page: MondayPage, key: tuple[str, str, int | None], words: str, today: date) -> None:
    """Keep the words of one line that stands on the page, which is locked."""
    lines = lines_of(page.unit, page.monday, page, Span(page.span), today=today)
    line = next((x for x in lines if x.key == key and may_say(x)), None)
    if line is None:
        raise Invalid(_("That line is not on the page any more. Reload it."))
    said = words.strip()
    if said == line.words:
        nothing_changed()
        return
    at = dict(zip(("section", "source_type", "source_id"), key, strict=True))
    if not said:
        MondayLine.objects.filter(page=page, **at).delete()
    elif not MondayLine.objects.filter(page=page, **at).update(words=said):
        MondayLine.objects.create(page=page, words=said, **at)
    record(actor=actor, code=events.MONDAY_WRITTEN, subject=page, unit_id=page.unit_id, source=key[1])


def _row(page: MondayPage, place: int, line: Line) -> MondayLine:
    return MondayLine(
        page=page, section=line.section, position=place, source_type=line.source_type, source_id=line.source_id,
        text=line.text, who=line.who, day=line.day, state=line.state, words=line.words,
    )  # fmt: skip


def _locked(unit: Unit, monday: date, span: Span, *, frozen_too: bool = False) -> MondayPage:
    if not begins(span, monday):
        wrong = (
            _("A week begins on a Monday.") if span == Span.WEEK else _("No such period begins on this day.")
        )
        raise Invalid(wrong, problems=(("monday", monday.isoformat()),))
    MondayPage.objects.get_or_create(unit=unit, span=span, monday=monday)
    page: MondayPage = MondayPage.objects.select_for_update().get(unit=unit, span=span, monday=monday)
    if page.state == MondayState.FROZEN and not frozen_too:
        raise Conflict(_("The page is frozen. What came up since belongs on the next one."))
    return page
