"""Begin an outgoing document from a template, and change what stands around its text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from giaoban.apps.audit.actions.record_line import record
from giaoban.apps.org.models import Unit
from giaoban.apps.org.queries.letterheads import letterhead_of
from giaoban.kit.access import Actor, authorize
from giaoban.kit.errors import Conflict, Invalid
from giaoban.kit.usecase import nothing_changed, usecase

from .. import events, policies
from ..domain.layout import short_date
from ..domain.register import tidy_line
from ..domain.stored import NewParagraph
from ..domain.template import Template
from ..enums import (
    CHANGES,
    CLOSED,
    Audience,
    ContentKind,
    LinkKind,
    OutgoingState,
    OutgoingStepKind,
    SignsAs,
    Urgency,
)
from ..models import Document, DocumentType, Outgoing, OutgoingStep
from .number_document import locked_outgoing
from .write_content import write_content


@dataclass(frozen=True, slots=True)
class Details:
    """What stands around the text. `recipients` are the lines of "Nơi nhận", without "Lưu"."""

    summary: str
    addressees: Sequence[str] = ()
    recipients: Sequence[str] = ()
    urgency: Urgency = Urgency.ORDINARY
    audience: Audience = Audience.ADDRESSEES
    signs: SignsAs = SignsAs.DEPUTY
    public_text: bool = False
    copies: int = 1


@dataclass(frozen=True, slots=True)
class NewOutgoing:
    """`values` fill the template's fields; the type may differ from the template's: the clerk chooses.

    `changes` is an issued document of the same unit that this one corrects, recalls or replaces (`change`).
    """

    template: Template
    type: DocumentType
    values: Mapping[str, str]
    details: Details = field(default_factory=lambda: Details(""))
    changes: Document | None = None
    change: LinkKind | None = None
    carries_out: Document | None = None


@dataclass(frozen=True, slots=True)
class Drafted:
    """What a room of its own has drafted: the whole text, of a template's kind and type; `made_from` names what it was
    made from, `url` is that one's page.
    """

    template: Template
    summary: str
    paragraphs: Sequence[NewParagraph]
    made_from: str
    url: str


@usecase("documents.begin_outgoing")
def begin_outgoing(*, actor: Actor, unit: Unit, new: NewOutgoing, now: datetime) -> Outgoing:
    """Begin a draft of `unit` from a template. Raises Invalid (a field is missing), Conflict (see `_check_change`)."""
    authorize(actor, policies.begin_outgoing, unit)
    missing = [f for f in new.template.fields if f.required and not new.values.get(f.name, "").strip()]
    if missing:
        problems = tuple((f.name, str(_("Missing."))) for f in missing)
        raise Invalid(_("Something the template needs is missing."), problems=problems)
    _check_change(actor, unit, new)
    if new.carries_out is not None:
        authorize(actor, policies.read_document, new.carries_out)
        if new.carries_out.state in CLOSED:
            raise Conflict(_("The entry of the document that this one carries out was struck."))
    day = timezone.localdate(now)
    head = letterhead_of(unit, day)
    words = {"don_vi": head.issuer_name, "dia_danh": head.place, "ngay": short_date(day)}
    summary = tidy_line(new.details.summary) or new.template.summary_with(new.values, words)
    paragraphs = new.template.paragraphs_with(new.values, words)
    return _begun(
        actor, unit, new.template, new.type, paragraphs, _columns(new.details, summary, head.recipients), now,
        changes=new.changes, change=new.change or "", carries_out=new.carries_out,
    )  # fmt: skip


def draft_outgoing(*, actor: Actor, unit: Unit, drafted: Drafted, now: datetime) -> Outgoing:
    """Begin a draft of `unit` with a text that a room above has written; inside that room's use case."""
    authorize(actor, policies.begin_outgoing, unit)
    head = letterhead_of(unit, timezone.localdate(now))
    summary = tidy_line(drafted.summary)
    return _begun(
        actor, unit, drafted.template, DocumentType.objects.get(code=drafted.template.type), drafted.paragraphs,
        _columns(Details(summary), summary, head.recipients), now,
        made_from=drafted.made_from[:300], made_from_url=drafted.url,
    )  # fmt: skip


def _begun(
    actor: Actor, unit: Unit, template: Template, kind: DocumentType, paragraphs: Sequence[NewParagraph],
    columns: Mapping[str, object], now: datetime, **more: Any,
) -> Outgoing:  # fmt: skip
    content = write_content(
        actor=actor, unit=unit, kind=ContentKind(template.kind), title=str(columns["summary"]), paragraphs=paragraphs,
        now=now,
    )  # fmt: skip
    row = Outgoing.objects.create(
        unit=unit, content=content, template=template.code, type=kind, created_at=now, **more, **columns
    )
    OutgoingStep.objects.create(outgoing=row, step=OutgoingStepKind.BEGUN, user_id=actor.user_id, at=now)
    changes = more.get("changes")
    record(
        actor=actor,
        code=events.OUTGOING_BEGUN,
        subject=row,
        unit_id=unit.pk,
        template=template.code,
        type=kind.code,
        content=content.pk,
        changes=changes.pk if changes else None,
    )
    return row


@usecase("documents.set_details")
def set_details(
    *, actor: Actor, outgoing: Outgoing, kind: DocumentType, details: Details, now: datetime
) -> Outgoing:
    """Change type, summary and what else stands around the text, while it is written. Raises Conflict, Invalid."""
    row = locked_outgoing(outgoing)
    authorize(actor, policies.write_outgoing, row, seen_by=policies.read_outgoing)
    if row.state != OutgoingState.WRITING:
        raise Conflict(_("What the leader has before them is not changed. Ask for it to be sent back first."))
    summary = tidy_line(details.summary)
    if not summary:
        raise Invalid(_("Write in one sentence what the document is about."))
    wanted = {"type_id": kind.pk, **_columns(details, summary, ())}
    changed = [name for name, value in wanted.items() if getattr(row, name) != value]
    if not changed:
        nothing_changed()
        return row
    for name in changed:
        setattr(row, name, wanted[name])
    row.save(update_fields=changed)
    if "summary" in changed:
        row.content.title, row.content.updated_at = summary[:300], now
        row.content.save(update_fields=["title", "updated_at"])
    record(actor=actor, code=events.OUTGOING_CHANGED, subject=row, unit_id=row.unit_id, fields=changed)
    return row


def _columns(details: Details, summary: str, recipients: Sequence[str]) -> dict[str, object]:
    return {
        "summary": summary,
        "addressees": _lines(details.addressees),
        "recipients": _lines(details.recipients or recipients),
        "urgency": details.urgency,
        "audience": details.audience,
        "signs": details.signs,
        "public_text": details.public_text,
        "copies": max(details.copies, 1),
    }


def _lines(lines: Sequence[str]) -> list[str]:
    return [tidy_line(line)[:200] for line in lines if tidy_line(line)]


def _check_change(actor: Actor, unit: Unit, new: NewOutgoing) -> None:
    """A change is of an issued document of the same unit, and says how."""
    if new.changes is None:
        return
    authorize(actor, policies.read_document, new.changes, seen_by=policies.read_document)
    if new.change not in CHANGES:
        raise Invalid(_("Say whether the document is corrected, recalled or replaced."))
    if new.changes.unit_id != unit.pk or not hasattr(new.changes, "seal"):
        raise Conflict(
            _("Only a document that your unit has issued here is corrected, recalled or replaced.")
        )
