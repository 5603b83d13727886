"""Put an issued document on the unit's public page, or take it off."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from giaoban.apps.audit.actions.record_line import record
from giaoban.apps.documents.models import Document, Seal
from giaoban.apps.documents.policies import read_document
from giaoban.kit.access import Actor, authorize
from giaoban.kit.errors import Conflict
from giaoban.kit.usecase import nothing_changed, usecase

from .. import events, policies
from ..models import ShownDocument
from .keep_page import page_for
from .renew_pages import renew_pages


@usecase("portal.show_document")
def show_document(*, actor: Actor, document: Document, now: datetime) -> ShownDocument:
    """Everybody finds it on the unit's page, with its check page. A second call changes nothing.

    Raises Conflict for a document that was not issued and sealed here.
    """
    authorize(actor, policies.show_document, document, seen_by=read_document)
    found = ShownDocument.objects.filter(document=document).first()
    if found is not None:
        nothing_changed()
        return found
    if not Seal.objects.filter(document=document).exists():
        raise Conflict(_("Only a document that was issued and sealed here can be made public."))
    row = ShownDocument.objects.create(document=document, page=page_for(document.unit), shown_at=now)
    record(actor=actor, code=events.DOCUMENT_SHOWN, subject=document, unit_id=document.unit_id)
    renew_pages(now)
    return row


@usecase("portal.hide_document")
def hide_document(*, actor: Actor, document: Document, now: datetime) -> None:
    """Take it off the page again. A second call changes nothing."""
    authorize(actor, policies.show_document, document, seen_by=read_document)
    gone, _rows = ShownDocument.objects.filter(document=document).delete()
    if not gone:
        nothing_changed()
        return
    record(actor=actor, code=events.DOCUMENT_HIDDEN, subject=document, unit_id=document.unit_id)
    renew_pages(now)
