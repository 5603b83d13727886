"""Outgoing documents for tests, at any step."""

from __future__ import annotations

from datetime import UTC, datetime

from giaoban.apps.documents.enums import ContentKind, ContentState, OutgoingState
from giaoban.apps.documents.models import Content, DocumentType, Outgoing
from giaoban.apps.org.models import Unit

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
