"""Issue a numbered document: its text freezes, its paper is made, sealed and kept. Nothing of it changes again."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from giaoban.apps.audit.actions.record_line import record
from giaoban.apps.files.actions.store_file import store_made
from giaoban.apps.files.enums import MediaType
from giaoban.kit.access import Actor, authorize
from giaoban.kit.errors import Conflict
from giaoban.kit.events import publish
from giaoban.kit.usecase import usecase

from .. import events, policies
from ..domain.sealing import DigestSigner, SealRequest, Signer, new_code
from ..enums import DocumentState, LinkKind, OutgoingState, OutgoingStepKind
from ..formats.outgoing import outgoing_file
from ..models import Content, Document, Outgoing, OutgoingStep, Seal
from .issue_content import freeze
from .link_documents import link
from .number_document import locked_outgoing


@usecase("documents.issue_outgoing")
def issue_outgoing(*, actor: Actor, outgoing: Outgoing, now: datetime) -> Document:
    """Freeze the text, make the PDF with number and date, seal it, keep it, and tell of what it changes.

    Raises Conflict unless the document has its number and is not issued yet, OpenComments.
    """
    row = locked_outgoing(outgoing)
    authorize(actor, policies.number_outgoing, row, seen_by=policies.read_outgoing)
    document = row.document
    if row.state != OutgoingState.NUMBERED or document is None:
        raise Conflict(_("A document is issued once it has its number, and once only."))
    content = freeze(actor=actor, content=Content.objects.select_for_update().get(pk=row.content_id), now=now)
    code = row.check_code = row.check_code or new_code()
    pdf = outgoing_file(row, "pdf", day=document.issued_on)
    file = store_made(
        actor=actor,
        content=pdf,
        media_type=MediaType.PDF,
        name=file_name(document, ".pdf"),
        unit=row.unit,
        now=now,
    )
    document.state, document.audience, document.file = DocumentState.ISSUED, row.audience, file
    document.registered_at = now
    document.save(update_fields=["state", "audience", "file", "registered_at"])
    signer = the_signer()
    seal = Seal(
        document=document, code=code, file=file, sha256=file.sha256, content_sha256=content.sha256,
        sealed_at=now, post=actor.label[:160], user_id=actor.user_id, signer=signer.name,
        public_text=row.public_text,
    )  # fmt: skip
    seal.signature = signer.sign(request_of(seal))
    seal.save(force_insert=True)
    Outgoing.objects.filter(pk=row.pk).update(state=OutgoingState.ISSUED, check_code=code)
    OutgoingStep.objects.create(outgoing=row, step=OutgoingStepKind.ISSUED, user_id=actor.user_id, at=now)
    if row.changes is not None:
        link(actor=actor, source=document, target=row.changes, kind=LinkKind(row.change), now=now)
    if row.carries_out is not None:
        link(actor=actor, source=document, target=row.carries_out, kind=LinkKind.IMPLEMENTS, now=now)
    record(
        actor=actor,
        code=events.ISSUED,
        subject=document,
        unit_id=row.unit_id,
        sha256=seal.sha256,
        content_sha256=seal.content_sha256,
        signer=seal.signer,
    )
    publish(events.DocumentIssued(row.pk, document.pk, now))
    return document


def the_signer() -> Signer:
    """What `settings.DOCUMENT_SIGNER` names, else the plain digest."""
    path = getattr(settings, "DOCUMENT_SIGNER", "")
    made: Signer = import_string(path)() if path else DigestSigner()
    return made


def request_of(seal: Seal) -> SealRequest:
    """What a kept seal was made over (with its document and unit), to verify it."""
    row = seal.document
    return SealRequest(
        seal.sha256, seal.content_sha256, row.symbol, row.issued_on, row.unit.code, seal.post, seal.sealed_at
    )


def file_name(document: Document, ending: str) -> str:
    """ "05-KH-MTTW-BTT.pdf": what a file of the document is called."""
    return document.symbol.replace("/", "-").replace(" ", "") + ending
