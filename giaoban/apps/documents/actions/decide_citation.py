"""A person says which document a mention in a text means; remembered for the unit's other texts."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from giaoban.apps.audit.actions.record_line import record
from giaoban.kit.access import Actor, authorize
from giaoban.kit.errors import Invalid
from giaoban.kit.usecase import nothing_changed, usecase

from .. import events, policies
from ..models import CitationChoice, Content, Document, ParagraphText


@usecase("documents.decide_citation")
def decide_citation(
    *, actor: Actor, content: Content, sign: str, document: Document | None, now: datetime
) -> CitationChoice:
    """The mention `sign` of this text means `document`, or (None) one outside this system.

    Also once the text is issued: its words stay. Raises NotFound for a document that the actor may not read,
    Invalid when the text does not mention it.
    """
    authorize(actor, policies.write_content, content, seen_by=policies.read_content)
    if document is not None:
        authorize(actor, policies.read_document, document, seen_by=policies.read_document)
    standing = ParagraphText.objects.filter(content=content, until__isnull=True)
    if not standing.filter(cites__contains=[sign]).exists():
        raise Invalid(_("The text does not mention this document any more. Reload its page."))
    row = CitationChoice.objects.select_for_update().filter(unit=content.unit_id, sign=sign).first()
    if row is not None and row.document_id == (document.pk if document else None):
        nothing_changed()
        return row
    row, _new = CitationChoice.objects.update_or_create(
        unit_id=content.unit_id,
        sign=sign,
        defaults={"document": document, "user_id": actor.user_id, "at": now},
    )
    record(
        actor=actor,
        code=events.CITATION_DECIDED,
        subject=content,
        unit_id=content.unit_id,
        document=document.pk if document else None,
    )
    return row
