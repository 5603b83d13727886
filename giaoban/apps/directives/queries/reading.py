"""Reads of directives: what is asked of whom, how far it is, whom a replacement concerns."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Case, Count, OuterRef, Q, QuerySet, Subquery, When
from django.utils.translation import gettext as _

from giaoban.apps.documents.enums import CHANGES, Direction, DocumentState, LinkKind
from giaoban.apps.documents.models import Delivery, Document, DocumentLink
from giaoban.apps.documents.policies import read_document
from giaoban.apps.org.models import AreaPlacement, Unit
from giaoban.apps.tasks.models import Programme, Task
from giaoban.apps.tasks.queries.meant import units_below
from giaoban.kit.access import Actor
from giaoban.kit.errors import NotFound

from .. import policies
from ..enums import TASK_ORIGIN, DisseminationState
from ..models import Chase, Directive, Dissemination, GivenTask, LevelTerm, ReplacementNotice
from .wave import Place

_DONE = Q(disseminations__state=DisseminationState.DONE)


def directives(actor: Actor) -> QuerySet[Directive]:
    """Directives that the actor's units ask or are asked, with `asked` directly and `done` of these."""
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


def deadlines_of(top: Directive) -> dict[int, date]:
    """Level → by when the first directive of a wave asks it. One query."""
    return dict(LevelTerm.objects.filter(directive=top).values_list("level", "deadline"))


def chases_of(row: Dissemination) -> list[Chase]:
    """When and by whom the unit was chased, the latest three first. One query."""
    return list(Chase.objects.filter(dissemination=row).select_related("unit").order_by("-at")[:3])


def dissemination(actor: Actor, pk: int) -> Dissemination:
    """One unit's dissemination. Raises NotFound outside the actor's scope."""
    row: Dissemination = _found(
        Dissemination.objects.visible_to(actor, policies.see_dissemination)
        .select_related(
            "directive__document__type",
            "directive__own_document__type",
            "directive__unit",
            "unit",
            "material",
            "ticked_by",
            "programme",
            "programme_file",
        )
        .filter(pk=pk)
    )
    return row


def delivery_of(row: Dissemination) -> Delivery | None:
    """The document's way to the unit: when it was sent, received, acknowledged."""
    return Delivery.objects.filter(document=row.directive.document_id, unit=row.unit_id).first()


def term_of(row: Dissemination) -> LevelTerm | None:
    """What the top of the wave asks at the unit's level."""
    return LevelTerm.objects.filter(directive=row.wave_id, level=row.level).first()


def tasks_of(row: Dissemination) -> QuerySet[Task]:
    """The unit's tasks of this wave."""
    given = GivenTask.objects.filter(directive=row.wave_id).values_list("pk", flat=True)
    return Task.objects.filter(origin_type=TASK_ORIGIN, origin_id__in=list(given), lead=row.unit_id).order_by(
        "position", "pk"
    )


def passed_down(row: Dissemination) -> Directive | None:
    """What the unit made of it for those below it."""
    return row.directive.passed_down.filter(unit=row.unit_id).first()


def left_to_ask(row: Dissemination, day: date) -> QuerySet[Unit]:
    """Units below that nobody has asked in this wave yet."""
    asked = Dissemination.objects.filter(wave=row.wave_id).values("unit_id")
    return units_below(row.unit, day).filter(organisation__reports=True).exclude(pk__in=asked)


def programmes_of(row: Dissemination) -> QuerySet[Programme]:
    """What the unit may file: its own programmes, those for this document first."""
    own = Programme.objects.filter(unit=row.unit_id)
    return own.order_by(Case(When(document=row.directive.document_id, then=0), default=1), "-year", "-pk")


def own_documents(actor: Actor, document: Document) -> QuerySet[Document]:
    """Documents that the actor's unit issued to carry this one out, or issued at all if there is none."""
    rows: QuerySet[Document] = Document.objects.visible_to(actor, read_document)
    issued = rows.filter(
        unit=actor.worn, direction=Direction.OUTGOING,
        state__in=(DocumentState.ISSUED, DocumentState.DONE, DocumentState.REGISTERED),
    )  # fmt: skip
    carrying = issued.filter(links_out__target=document, links_out__kind=LinkKind.IMPLEMENTS)
    return carrying.select_related("type")


def addressees(place: Place, *, area: int | None = None) -> QuerySet[Dissemination]:
    """Who is asked at this place of a wave, with `received_at` and `acknowledged_at`, the late first."""
    rows: QuerySet[Dissemination] = Dissemination.objects.filter(wave=place.top)
    if not place.whole:
        rows = rows.filter(path__contains=[place.under])
    if area is not None:
        placed = AreaPlacement.objects.on(place.keys["day"])
        path = placed.filter(area=area).values_list("path", flat=True).first()
        rows = rows.filter(unit__area_id__in=placed.filter(path__under=path or str(area)).values("area_id"))
    sent = Delivery.objects.filter(document=place.directive.document_id, unit=OuterRef("unit_id"))
    return (
        rows.select_related("unit")
        .annotate(
            received_at=Subquery(sent.values("received_at")[:1]),
            acknowledged_at=Subquery(sent.values("acknowledged_at")[:1]),
        )
        .order_by("state", "deadline", "level", "unit__sort_key")
    )


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


def _found(rows: QuerySet[Any]) -> Any:
    row = rows.first()
    if row is None:
        raise NotFound(_("There is nothing here, or it is outside your unit's scope."))
    return row


def how_changed(notice: ReplacementNotice) -> str:
    """What the newer document does to the older one, in words."""
    links = DocumentLink.objects.filter(source=notice.new_id, target=notice.old_id, kind__in=CHANGES)
    return "; ".join(
        str(LinkKind(kind).label) for kind in links.order_by("pk").values_list("kind", flat=True)
    )
