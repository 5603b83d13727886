"""Documents and types for the tests of the register."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from giaoban.apps.accounts.enums import Post
from giaoban.apps.documents.actions.register_document import Issuer, NewDocument, register_document
from giaoban.apps.documents.enums import Direction, Secrecy
from giaoban.apps.documents.models import Document, DocumentType
from giaoban.apps.org.models import Unit
from giaoban.kit.access import Actor
from tests.tasks.network import actor_in

NOW = datetime(2021, 7, 6, 8, tzinfo=UTC)


def decision() -> DocumentType:
    found, _new = DocumentType.objects.get_or_create(code="quy_dinh", defaults={"name": "Quy định"})
    return found


def paper(symbol: str = "290-QĐ/TW", **changes: Any) -> NewDocument:
    new = NewDocument(
        direction=Direction.INCOMING,
        type=decision(),
        issuer=Issuer("Bộ Chính trị"),
        symbol=symbol,
        issued_on=date(2010, 2, 25),
        summary="Quy chế công tác dân vận của hệ thống chính trị",
        received_on=date(2021, 7, 1),
        secrecy=Secrecy.NONE,
    )
    return replace(new, **changes)


def registered(unit: Unit, symbol: str = "290-QĐ/TW", actor: Actor | None = None, **changes: Any) -> Document:
    clerk = actor or actor_in(unit, Post.CLERK)
    new = paper(symbol, **changes)
    arrived = datetime.combine(new.received_on, NOW.timetz())
    return register_document(actor=clerk, unit=unit, new=new, now=max(NOW, arrived))
