"""Reads of directives: what is asked of whom, how far it is, whom a replacement concerns."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from giaoban.apps.documents.enums import CHANGES, LinkKind
from giaoban.apps.documents.models import Document, DocumentLink
from giaoban.apps.org.models import Organisation, Unit, UnitLine
from giaoban.kit.access import Actor
from giaoban.kit.errors import NotFound

from . import policies
from .enums import DisseminationState
from .models import Directive, Dissemination, ReplacementNotice

LATE_NAMES = 200
_DONE = Q(disseminations__state=DisseminationState.DONE)
_BELOW = """
SELECT child, count(*), count(*) FILTER (WHERE state = 'done'),
       count(*) FILTER (WHERE coalesce(held_on, %(day)s) > %(deadline)s),
       sum(due), sum(officers), sum(members), sum(others), sum(classes), bool_or(unit_id <> child)
  FROM (SELECT DISTINCT ON (d.id) d.*,
               CASE WHEN d.unit_id = %(under)s THEN %(under)s
                    ELSE subpath(l.path, index(l.path, %(label)s::ltree) + 1, 1)::text::bigint END AS child
          FROM directives_dissemination d
          LEFT JOIN org_unitline l
            ON l.unit_id = d.unit_id AND l.valid @> %(day)s AND d.unit_id <> %(under)s
               AND index(l.path, %(label)s::ltree) >= 0
         WHERE d.directive_id = %(directive)s
         ORDER BY d.id, l.line = 'vertical' DESC NULLS LAST) AS placed
 GROUP BY child
"""


@dataclass(frozen=True, slots=True)
class Tally:
    """Units asked, done, late; people present of due (officers, members), others, classes."""

    asked: int = 0
    done: int = 0
    late: int = 0
    due: int = 0
    officers: int = 0
    members: int = 0
    others: int = 0
    classes: int = 0

    @property
    def present(self) -> int:
        return self.officers + self.members


@dataclass(frozen=True, slots=True)
class Branch:
    """A unit and all that is asked below it (and of itself). `unit` None: units on no line below."""

    unit: Unit | None
    tally: Tally
    deeper: bool

    @property
    def name(self) -> str:
        return self.unit.name if self.unit else _("Other units")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a directive is below `under`, by branch and by level; `late` units by name (at most 200)."""

    directive: Directive
    under: Unit
    total: Tally
    branches: tuple[Branch, ...]
    levels: Sequence[Mapping[str, Any]]
    late: tuple[Unit, ...]


def directives(actor: Actor) -> QuerySet[Directive]:
    """Directives that the actor's units ask or are asked, with `asked` and `done`."""
    rows: QuerySet[Directive] = Directive.objects.visible_to(actor, policies.read_directive)
    return (
        rows.select_related("document__type", "unit")
        .annotate(asked=Count("disseminations"), done=Count("disseminations", filter=_DONE))
        .order_by("-asked_at")
    )


def directive(actor: Actor, pk: int) -> Directive:
    """One directive. Raises NotFound outside the actor's scope."""
    row: Directive = _found(
        Directive.objects.visible_to(actor, policies.read_directive)
        .select_related("document__type", "unit")
        .filter(pk=pk)
    )
    return row


def dissemination(actor: Actor, pk: int) -> Dissemination:
    """One unit's dissemination. Raises NotFound outside the actor's scope."""
    row: Dissemination = _found(
        Dissemination.objects.visible_to(actor, policies.see_dissemination)
        .select_related("directive__document__type", "directive__unit", "unit", "material", "ticked_by")
        .filter(pk=pk)
    )
    return row


def own_disseminations(actor: Actor, document: Document) -> QuerySet[Dissemination]:
    """What is asked of the actor's units for a document."""
    return Dissemination.objects.filter(
        directive__document=document, unit_id__in=actor.unit_ids
    ).select_related("unit", "directive")


def notice(actor: Actor, pk: int) -> ReplacementNotice:
    """One notice of a replacement. Raises NotFound outside the actor's scope."""
    row: ReplacementNotice = _found(
        ReplacementNotice.objects.visible_to(actor, policies.see_notice)
        .select_related("old__type", "new__type", "unit", "noted_by")
        .filter(pk=pk)
    )
    return row


def notices(actor: Actor, new: Document) -> QuerySet[ReplacementNotice]:
    """Who was told that `new` takes another's place, as far as the actor may see."""
    rows: QuerySet[ReplacementNotice] = ReplacementNotice.objects.visible_to(actor, policies.see_notice)
    return rows.filter(new=new).select_related("unit", "old__type")


def progress(actor: Actor, directive: Directive, *, under: int | None, day: date) -> Progress:
    """How far it is below unit `under` (None: the top that the actor may see). Seven queries at most.

    The asking unit sees everything; a unit that was asked sees itself and what is below it. Raises NotFound.
    """
    root = Unit.objects.get(pk=_root(actor, directive))
    chosen = root
    if under is not None and under != root.pk:
        chosen = _found(units_below(root, day).filter(pk=under))
    whole = chosen.pk == directive.unit_id
    rows = [row for row in _rows(directive, chosen.pk, day) if whole or row[0] is not None]
    units = {unit.pk: unit for unit in Unit.objects.filter(pk__in=[r[0] for r in rows if r[0]])}
    branches = [Branch(units.get(r[0]) if r[0] else None, Tally(*r[1:9]), bool(r[9])) for r in rows]
    branches.sort(
        key=lambda b: (b.unit is None, b.unit.level if b.unit else 0, b.unit.sort_key if b.unit else "")
    )
    total = Tally(*(sum(row[i] for row in rows) for i in range(1, 9)))
    rows_here = directive.disseminations.all()
    if not whole:
        below = units_below(chosen, day).values("pk")
        rows_here = rows_here.filter(Q(unit=chosen) | Q(unit_id__in=below))
    late = _late(rows_here, directive.deadline, day)
    return Progress(directive, chosen, total, tuple(branches), _by_level(rows_here), late)


def units_below(
    unit: Unit, day: date, *, levels: Collection[int] = (), organisations: Collection[int] = ()
) -> QuerySet[Unit]:
    """Units below `unit` on either line on `day`, of these levels and organisations (empty: all)."""
    lines = UnitLine.objects.filter(valid__contains=day)
    own = lines.filter(unit=unit).values_list("path", flat=True)
    places = Q(path__under=str(unit.pk))
    for path in own:
        places |= Q(path__under=path)
    rows = Unit.objects.filter(pk__in=lines.filter(places).values("unit_id"), valid__contains=day)
    if levels:
        rows = rows.filter(level__in=list(levels))
    if organisations:
        rows = rows.filter(organisation_id__in=list(organisations))
    return rows.exclude(pk=unit.pk)


def choices_below(unit: Unit, day: date) -> tuple[list[int], list[Organisation]]:
    """Levels and organisations that exist below `unit`."""
    below = units_below(unit, day).order_by()
    levels = sorted(set(below.values_list("level", flat=True).distinct()))
    organisations = Organisation.objects.filter(pk__in=below.values("organisation_id"))
    return levels, list(organisations.order_by("position", "code"))


def _found(rows: QuerySet[Any]) -> Any:
    row = rows.first()
    if row is None:
        raise NotFound(_("There is nothing here, or it is outside your unit's scope."))
    return row


def _root(actor: Actor, directive: Directive) -> int:
    if actor.is_system or actor.holds(directive.unit_id):
        return directive.unit_id
    asked = directive.disseminations.filter(unit_id__in=actor.unit_ids).order_by("unit__level", "unit_id")
    unit_id: int = _found(asked.values_list("unit_id", flat=True))
    return unit_id


def _rows(directive: Directive, under: int, day: date) -> list[tuple[Any, ...]]:
    """(unit, asked, done, late, due, officers, members, others, classes, something below) a branch."""
    values: dict[str, Any] = {
        "directive": directive.pk,
        "under": under,
        "label": str(under),
        "day": day,
        "deadline": directive.deadline,
    }
    with connection.cursor() as cursor:
        cursor.execute(_BELOW, values)
        return list(cursor.fetchall())


def _by_level(rows: QuerySet[Dissemination]) -> Sequence[Mapping[str, Any]]:
    """Units asked and done, a row for each level."""
    return list(
        rows.values("unit__level")
        .annotate(asked=Count("pk"), done=Count("pk", filter=Q(state=DisseminationState.DONE)))
        .order_by("unit__level")
    )


def _late(rows: QuerySet[Dissemination], deadline: date, day: date) -> tuple[Unit, ...]:
    if day <= deadline:
        return ()
    waiting = rows.filter(state=DisseminationState.ASKED).values("unit_id")
    return tuple(Unit.objects.filter(pk__in=waiting).order_by("level", "sort_key")[:LATE_NAMES])


def how_changed(notice: ReplacementNotice) -> str:
    """What the newer document does to the older one, in words."""
    links = DocumentLink.objects.filter(source=notice.new_id, target=notice.old_id, kind__in=CHANGES)
    return "; ".join(
        str(LinkKind(kind).label) for kind in links.order_by("pk").values_list("kind", flat=True)
    )
