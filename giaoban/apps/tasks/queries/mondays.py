"""Monday's page, and the review of a month, quarter or year: read from tasks and schedules while it is open, from its
own lines once it is frozen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from giaoban.apps.org.models import Unit
from giaoban.apps.proposals.models import Raising
from giaoban.kit.access import Actor
from giaoban.kit.clock import local_day
from giaoban.kit.errors import NotFound
from giaoban.kit.text import fold

from .. import policies
from ..domain.turn import Turn, period_on
from ..enums import WITH_LEAD, LineState, Mark, MondayState, Section, Span, TaskState, Wish
from ..models import MondayLine, MondayPage, PlanEntry, Task, WeekEntry
from .weeks import place_of

TASK, ENTRY, LINE = "tasks.Task", "tasks.WeekEntry", "tasks.MondayLine"
PLANNED = "tasks.PlanEntry"
_MOST = 200
_MOST_SINCE = 2000


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it is shown. `state` is a TaskState or a LineState; `pk` is 0 while nothing of it is stored.

    `proposal_id` leads from an obstacle to the proposal that it became.
    """

    section: Section
    text: str
    who: str = ""
    day: date | None = None
    state: str = ""
    words: str = ""
    source_type: str = ""
    source_id: int | None = None
    pk: int = 0
    proposal_id: int | None = None

    @property
    def key(self) -> tuple[str, str, int | None]:
        return self.section, self.source_type, self.source_id


@dataclass(frozen=True, slots=True)
class Monday:
    """A unit's page of one Monday, or of the first day after a month, quarter or year. `page` is None while nothing
    was typed. `ahead`: what it looks back on is not over yet; `frozen_from` is then the day from which the reader
    may freeze it, None for who never may.
    """

    unit: Unit
    turn: Turn
    page: MondayPage | None
    lines: tuple[Line, ...]
    may_write: bool
    may_freeze: bool
    ahead: bool = False
    frozen_from: date | None = None

    @property
    def monday(self) -> date:
        return self.turn.day

    @property
    def is_frozen(self) -> bool:
        return self.page is not None and self.page.state == MondayState.FROZEN

    def of(self, section: Section) -> list[Line]:
        """The lines of one section, in order."""
        return [line for line in self.lines if line.section == section]


def monday_page(actor: Actor, unit: Unit, monday: date, span: Span = Span.WEEK, *, today: date) -> Monday:
    """The page for `monday` as it stands `today`, or the review on the first day after a longer `span`.

    Raises NotFound for a stranger. At most twelve queries.
    """
    turn = Turn(span, monday)
    page: MondayPage | None = (
        MondayPage.objects.visible_to(actor, policies.see_monday)
        .filter(unit=unit, monday=monday, span=span)
        .select_related("unit__organisation")
        .first()
    )
    if page is None and not policies.read_week.allows(actor, unit):
        raise NotFound("another unit's page")
    frozen = page is not None and page.state == MondayState.FROZEN
    freezes, ahead = not frozen and policies.issue_week.allows(actor, unit), not frozen and today < turn.day
    return Monday(
        unit, turn, page, tuple(_with_proposals(lines_of(unit, monday, page, span, today=today))),
        not frozen and policies.write_week.allows(actor, unit),
        freezes and not ahead, ahead, turn.day if freezes and ahead else None,
    )  # fmt: skip


def obstacle_of(actor: Actor, pk: int) -> MondayLine:
    """An obstacle with its page and unit. Raises NotFound."""
    pages = MondayPage.objects.visible_to(actor, policies.see_monday)
    rows = MondayLine.objects.filter(pk=pk, section=Section.OBSTACLE, page__in=pages)
    found = rows.select_related("page__unit").first()
    if found is None:
        raise NotFound()
    return found


def previous_page(unit: Unit, monday: date, span: Span = Span.WEEK) -> MondayPage | None:
    """The newest frozen page of the same span before `monday`."""
    rows = MondayPage.objects.filter(unit=unit, span=span, monday__lt=monday, state=MondayState.FROZEN)
    found: MondayPage | None = rows.order_by("-monday").first()
    return found


def lines_of(
    unit: Unit, monday: date, page: MondayPage | None, span: Span = Span.WEEK, *, today: date
) -> list[Line]:
    """Every line, in order. A frozen page answers from what it stored; an open one from tasks and schedules as
    they stand, with the words that were typed. What falls on `today` or later is still to come, not held, not late.
    """
    stored = [_stored(row) for row in page.lines.order_by("position", "pk")] if page else []
    if page is not None and page.state == MondayState.FROZEN:
        return stored
    typed, turn = {line.key: line for line in stored}, Turn(span, monday)
    tasks, edge = _own_tasks(unit, turn), turn.edge(today)
    if span == Span.WEEK:
        entries = _entries(unit, monday)
        read = [
            *_done(tasks, entries, monday, edge),
            *_not_done(tasks, entries, monday, edge),
            *_next(tasks, entries, monday, edge),
        ]
    else:
        read = [*_of_tasks(tasks, turn, edge), *_of_plans(unit, turn, edge)]
    order = list(Section)
    found = [*_became(unit, turn, edge), *sorted(read, key=lambda line: order.index(line.section))]
    shown = [_said(x, typed[x.key]) if x.key in typed else x for x in found]
    return shown + [line for line in stored if line.section == Section.OBSTACLE]


def may_say(line: Line) -> bool:
    """Whether words are typed to the line: why it was not done; or why it is given up, unless a task says so itself."""
    if line.section == Section.BECAME:
        return line.source_type != TASK and line.state in (LineState.STILL, TaskState.DROPPED)
    return line.section == Section.NOT_DONE


def _said(line: Line, typed: Line) -> Line:
    """A line with what was typed to it: why it was not done, or why what was still not done is given up."""
    if line.section != Section.BECAME:
        return replace(line, words=typed.words, pk=typed.pk)
    if line.state != LineState.STILL:
        return line
    return replace(line, words=typed.words, pk=typed.pk, state=TaskState.DROPPED)


def _became(unit: Unit, turn: Turn, edge: date) -> Iterator[Line]:
    """What was outstanding on the last page, as it stands now. What is still not done keeps the day since when."""
    last = previous_page(unit, turn.day, turn.span)
    if last is None or not (rows := _outstanding(last)):
        return
    tasks = Task.objects.in_bulk([r.source_id for r in rows if r.source_type == TASK])
    planned = _of_old_plans(last, [r.source_id or 0 for r in rows if r.source_type == PLANNED])
    since = _since(unit, turn, last.monday, edge)
    for row in rows:
        shown = replace(row, section=Section.BECAME, words="", pk=0)
        if row.source_type == TASK and row.source_id in tasks:
            task = tasks[row.source_id]
            yield replace(shown, state=task.state, day=_done_on(task) or task.deadline, words=task.result)
        elif row.source_type == PLANNED and row.source_id in planned:
            yield replace(shown, **planned[row.source_id])
        elif fold(row.text) in since:
            yield replace(shown, **since[fold(row.text)])
        else:
            yield replace(shown, state=LineState.STILL, day=row.day or last.monday)


def _outstanding(last: MondayPage) -> list[Line]:
    """What a frozen page left open, each once: what it called not done, and what it carried that was still not done.

    What stands in both keeps the earlier day.
    """
    kept = Q(section=Section.NOT_DONE) | Q(section=Section.BECAME, state=LineState.STILL)
    rows = [_stored(row) for row in last.lines.filter(kept).order_by("position", "pk")]
    carried = {_same(row): row for row in reversed(rows) if row.section == Section.BECAME}
    fresh = [row for row in rows if row.section == Section.NOT_DONE]
    again = {_same(row) for row in fresh}
    return [row for row in rows if row.section == Section.BECAME and _same(row) not in again] + [
        replace(row, day=carried[_same(row)].day or row.day) if _same(row) in carried else row
        for row in fresh
    ]


def _same(line: Line) -> tuple[str, int | None] | str:
    """By what a line is known again: a task by itself, all else by its words."""
    return (line.source_type, line.source_id) if line.source_type == TASK else fold(line.text)


def _of_old_plans(last: MondayPage, ids: list[int]) -> dict[int, dict[str, Any]]:
    """Entries of earlier plans that were said to be done, or were cancelled since the last page."""
    found: dict[int, dict[str, Any]] = {}
    for entry in PlanEntry.objects.filter(pk__in=ids).prefetch_related("changes"):
        changes = [c for c in entry.changes.all() if c.kind == Mark.CANCELLED]
        if entry.done_on:
            found[entry.pk] = {"state": LineState.HELD, "day": entry.done_on, "words": entry.result}
        elif changes and last.frozen_at and changes[-1].at > last.frozen_at:
            found[entry.pk] = {"state": LineState.CANCELLED, "words": changes[-1].reason}
    return found


def _since(unit: Unit, turn: Turn, first: date, edge: date) -> dict[str, dict[str, Any]]:
    """What stood or stands in the schedule, or in the plans, from the last page's day `first` on: its words → how.

    What took place counts before what is scheduled, and of that the nearest day.
    """
    held: dict[str, dict[str, Any]] = {}
    again: dict[str, dict[str, Any]] = {}
    if turn.span == Span.WEEK:
        weeks = WeekEntry.objects.filter(week__unit=unit, week__monday__gte=first).select_related("week")
        for e in weeks.exclude(mark=Mark.CANCELLED).order_by("-week__monday", "-weekday")[:_MOST_SINCE]:
            if e.day >= edge:
                again[fold(e.content)] = {"state": LineState.AGAIN, "day": e.day}
            elif e.week.is_issued:
                held[fold(e.content)] = {"state": LineState.HELD, "day": e.day}
        return again | held
    plans = PlanEntry.objects.filter(plan__unit=unit, plan__span=turn.span, plan__first__gte=first)
    for p in plans.exclude(mark=Mark.CANCELLED).select_related("plan").order_by("-plan__first")[:_MOST_SINCE]:
        if p.done_on:
            held[fold(p.content)] = {"state": LineState.HELD, "day": p.done_on, "words": p.result}
        elif p.plan.first >= turn.day:
            again[fold(p.content)] = {"state": LineState.AGAIN, "day": p.due}
    return again | held


def _own_tasks(unit: Unit, turn: Turn) -> list[Task]:
    """Reported done in the span that ended, or in hand and due before the horizon; the nearest deadline first."""
    start, end = _midnight(turn.start), _midnight(turn.day)
    claimed = Q(state__in=(TaskState.CLAIMED_DONE, TaskState.CONFIRMED)) & (
        Q(claimed_at__gte=start, claimed_at__lt=end)
        | Q(claimed_at=None, ended_at__gte=start, ended_at__lt=end)
    )
    in_hand = Q(state__in=WITH_LEAD, deadline__lt=turn.horizon)
    return list(Task.objects.filter(claimed | in_hand, lead=unit).order_by("deadline", "pk")[:_MOST])


def _done_on(task: Task) -> date | None:
    """The day on which it was reported done, or ended; None while its lead is at it."""
    moment = None if task.state in WITH_LEAD else task.claimed_at or task.ended_at
    return local_day(moment) if moment else None


def _done(tasks: list[Task], entries: list[WeekEntry], monday: date, edge: date) -> Iterator[Line]:
    for task in tasks:
        if task.state not in WITH_LEAD:
            yield replace(_task(task, Section.DONE), words=task.result, day=_done_on(task))
    for entry in entries:
        if _stood(entry, monday) and entry.day < edge:
            yield _entry(entry, Section.DONE, LineState.HELD)


def _stood(entry: WeekEntry, monday: date) -> bool:
    """It is on the issued schedule of the week before `monday`."""
    return entry.week.is_issued and entry.week.monday < monday and not entry.is_cancelled


def _not_done(tasks: list[Task], entries: list[WeekEntry], monday: date, edge: date) -> Iterator[Line]:
    for task in tasks:
        if task.is_past(edge):
            state = LineState.UNANSWERED if task.asked_in_time else LineState.LATE
            yield replace(_task(task, Section.NOT_DONE), state=state, words=_asked(task))
    for entry in entries:
        if entry.week.monday < monday and entry.is_cancelled:
            reason = next((c.reason for c in entry.changes.all() if c.kind == Mark.CANCELLED), "")
            yield replace(_entry(entry, Section.NOT_DONE, LineState.CANCELLED), words=reason)


def _asked(task: Task) -> str:
    """That a request of the unit waits, since when; "" when none does."""
    if task.wished_on is None:
        return ""
    said = {"wish": Wish(task.wish).label, "day": f"{task.wished_on:%d/%m/%Y}"}
    return _("Asked on %(day)s, no answer yet: %(wish)s") % said


def _next(tasks: list[Task], entries: list[WeekEntry], monday: date, edge: date) -> Iterator[Line]:
    for task in tasks:
        if task.state in WITH_LEAD and task.deadline >= edge:
            yield _task(task, Section.NEXT)
    for entry in entries:
        own = entry.week.monday == monday and not entry.is_cancelled
        if own or (_stood(entry, monday) and entry.day >= edge):
            yield _entry(entry, Section.NEXT, LineState.SCHEDULED)


def _of_tasks(tasks: list[Task], turn: Turn, edge: date) -> Iterator[Line]:
    """What a look back and ahead says of tasks, whatever its span."""
    yield from _done(tasks, [], turn.day, edge)
    yield from _not_done(tasks, [], turn.day, edge)
    yield from _next(tasks, [], turn.day, edge)


def _of_plans(unit: Unit, turn: Turn, edge: date) -> Iterator[Line]:
    """What the plan that ended held besides tasks, and what the next one holds. Only issued plans count as plans."""
    codes = [period_on(turn.span, day).code for day in (turn.start, turn.day)]
    rows = PlanEntry.objects.filter(plan__unit=unit, plan__code__in=codes, task=None)
    rows = rows.order_by("plan__first", F("due").asc(nulls_last=True), "position", "pk")
    for entry in rows.select_related("plan").prefetch_related("changes")[:_MOST]:
        ended = entry.plan.last < turn.day
        if not ended and not entry.is_cancelled:
            yield _planned(entry, Section.NEXT, LineState.SCHEDULED)
        elif ended and entry.plan.is_issued:
            yield _looked_back(entry, edge)


def _looked_back(entry: PlanEntry, edge: date) -> Line:
    if entry.is_cancelled:
        reason = next((c.reason for c in entry.changes.all() if c.kind == Mark.CANCELLED), "")
        return replace(_planned(entry, Section.NOT_DONE, LineState.CANCELLED), words=reason)
    if entry.done_on:
        line = _planned(entry, Section.DONE, LineState.HELD)
        return replace(line, words=entry.result, day=entry.done_on)
    if (entry.due or entry.plan.last) >= edge:
        return _planned(entry, Section.NEXT, LineState.SCHEDULED)
    return _planned(entry, Section.NOT_DONE, LineState.LATE)


def _entries(unit: Unit, monday: date) -> list[WeekEntry]:
    """Of the week before `monday` and of its own, in order."""
    rows = WeekEntry.objects.filter(week__unit=unit, week__monday__in=(monday - timedelta(days=7), monday))
    return sorted(rows.select_related("week").prefetch_related("changes"), key=place_of)


def _task(task: Task, section: Section) -> Line:
    return Line(section, task.title, "", task.deadline, task.state, "", TASK, task.pk)


def _entry(entry: WeekEntry, section: Section, state: LineState) -> Line:
    return Line(section, entry.content, entry.chair, entry.day, state, "", ENTRY, entry.pk)


def _planned(entry: PlanEntry, section: Section, state: LineState) -> Line:
    day = entry.due or entry.plan.last
    return Line(section, entry.content, entry.lead, day, state, "", PLANNED, entry.pk)


def _stored(row: MondayLine) -> Line:
    return Line(
        Section(row.section), row.text, row.who, row.day, row.state, row.words, row.source_type, row.source_id,
        row.pk,
    )  # fmt: skip


def _with_proposals(lines: list[Line]) -> Iterator[Line]:
    """Obstacles that were raised, with the proposal that now speaks for them."""
    ids = [line.pk for line in lines if line.section == Section.OBSTACLE]
    raised = dict(
        Raising.objects.filter(source_type=LINE, source_id__in=ids).values_list("source_id", "proposal_id")
    )
    return (replace(line, proposal_id=raised.get(line.pk)) for line in lines)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
