"""What stands around the reports: documents arrive, are instructed on and disseminated; a newer one takes a place."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from giaoban.apps.accounts.enums import Post
from giaoban.apps.documents.actions.instruct_document import instruct_document
from giaoban.apps.documents.actions.load_types import load_types
from giaoban.apps.documents.actions.register_document import Issuer, NewDocument, register_document
from giaoban.apps.documents.domain.register import TypeSpec
from giaoban.apps.documents.enums import Audience, Direction, Secrecy
from giaoban.apps.documents.models import Document, DocumentType
from giaoban.kit.jobs import run_pending

from .play_reports import TOP
from .play_waves import disseminate
from .play_waves import script as waves
from .stage import HANOI_TIME, SYSTEM, Stage, script_of

_HERE = Path(__file__).parent
HANOI_FRONT = "MTTQ-01"
NOTICE = "thong-bao-ket-luan"


def script() -> Mapping[str, Any]:
    """The act as data."""
    return script_of("circle")


def documents_played() -> bool:
    """Is the last document in the register?"""
    return Document.objects.filter(symbol=script()["newer"]["symbol"]).exists()


def play_documents(stage: Stage) -> None:
    """Register what arrived, instruct, disseminate two levels down; a newer document takes an older one's place."""
    types = yaml.safe_load((_HERE.parent / "document_types.yaml").read_text(encoding="utf-8"))
    load_types(actor=SYSTEM, types=[TypeSpec(row["code"], row["name"], row["abbreviation"]) for row in types])
    arrived = script()["documents"]
    for done, row in enumerate(arrived, start=1):
        document = _register(stage, TOP, row)
        _instruct(stage, TOP, document)
        stage.tell("Văn bản đến", done, len(arrived))
    stage.people([HANOI_FRONT], (Post.LEADER, Post.CLERK), moment_of(date(2020, 1, 2)))
    for row in script()["hanoi"]:
        _instruct(stage, HANOI_FRONT, _register(stage, HANOI_FRONT, row))
    disseminate(stage, waves()["earlier"])
    newer = script()["newer"]
    older = Document.objects.get(symbol=newer["replaces"], unit=stage.units[TOP])
    _register(stage, TOP, newer, (older,))
    run_pending()  # whoever acts under the older document is told by a job


def moment_of(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=HANOI_TIME)


def _register(
    stage: Stage, unit: str, row: Mapping[str, Any], replaces: tuple[Document, ...] = ()
) -> Document:
    found: Document | None = Document.objects.filter(symbol=row["symbol"], unit=stage.units[unit]).first()
    if found is not None:
        return found
    issuer = stage.units.get(row["issuer"])
    new = NewDocument(
        direction=Direction.INCOMING,
        type=DocumentType.objects.get(code=row["type"]),
        issuer=Issuer(row["name"], unit=issuer),
        symbol=row["symbol"],
        issued_on=row["issued"],
        summary=row["summary"],
        received_on=row["received"],
        secrecy=Secrecy.NONE,
        audience=Audience.NETWORK if unit == TOP else Audience.ADDRESSEES,
        replaces=replaces,
    )
    clerk = stage.actor(unit, Post.CLERK)
    return register_document(actor=clerk, unit=stage.units[unit], new=new, now=moment_of(row["received"]))


def _instruct(stage: Stage, unit: str, document: Document) -> None:
    if document.instructions.exists():
        return
    now = moment_of(document.received_on, 15)
    instruct_document(
        actor=stage.actor(unit, Post.LEADER), document=document, body=script()["instruction"],
        lead_unit=stage.units[unit], lead=None, coordinating=[], due_on=now.date() + timedelta(days=30), now=now,
    )  # fmt: skip
