"""Reads of deliveries: whom an addressing means, how far a document has arrived, what was sent to a unit."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from giaoban.apps.org.models import AreaPlacement, Organisation, Unit, UnitGroup
from giaoban.apps.org.queries.naming import area_called, the_one, units_called
from giaoban.kit.access import Actor
from giaoban.kit.errors import Invalid, NotFound
from giaoban.kit.numbers import say_number
from giaoban.kit.prepared import ByKey

from .. import policies
from ..domain.addressing import Addressing
from ..models import Delivery, Document

MOST_NAMED = 30
"""So many lines that name no unit are told one by one."""
_DELIVERIES = ByKey(Delivery.objects.all)


@dataclass(frozen=True, slots=True)
class Arrived:
    """How many units a document was sent to, and how many of them received and acknowledged it."""

    sent: int
    received: int
    acknowledged: int


def addressed(addressing: Addressing, *, sender_id: int, day: date) -> QuerySet[Unit]:
    """The units meant, those that exist on `day`, without the sender. Raises Invalid naming who is not known."""
    found: Any = Unit.objects.on(day).exclude(pk=sender_id)
    wanted = Q(pk__in=_by_hand(addressing.by_hand, day))
    if addressing.by_rule:
        wanted |= _by_rule(addressing, day)
    rows: QuerySet[Unit] = found.filter(wanted).order_by("level", "sort_key")
    return rows


def _by_hand(lines: tuple[str, ...], day: date) -> list[int]:
    names = [(number, name) for number, name in enumerate(lines, 1) if name]
    if not names:
        return []
    by_name = units_called([name for _number, name in names], day)
    if missing := [line for line in names if not by_name.find(line[1])]:
        raise Invalid(
            _("There is no unit “%(name)s”."),
            problems=tuple(("units", told) for told in _told(missing)),
            name=missing[0][1],
        )
    return [the_one(by_name.find(name), name, day).pk for _number, name in names]


def _told(missing: list[tuple[int, str]]) -> list[str]:
    """Each line that names no unit; of more than the most, how many others."""
    said = _("Line %(number)s: there is no unit “%(name)s”.")
    told = [said % {"number": number, "name": name} for number, name in missing[:MOST_NAMED]]
    if more := len(missing) - len(told):
        told.append(_("… and %(count)s more.") % {"count": say_number(more)})
    return told


def _by_rule(addressing: Addressing, day: date) -> Q:
    rule = Q(organisation__reports=True)
    if addressing.levels:
        rule &= Q(level__in=addressing.levels)
    if addressing.organisations:
        rule &= Q(organisation__code__in=addressing.organisations)
    if addressing.groups:
        grouped = UnitGroup.objects.filter(code__in=addressing.groups)
        rule &= Q(pk__in=grouped.values("units"))
    if addressing.area:
        placed = AreaPlacement.objects.on(day)
        top = placed.get(area=area_called(addressing.area, day)).path
        rule &= Q(area_id__in=placed.filter(path__under=top).values("area_id"))
    return rule


def reporting_organisations() -> list[Organisation]:
    """Organisations whose units are addressed by rule."""
    return list(Organisation.objects.filter(reports=True).order_by("position", "code"))


def arrived(document: Document) -> Arrived:
    """One query."""
    return Arrived(
        **Delivery.objects.filter(document=document).aggregate(
            sent=Count("pk"),
            received=Count("pk", filter=Q(received_at__isnull=False)),
            acknowledged=Count("pk", filter=Q(acknowledged_at__isnull=False)),
        )
    )


def deliveries(document: Document) -> QuerySet[Delivery]:
    """Deliveries of a document that the reader may see, those not acknowledged first."""
    return (
        Delivery.objects.filter(document=document)
        .select_related("unit")
        .order_by("acknowledged_at", "unit__level", "unit__sort_key")
    )


def sent_here(actor: Actor, document: Document) -> list[Delivery]:
    """The deliveries of this document that the actor may answer: one for each of their units that got it."""
    return list(
        Delivery.objects.visible_to(actor, policies.answer_delivery)
        .filter(document=document)
        .select_related("unit")
    )


def to_answer(actor: Actor, pk: int) -> Delivery:
    """One delivery to the actor's units, bare. Raises NotFound for another one."""
    with contextlib.suppress(Delivery.DoesNotExist):
        found = _DELIVERIES.get(pk)
        if policies.see_delivery.allows(actor, found):
            return found
    raise NotFound(_("There is nothing here, or it is outside your unit's scope."))


def sent_to(actor: Actor) -> QuerySet[Delivery]:
    """What other units sent to the actor's, newest first."""
    rows: QuerySet[Delivery] = Delivery.objects.visible_to(actor, policies.see_delivery)
    return rows.select_related("unit", "document__type", "document__unit").order_by("-sent_at", "-pk")
