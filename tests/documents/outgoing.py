"""Outgoing documents for tests, at any step."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from giaoban.apps.documents.actions.send_document import send_document
from giaoban.apps.documents.domain.addressing import Addressing
from giaoban.apps.documents.enums import ContentKind, ContentState, OutgoingState
from giaoban.apps.documents.models import Content, Document, DocumentType, Outgoing
from giaoban.apps.org.models import Unit
from giaoban.kit.access import Actor

NOW = datetime(2021, 7, 6, 3, tzinfo=UTC)


def kind(code: str = "ke_hoach", name: str = "Kế hoạch", abbreviation: str = "KH") -> DocumentType:
    found, _new = DocumentType.objects.get_or_create(
        code=code, defaults={"name": name, "abbreviation": abbreviation}
    )
    return found


def agreed(unit: Unit, of: DocumentType | None = None, summary: str = "Công tác quý III") -> Outgoing:
    """An outgoing document that the leader has agreed to, without a text."""
    content = Content.objects.create(
        kind=ContentKind.PLAN,
        unit=unit,
        title=summary,
        state=ContentState.AGREED,
        created_at=NOW,
        updated_at=NOW,
    )
    return Outgoing.objects.create(
        unit=unit,
        content=content,
        template="plan",
        type=of or kind(),
        summary=summary,
        state=OutgoingState.AGREED,
        created_at=NOW,
    )


def send(actor: Actor, document: Document, due_on: date | None = None, **means: Any) -> int:
    """Send `document` to whom `means` names; how many units that was."""
    return send_document(
        actor=actor, document=document, addressing=Addressing(**means), due_on=due_on, now=NOW
    )
