"""Say that a document replaces, corrects or recalls an older one, or carries one out."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from giaoban.apps.audit.actions.record_line import record
from giaoban.kit.access import Actor, authorize
from giaoban.kit.errors import Conflict, Invalid
from giaoban.kit.events import publish
from giaoban.kit.usecase import usecase

from .. import events, policies
from ..enums import CHANGES, CLOSED, LinkKind
from ..models import Document, DocumentLink


def link(*, actor: Actor, source: Document, target: Document, kind: LinkKind, now: datetime) -> DocumentLink:
    """Link two documents. Inside a use case only. A change is published as DocumentReplaced.

    To change needs the clerk or officer of both registers, to carry out only that the target may be read.
    Raises Invalid for a newer target or the document itself, Conflict for a link that exists either way.
    """
    if source.pk == target.pk:
        raise Invalid(_("A document cannot be linked to itself."))
    if source.state in CLOSED or target.state in CLOSED:
        raise Conflict(_("An entry that was struck, or found secret, is not linked to anything."))
    if kind in CHANGES:
        authorize(actor, policies.link_document, target, seen_by=policies.read_document)
        if target.issued_on > source.issued_on:
            raise Invalid(
                _("%(old)s is newer than %(new)s; a document takes the place of an older one only."),
                old=target.symbol,
                new=source.symbol,
            )
    else:
        authorize(actor, policies.read_document, target)
    pair = {source.pk, target.pk}
    if DocumentLink.objects.filter(source_id__in=pair, target_id__in=pair, kind=kind).exists():
        raise Conflict(_("The two documents are linked already."))
    row = DocumentLink.objects.create(source=source, target=target, kind=kind, made_at=now)
    record(
        actor=actor,
        code=events.LINKED,
        subject=source,
        unit_id=source.unit_id,
        target=target.pk,
        kind=str(kind),
    )
    if kind in CHANGES:
        publish(events.DocumentReplaced(target.pk, source.pk, now))
    return row


@usecase("documents.link_documents")
def link_documents(
    *, actor: Actor, source: Document, target: Document, kind: LinkKind, now: datetime
) -> DocumentLink:
    """As `link`, between two documents in the register. Locks both rows in id order."""
    rows = {
        row.pk: row
        for row in Document.objects.select_for_update().filter(pk__in=(source.pk, target.pk)).order_by("pk")
    }
    authorize(actor, policies.link_document, rows[source.pk], seen_by=policies.read_document)
    return link(actor=actor, source=rows[source.pk], target=rows[target.pk], kind=kind, now=now)
