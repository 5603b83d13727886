"""Reads of the register: lists, one document with all that hangs on it, choices for its forms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from giaoban.apps.accounts.enums import WORKING_POSTS
from giaoban.apps.accounts.models import Appointment
from giaoban.apps.org.enums import OrganisationKind
from giaoban.apps.org.models import Organisation, Unit
from giaoban.kit.access import Actor
from giaoban.kit.errors import NotFound

from .. import policies
from ..enums import CLOSED, LinkKind
from ..models import Document, DocumentLink, Instruction, PaperRegisterNote, StruckNotice

CHOICES = 200


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """A document with its instructions (latest first) and the linked documents that the reader may see."""

    document: Document
    instructions: Sequence[Instruction]
    replaced_by: Sequence[Document]
    recalled_by: Sequence[Document]
    corrected_by: Sequence[Document]
    recalls: Sequence[Document]
    corrects: Sequence[Document]
    replaces: Sequence[Document]
    implements: Sequence[Document]
    implemented_by: Sequence[Document]
    delivered: int


def documents(actor: Actor) -> QuerySet[Document]:
    """Documents the actor may read, newest first, with `is_replaced`."""
    rows: QuerySet[Document] = (
        Document.objects.visible_to(actor, policies.read_document)
        .marked_replaced()
        .select_related("type", "unit", "file", "seal", "content")
    )
    return rows


def registered(actor: Actor) -> QuerySet[Document]:
    """The same rows with their types alone, for a list."""
    return documents(actor).select_related(None).select_related("type")


def document(actor: Actor, pk: int) -> Document:
    """One document, with `is_told`: a notice about it waits to be seen. Raises NotFound outside the scope."""
    told = StruckNotice.objects.filter(document=OuterRef("pk"), seen_at=None)
    found: Document | None = documents(actor).annotate(is_told=Exists(told)).filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is nothing here, or it is outside your unit's scope."))
    return found


def usable(actor: Actor) -> QuerySet[Document]:
    """Documents the actor may read and build on: not those whose entry was struck or found secret."""
    return documents(actor).exclude(state__in=CLOSED)


def document_page(actor: Actor, pk: int) -> DocumentPage:
    """All that stands on a document's page. Five queries."""
    row = document(actor, pk)
    instructions = list(
        Instruction.objects.filter(document=row)
        .select_related("lead_unit", "lead__user", "user")
        .prefetch_related("coordinating")
    )
    links = list(DocumentLink.objects.filter(Q(source=row) | Q(target=row)).order_by("made_at"))
    readable = {d.pk: d for d in documents(actor).filter(pk__in={i for k in links for i in _ends(k)})}

    def linked(kind: LinkKind, *, outward: bool) -> list[Document]:
        ends = (
            (k.target_id if outward else k.source_id)
            for k in links
            if k.kind == kind and (k.source_id if outward else k.target_id) == row.pk
        )
        return [readable[end] for end in ends if end in readable]

    readable = {pk: d for pk, d in readable.items() if d.state not in CLOSED}
    return DocumentPage(
        document=row,
        instructions=instructions,
        replaced_by=linked(LinkKind.REPLACES, outward=False),
        recalled_by=linked(LinkKind.RECALLS, outward=False),
        corrected_by=linked(LinkKind.CORRECTS, outward=False),
        recalls=linked(LinkKind.RECALLS, outward=True),
        corrects=linked(LinkKind.CORRECTS, outward=True),
        replaces=linked(LinkKind.REPLACES, outward=True),
        implements=linked(LinkKind.IMPLEMENTS, outward=True),
        implemented_by=linked(LinkKind.IMPLEMENTS, outward=False),
        delivered=row.deliveries.count(),
    )


def _ends(link: DocumentLink) -> tuple[int, int]:
    return link.source_id, link.target_id


def paper_notes(actor: Actor) -> QuerySet[PaperRegisterNote]:
    """Notes "see the paper register" of the actor's units."""
    rows: QuerySet[PaperRegisterNote] = PaperRegisterNote.objects.visible_to(actor, policies.read_paper_notes)
    return rows.select_related("unit")


def issuers() -> QuerySet[Organisation]:
    """Organisations whose documents arrive: those outside the network first."""
    outside = Q(reports=False) | Q(kind__in=(OrganisationKind.PARTY, OrganisationKind.STATE))
    return Organisation.objects.filter(outside).order_by("position", "code")


def units_in_reach(unit: Unit, day: date) -> list[Unit]:
    """Whom a leader of `unit` may put in charge: the unit itself, then those directly below it on either line."""
    below = (
        Unit.objects.filter(lines__superior=unit, lines__valid__contains=day, valid__contains=day)
        .distinct()
        .order_by("level", "sort_key")
    )
    return [unit, *below[: CHOICES - 1]]


def officers_of(unit: Unit, day: date) -> QuerySet[Appointment]:
    """Working appointments of the unit on `day`."""
    return (
        Appointment.objects.filter(unit=unit, post__in=WORKING_POSTS, valid__contains=day)
        .select_related("user")
        .order_by("post", "user__label")
    )
