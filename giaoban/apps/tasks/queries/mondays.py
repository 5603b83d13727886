"""Monday's page, and the review of a month, quarter or year: read from tasks and schedules while it is open, from its
own lines once it is frozen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from giaoban.apps.org.models import Unit
from giaoban.apps.proposals.models import Raising
from giaoban.kit.access import Actor
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

    Raises NotFound for a stranger.

    Ten queries.
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
    found = [*_became(unit, turn), *sorted(read, key=lambda line: order.index(line.section))]
    shown = [replace(x, words=typed[x.key].words, pk=typed[x.key].pk) if x.key in typed else x for x in found]
    return shown + [line for line in stored if line.section == Section.OBSTACLE]


def _became(unit: Unit, turn: Turn) -> Iterator[Line]:
    """What last page called not done, as it stands now."""
    last = previous_page(unit, turn.day, turn.span)
    rows = [_stored(r) for r in last.lines.filter(section=Section.NOT_DONE)] if last else []
    tasks = Task.objects.in_bulk([r.source_id for r in rows if r.source_type == TASK])
    planned = PlanEntry.objects.in_bulk([r.source_id for r in rows if r.source_type == PLANNED])
    later = _again(unit, turn) if rows else {}
    for row in rows:
        if row.source_type == TASK and row.source_id in tasks:
            task = tasks[row.source_id]
            yield replace(
                row, section=Section.BECAME, state=task.state, day=task.deadline, words=task.result, pk=0
            )
        elif row.source_id in planned and row.source_type == PLANNED and planned[row.source_id].done_on:
            done = planned[row.source_id]
            yield replace(
                row, section=Section.BECAME, state=LineState.HELD, day=done.done_on, words=done.result, pk=0
            )
        else:
            day = later.get(fold(row.text))
            state = LineState.AGAIN if fold(row.text) in later else LineState.STILL
            yield replace(row, section=Section.BECAME, state=state, day=day, words="", pk=0)


def _again(unit: Unit, turn: Turn) -> dict[str, date | None]:
    """What stands in the schedule, or in the plan, from then on: its words → its day."""
    if turn.span == Span.WEEK:
        coming = WeekEntry.objects.filter(week__unit=unit, week__monday__gte=turn.start)
        rows = coming.select_related("week").exclude(mark=Mark.CANCELLED)[:_MOST]
        return {fold(e.content): e.day for e in rows}
    plans = PlanEntry.objects.filter(plan__unit=unit, plan__span=turn.span, plan__first__gte=turn.day)
    return {fold(e.content): e.due for e in plans.exclude(mark=Mark.CANCELLED)[:_MOST]}


def _own_tasks(unit: Unit, turn: Turn) -> list[Task]:
    """Reported done in the span that ended, or in hand and due before the horizon; the nearest deadline first."""
    start, end = _midnight(turn.start), _midnight(turn.day)
    claimed = Q(state__in=(TaskState.CLAIMED_DONE, TaskState.CONFIRMED)) & (
        Q(claimed_at__gte=start, claimed_at__lt=end) | Q(ended_at__gte=start, ended_at__lt=end)
    )
    in_hand = Q(state__in=WITH_LEAD, deadline__lt=turn.horizon)
    return list(Task.objects.filter(claimed | in_hand, lead=unit).order_by("deadline", "pk")[:_MOST])


def _done(tasks: list[Task], entries: list[WeekEntry], monday: date, edge: date) -> Iterator[Line]:
    for task in tasks:
        if task.state not in WITH_LEAD:
            yield replace(_task(task, Section.DONE), words=task.result)
    for entry in entries:
        if _stood(entry, monday) and entry.day < edge:
            yield _entry(entry, Section.DONE, LineState.HELD)


def _stood(entry: WeekEntry, monday: date) -> bool:
    """It is on the issued schedule of the week before `monday`."""
    return entry.week.is_issued and entry.week.monday < monday and not entry.is_cancelled


def _not_done(tasks: list[Task], entries: list[WeekEntry], monday: date, edge: date) -> Iterator[Line]:
    for task in tasks:
        if task.state in WITH_LEAD and task.deadline < edge:
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
