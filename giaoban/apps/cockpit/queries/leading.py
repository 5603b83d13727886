"""A leader's page: what is late, who has not reported, how the year's plan stands, what falls due this week."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection as Some
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import BooleanField, Case, Count, Exists, F, OuterRef, Q, QuerySet, Value, When, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from giaoban.apps.accounts.enums import Post
from giaoban.apps.indicators.domain.arithmetic import Array, accumulate, combine, percent_of_plan
from giaoban.apps.indicators.models import UnitTotal, YearPlan
from giaoban.apps.reporting.domain.form_definition import CellDef
from giaoban.apps.reporting.enums import CollectionState, ReportState
from giaoban.apps.reporting.models import Collection, Expectation, Report
from giaoban.apps.reporting.queries import tallies
from giaoban.apps.reporting.queries.definitions import definition_of
from giaoban.apps.reporting.queries.names import called_then, with_unit_names
from giaoban.apps.reporting.queries.progress import CHASED, COUNTS, Progress, due_of, givers, missing
from giaoban.apps.tasks.domain.week import monday_of
from giaoban.apps.tasks.enums import AskKind
from giaoban.apps.tasks.models import Ask, Task, WeekEntry
from giaoban.apps.tasks.queries import asked_of, issued_entries, late_tasks, tasks
from giaoban.kit.access import Actor
from giaoban.kit.prepared import Kept

SHOWN = 6
ENDS = 3
COLLECTIONS = 2
NAMED = CHASED
"""So many late units are looked at: as many as the reminder names; the deadline is the earliest of these."""
_NAMING = ("deadline", "unit__name", "unit__short_name")


@dataclass(frozen=True, slots=True)
class Unreported:
    """One collection as it stands below a unit, at every level, and who there has handed nothing in.

    `missing` names those directly below first, then the highest; `direct` counts those alone who report to the unit
    itself.
    """

    collection: Collection
    direct: Progress
    progress: Progress
    missing: tuple[Expectation, ...]
    deadline: datetime
    overdue: bool


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One indicator of the year: what was done since 1 January against the plan, in per cent."""

    cell: CellDef
    value: Decimal
    plan: Decimal
    percent: Decimal


@dataclass(frozen=True, slots=True)
class WeekDay:
    """One of the next seven days: what falls due, and what the issued schedule holds."""

    day: date
    asks: tuple[Ask, ...]
    entries: tuple[WeekEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class LeaderPage:
    """The six blocks. `top` and `bottom` are the ends of the year's indicators; empty without a plan.

    `for_leader`: what waits for the leader's own hand, overdue or not; `overdue_asks`: what else the unit owes. Both
    hold one more than is shown when there are more.
    """

    for_leader: tuple[Ask, ...]
    overdue_asks: tuple[Ask, ...]
    late_tasks: tuple[Task, ...]
    unreported: tuple[Unreported, ...]
    proposals_waiting: int
    week: tuple[WeekDay, ...]
    top: tuple[PlanLine, ...] = ()
    bottom: tuple[PlanLine, ...] = ()
    planned: int = field(default=0)


def leader_page(actor: Actor, units: Some[int], now: datetime) -> LeaderPage:
    """Everything on the page of the worn unit's leader. At most sixteen queries."""
    today = timezone.localtime(now).date()
    asks = asked_of(actor).filter(unit_id__in=units)
    late = late_tasks(tasks(actor), today).filter(lead_id__in=units)
    found = collections_of(units)
    planned = planned_collection(units)
    lines = plan_lines(planned, units) if planned else []
    waiting, overdue = _waiting(asks, units, now)
    return LeaderPage(
        waiting,
        overdue,
        tuple(late[: SHOWN + 1]),
        tuple(filter(None, (unreported_below(actor, row, units, now) for row in found))),
        asks.filter(kind=AskKind.ANSWER_PROPOSAL).count(),
        week_of(asks, issued_entries(actor, units, monday_of(today)), now),
        tuple(lines[:ENDS]),
        tuple(reversed(lines[max(ENDS, len(lines) - ENDS) :])),
        len(lines),
    )


def _waiting(asks: QuerySet[Ask], units: Some[int], now: datetime) -> tuple[tuple[Ask, ...], tuple[Ask, ...]]:
    """(for the leader's own post, overdue ones for any other), the oldest due first. A report that was put to the
    leader is the leader's. Tasks are left out: late ones are told apart. One query.
    """
    put = Report.objects.filter(state=ReportState.PUT_TO_LEADER, expectation__unit_id__in=units).values("pk")
    leaders = Q(post=Post.LEADER) | Q(subject_type=Report._meta.label, subject_id__in=put)
    own = Case(When(leaders, then=Value(True)), default=Value(False), output_field=BooleanField())
    wanted = asks.exclude(kind=AskKind.TASK).filter(Q(due__lt=now) | leaders)
    oldest = [F("due").asc(nulls_last=True), F("pk").asc()]
    ranked = wanted.annotate(for_leader=own).annotate(
        rank=Window(RowNumber(), partition_by=F("for_leader"), order_by=oldest)
    )
    found: dict[bool, list[Ask]] = {True: [], False: []}
    for ask in ranked.filter(rank__lte=SHOWN + 1):
        found[ask.for_leader].append(ask)
    return tuple(found[True]), tuple(found[False])


def collections_of(units: Some[int]) -> list[Collection]:
    """The newest open collections that count in the units, the latest deadline first; else the newest closed one."""
    if len(units) == 1:
        return _OPEN.all(*units) or _NEWEST.all(*units)
    return list(_open(units)) or list(_newest(units))


def _newest(units: Some[int]) -> QuerySet[Collection]:
    return _with_form(Collection.objects.filter(expectations__unit_id__in=units))[:1]


def _open(units: Some[int]) -> QuerySet[Collection]:
    rows = Collection.objects.filter(expectations__unit_id__in=units, state=CollectionState.OPEN)
    return _with_form(rows)[:COLLECTIONS]


def _planned(units: Some[int]) -> QuerySet[Collection]:
    plans = YearPlan.objects.filter(
        cell_set=OuterRef("form_version__cell_set"), year=OuterRef("period__year")
    )
    return _with_form(Collection.objects.filter(Exists(plans), expectations__unit_id__in=units))[:1]


def _with_form(rows: QuerySet[Collection]) -> QuerySet[Collection]:
    """The latest deadline first."""
    whole = rows.select_related("period", "form_version__form").defer("form_version__source")
    return whole.order_by("-deadline")


_OPEN, _NEWEST, _PLANNED = (Kept(lambda unit, rows=rows: rows([unit])) for rows in (_open, _newest, _planned))
"""For one unit, which is nearly always: writing their SQL costs several times what they take."""


def planned_collection(units: Some[int]) -> Collection | None:
    """The newest collection of the units whose form and year have a plan."""
    return _PLANNED.first(*units) if len(units) == 1 else _planned(units).first()


def unreported_below(
    actor: Actor, collection: Collection, units: Some[int], now: datetime
) -> Unreported | None:
    """Who below handed nothing in; None when nobody reports to the units. Two queries."""
    below = givers(actor, collection).filter(chain__overlap=list(units)).exclude(unit_id__in=units)
    counts = _counts(collection, units, below)
    direct = Progress(expected=counts.pop("direct"), handed_in=counts.pop("direct_in"))
    if not direct.expected:
        return None
    whole = Progress(**counts)
    late = _named(below, units, direct, whole) if whole.missing else ()
    deadline = due_of(late, collection)
    return Unreported(collection, direct, whole, late, deadline, deadline < now)


def _named(
    below: QuerySet[Expectation], units: Some[int], direct: Progress, whole: Progress
) -> tuple[Expectation, ...]:
    """Those who report to the units themselves first, then the others level by level; `NAMED` at most. One query.

    Where these fill the list, 20,000 others need not be sorted to see that.
    """
    rows = missing(below).select_related(None).select_related("unit").only(*_NAMING)
    if direct.missing >= min(NAMED, whole.missing):
        named = rows.filter(receiver_id__in=units).order_by("level", "unit__sort_key")
    else:
        ours_first = Case(When(receiver_id__in=units, then=Value(0)), default=Value(1))
        named = rows.order_by(ours_first, "level", "unit__sort_key")
    return tuple(called_then(with_unit_names(named)[:NAMED]))


def _counts(collection: Collection, units: Some[int], below: QuerySet[Expectation]) -> dict[str, int]:
    """Stored for one unit; those of merged units may count the same reports, so that they are counted anew."""
    if len(units) == 1:
        return tallies.below_and_direct(collection.pk, next(iter(units)))
    ours = Q(receiver_id__in=units)
    return below.order_by().aggregate(
        **COUNTS,
        direct=Count("pk", filter=ours),
        direct_in=Count("pk", filter=ours & Q(report__first_handed_in_at__isnull=False)),
    )


def plan_lines(collection: Collection, units: Some[int]) -> list[PlanLine]:
    """The year's planned indicators, the furthest along first: since 1 January of the collection's year.

    The plan is the unit's own; where it made none, the sum of those directly below. Three queries at most.
    """
    version, year = collection.form_version, collection.period.year
    cells = definition_of(version).cells
    plans = _plans(collection, units)
    if not plans:
        return []
    plan = combine(plans, [cell.area_aggregation for cell in cells])
    totals = UnitTotal.objects.filter(
        unit_id__in=units, cell_set_id=version.cell_set_id, period__year=year,
        period__frequency=collection.period.frequency,
    ).order_by("period__starts_on").values_list("live", flat=True)  # fmt: skip
    done = accumulate(list(totals), [cell.time_aggregation for cell in cells])
    return _compared(cells, done or (None,) * len(cells), plan)


def _plans(collection: Collection, units: Some[int]) -> Sequence[Sequence[Decimal | None]]:
    rows = YearPlan.objects.filter(
        cell_set_id=collection.form_version.cell_set_id, year=collection.period.year
    )
    own = list(rows.filter(unit_id__in=units).values_list("values", flat=True))
    if own:
        return own
    below = Expectation.objects.filter(collection=collection, receiver_id__in=units).values("unit_id")
    return list(rows.filter(unit_id__in=below).values_list("values", flat=True))


def _compared(cells: Sequence[CellDef], done: Array, plan: Array) -> list[PlanLine]:
    found = []
    for cell in cells:
        value, planned = done[cell.slot], plan[cell.slot]
        percent = percent_of_plan(value, planned)
        if value is not None and planned is not None and percent is not None:
            found.append(PlanLine(cell, value, planned, percent))
    return sorted(found, key=lambda line: (-line.percent, line.cell.slot))


def week_of(asks: QuerySet[Ask], entries: Some[WeekEntry], now: datetime) -> tuple[WeekDay, ...]:
    """What falls due today and on the six days after, and this week's `entries` from today on, by day. One query."""
    start = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = asks.filter(due__gte=start, due__lt=start + timedelta(days=7)).order_by(F("due").asc(), "pk")[:60]
    days: Mapping[date, list[Ask]] = defaultdict(list)
    for row in rows:
        days[timezone.localtime(row.due).date()].append(row)
    held: Mapping[date, list[WeekEntry]] = defaultdict(list)
    for entry in entries:
        if entry.day >= start.date():
            held[entry.day].append(entry)
    return tuple(WeekDay(d, tuple(days.get(d, ())), tuple(held.get(d, ()))) for d in sorted({*days, *held}))
