"""Reads of outgoing documents: lists, one with its steps, what a check code says."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from giaoban.kit.access import Actor
from giaoban.kit.errors import NotFound

from .. import policies
from ..domain.sealing import tidy_code
from ..domain.template import open_places
from ..enums import CHANGES, LinkKind
from ..models import Document, DocumentLink, Outgoing, ParagraphText, Seal


class Standing(StrEnum):
    """What a sealed document is worth today."""

    IN_FORCE = "in_force"
    CORRECTED = "corrected"
    REPLACED = "replaced"
    RECALLED = "recalled"


@dataclass(frozen=True, slots=True)
class Checked:
    """What anybody may know of a sealed document. `newer`: what changed it, newest first, only once sealed."""

    seal: Seal
    standing: Standing
    newer: tuple[DocumentLink, ...]


def outgoing_list(actor: Actor) -> QuerySet[Outgoing]:
    """Outgoing documents of the actor's units, newest first."""
    rows: QuerySet[Outgoing] = Outgoing.objects.visible_to(actor, policies.read_outgoing)
    return rows.select_related("unit", "type", "document")


def outgoing(actor: Actor, pk: int) -> Outgoing:
    """One outgoing document with all that its page and its paper need. Raises NotFound."""
    rows = Outgoing.objects.visible_to(actor, policies.read_outgoing).select_related(
        "unit__organisation", "type", "content", "document__seal", "changes__type", "carries_out__type"
    )
    found: Outgoing | None = rows.filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is nothing here, or it is outside your unit's scope."))
    return found


def places_to_fill(row: Outgoing) -> list[str]:
    """What still stands in brackets, in the text's order and then in the summary. One query."""
    texts = ParagraphText.objects.filter(content=row.content_id, until__isnull=True).order_by("position")
    return [place for text in texts for place in open_places(text.plain)] + open_places(row.summary)


def changed_by(document: Document) -> list[DocumentLink]:
    """Links of newer documents that replace, correct or recall this one, newest first."""
    return list(
        DocumentLink.objects.filter(target=document, kind__in=CHANGES)
        .select_related("source__type", "source__seal")
        .order_by("-made_at", "-pk")
    )


def standing_of(links: list[DocumentLink]) -> Standing:
    """Recalled weighs more than replaced, replaced more than corrected."""
    kinds = {link.kind for link in links}
    for kind, standing in (
        (LinkKind.RECALLS, Standing.RECALLED),
        (LinkKind.REPLACES, Standing.REPLACED),
        (LinkKind.CORRECTS, Standing.CORRECTED),
    ):
        if kind in kinds:
            return standing
    return Standing.IN_FORCE


def checked(code: str) -> Checked:
    """What the check page says of a code, open to everybody. Raises NotFound."""
    rows = Seal.objects.select_related("document__type", "document__unit", "file")
    seal = rows.filter(code=tidy_code(code)).first()
    if seal is None:
        raise NotFound(_("No document was issued here with this code. Compare it with the paper again."))
    links = changed_by(seal.document)
    sealed = Q(source__seal__isnull=False)
    known = set(
        DocumentLink.objects.filter(sealed, pk__in=[k.pk for k in links]).values_list("pk", flat=True)
    )
    return Checked(seal, standing_of(links), tuple(k for k in links if k.pk in known))
