"""Tasks given to many: how far they are by branch of the tree and by organisation; scenarios and declarations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Count, Q, QuerySet

from giaoban.apps.indicators.queries import reached
from giaoban.apps.org.models import Organisation, Unit
from giaoban.kit.access import Actor
from giaoban.kit.errors import NotFound

from .. import policies
from ..domain.progress import Progress
from ..enums import WITH_LEAD
from ..models import Declaration, Scenario, Task, TaskOrder
from .tasks import ORDER, far_by_order

# The branch of a task is the unit directly below `under` on the lead's own line; for sister organisations, whose line
# does not pass there, the highest of their own units at or below its level. One pass over the order's tasks.
_BRANCHED = """(
    SELECT t.lead_id, u.organisation_id, t.state, t.checklist, t.ticked,
           t.state = ANY(%(in_hand)s) AND t.deadline < %(today)s AND NOT t.rehearsal AS past,
           coalesce(t.wished_on <= t.deadline, false) AS waits,
           CASE WHEN t.lead_id = %(under)s THEN t.lead_id
                WHEN p.place IS NOT NULL THEN p.ids[p.place + 1]
                WHEN %(top)s THEN coalesce((
                  SELECT up.id FROM unnest(p.ids) WITH ORDINALITY AS way (id, n) JOIN org_unit up ON up.id = way.id
                   WHERE up.level >= %(level)s ORDER BY n LIMIT 1), t.lead_id) END AS branch
      FROM tasks_task t
      JOIN org_unit u ON u.id = t.lead_id
      LEFT JOIN org_unitline l ON l.unit_id = t.lead_id AND l.line = 'vertical' AND l.valid @> %(day)s::date
     CROSS JOIN LATERAL (
       SELECT ids, array_position(ids, %(under)s) AS place
         FROM (SELECT string_to_array(ltree2text(l.path), '.')::bigint[] AS ids) AS path) AS p
     WHERE t.origin_type = 'tasks.TaskOrder' AND t.origin_id = ANY(%(orders)s) AND t.state <> 'dropped'
  ) AS rows
"""
_FAR = f"""
SELECT branch, organisation_id, count(*), count(*) FILTER (WHERE state = 'confirmed'),
       count(*) FILTER (WHERE state = 'claimed_done'),
       count(*) FILTER (WHERE past AND NOT waits), count(*) FILTER (WHERE past AND waits), bool_or(branch <> lead_id)
  FROM {_BRANCHED}
 WHERE branch IS NOT NULL
 GROUP BY 1, 2
"""  # noqa: S608 - constants
# A unit whose giver changed its list since ticks another one: it counts nowhere.
_TICKED = f"""
SELECT branch, point, count(*) FROM {_BRANCHED} CROSS JOIN LATERAL unnest(ticked) AS point
 WHERE branch IS NOT NULL AND checklist = %(points)s::varchar[]
 GROUP BY 1, 2
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Branch:
    """A unit, or an organisation, with how far the tasks at it and below it are; `deeper`: are there any below?"""

    of: Unit | Organisation
    progress: Progress
    deeper: bool = False

    @property
    def name(self) -> str:
        return self.of.name


@dataclass(frozen=True, slots=True)
class Ticked:
    """Of each point of an order's checklist, how many units at a branch and below it have done it."""

    branch: Branch
    points: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class OrderCard:
    """An order as its page shows it, looked at `under` one unit. `reached` of `measured` units have reported the
    target of its indicator; both None without one."""

    order: TaskOrder
    under: Unit
    whole: Progress
    branches: list[Branch]
    organisations: list[Branch]
    reached: int | None = None
    measured: int | None = None
    ticked: tuple[Ticked, ...] = ()

    @property
    def ticked_in_all(self) -> tuple[int, ...]:
        """Of each point of the checklist, by how many units it is done."""
        return tuple(sum(row.points[n] for row in self.ticked) for n in range(len(self.order.checklist)))


def orders(actor: Actor) -> QuerySet[TaskOrder]:
    """Orders of the actor's units, the newest first."""
    rows: QuerySet[TaskOrder] = TaskOrder.objects.visible_to(actor, policies.see_order)
    return rows.select_related("unit", "programme", "declaration__scenario", "indicator")


def order_card(actor: Actor, pk: int, today: date, under: str = "") -> OrderCard:
    """One order for its page, at the top or under the unit of code `under`. Raises NotFound. At most nine queries."""
    order: TaskOrder | None = orders(actor).filter(pk=pk).first()
    if order is None:
        raise NotFound()
    place = Unit.objects.filter(code=under).first() if under else order.unit
    if place is None:
        raise NotFound()
    branches, organisations = far([order.pk], order.unit, place, today)
    whole = sum((b.progress for b in branches), Progress())
    figures: tuple[int | None, int | None] = (None, None)
    if order.indicator is not None and order.target is not None:
        leads = Task.objects.filter(origin_type=ORDER, origin_id=order.pk).values_list("lead_id", flat=True)
        figures = reached(order.indicator, list(leads), order.target, order.deadline)
    ticked = _ticked(order, place, today, branches) if order.checklist else ()
    return OrderCard(order, place, whole, branches, organisations, *figures, ticked=ticked)


def far(order_ids: Sequence[int], giver: Unit, under: Unit, today: date) -> tuple[list[Branch], list[Branch]]:
    """How far these orders of `giver` are by branch below `under`, and by organisation. Three queries."""
    values = _values(order_ids, giver, under, today)
    with connection.cursor() as cursor:
        cursor.execute(_FAR, values)
        rows = cursor.fetchall()
    by_unit: dict[int, Progress] = {}
    by_organisation: dict[int, Progress] = {}
    deeper: set[int] = set()
    for branch, organisation, *counts, below in rows:
        found = Progress(*counts)
        by_unit[branch] = by_unit.get(branch, Progress()) + found
        by_organisation[organisation] = by_organisation.get(organisation, Progress()) + found
        deeper |= {branch} if below else set()
    units = Unit.objects.filter(pk__in=by_unit).order_by("level", "sort_key")
    organisations = Organisation.objects.filter(pk__in=by_organisation).order_by("position", "code")
    return (
        [Branch(u, by_unit[u.pk], u.pk in deeper and u.pk != under.pk) for u in units],
        [Branch(o, by_organisation[o.pk]) for o in organisations],
    )


def _values(order_ids: Sequence[int], giver: Unit, under: Unit, today: date) -> dict[str, Any]:
    return {
        "in_hand": [s.value for s in WITH_LEAD], "today": today, "day": today, "under": under.pk, "level": under.level,
        "top": under.pk == giver.pk, "orders": list(order_ids),
    }  # fmt: skip


def _ticked(order: TaskOrder, under: Unit, today: date, branches: Sequence[Branch]) -> tuple[Ticked, ...]:
    """The checklist by branch, in the order of `branches`. One query."""
    values = _values([order.pk], order.unit, under, today) | {"points": order.checklist}
    with connection.cursor() as cursor:
        cursor.execute(_TICKED, values)
        counts = {(branch, point): int(count) for branch, point, count in cursor.fetchall()}
    points = range(len(order.checklist))
    return tuple(Ticked(b, tuple(counts.get((b.of.pk, n), 0) for n in points)) for b in branches)


def scenarios(actor: Actor) -> QuerySet[Scenario]:
    """Scenarios of the actor's units with `tasks` and, where one is, whether it is declared now."""
    rows: QuerySet[Scenario] = Scenario.objects.visible_to(actor, policies.see_scenario)
    return (
        rows.select_related("unit")
        .annotate(
            tasks=Count("prepared", distinct=True),
            declared=Count("declarations", filter=Q(declarations__closed_at=None), distinct=True),
            rehearsed=Count("declarations", filter=Q(declarations__rehearsal=True), distinct=True),
        )
        .order_by("title", "pk")
    )


@dataclass(frozen=True, slots=True)
class DeclarationCard:
    """One declaration with how far each of its tasks is."""

    declaration: Declaration
    orders: list[tuple[TaskOrder, Progress]]
    whole: Progress


@dataclass(frozen=True, slots=True)
class ScenarioCard:
    """A scenario as its page shows it: the tasks prepared, each declaration, what the actor may do now."""

    scenario: Scenario
    declarations: list[DeclarationCard]
    may_prepare: bool
    may_declare: bool

    @property
    def open(self) -> Declaration | None:
        """The declaration that is not closed."""
        return next((d.declaration for d in self.declarations if d.declaration.closed_at is None), None)


def scenario_card(actor: Actor, pk: int, today: date) -> ScenarioCard:
    """One scenario for its page. Raises NotFound. Five queries."""
    found: Scenario | None = scenarios(actor).prefetch_related("prepared").filter(pk=pk).first()
    if found is None:
        raise NotFound()
    rows = Declaration.objects.filter(scenario=found).prefetch_related("orders")
    listed = list(rows.select_related("declared_by")[:20])
    far_by = far_by_order([order.pk for row in listed for order in row.orders.all()], today)
    cards = [_declared(row, far_by) for row in listed]
    held = found.retired_at is None
    return ScenarioCard(
        found, cards, held and policies.prepare_scenario.allows(actor, found),
        held and policies.declare_scenario.allows(actor, found),
    )  # fmt: skip


def declaration_of(actor: Actor, pk: int) -> Declaration:
    """A declaration of a scenario that the actor may see. Raises NotFound."""
    seen = Scenario.objects.visible_to(actor, policies.see_scenario)
    found: Declaration | None = (
        Declaration.objects.filter(pk=pk, scenario__in=seen).select_related("scenario__unit").first()
    )
    if found is None:
        raise NotFound()
    return found


def _declared(row: Declaration, far_by: dict[int, Progress]) -> DeclarationCard:
    listed = [(order, far_by.get(order.pk, Progress())) for order in row.orders.all()]
    listed.sort(key=lambda pair: pair[0].position)
    return DeclarationCard(row, listed, sum((p for _order, p in listed), Progress()))
