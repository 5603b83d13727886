"""Orders for the tests of waves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from giaoban.apps.directives.actions.send_directive import ask_everybody, send_directive
from giaoban.apps.directives.domain.order import Order, TaskForAll, Term
from giaoban.apps.directives.models import Directive
from giaoban.apps.documents.domain.addressing import Addressing
from giaoban.apps.org.enums import Level
from giaoban.apps.org.models import Unit
from giaoban.apps.tasks.models import Ask
from giaoban.kit.access import Actor
from tests.documents.register import NOW, registered
from tests.tasks.network import actor_in

SYSTEM = Actor.system("test")
DEADLINE = date(2021, 7, 20)
EVERYBODY = Addressing(levels=tuple(Level.values))
TASKS = (
    TaskForAll("Mở lớp quán triệt", DEADLINE, "một lớp một chi hội"),
    TaskForAll("Báo kết quả", DEADLINE),
)
ORDER = Order(EVERYBODY, DEADLINE, (Term(Level.COMMUNE, date(2021, 7, 30)),), TASKS)


def sent(top: Unit, **changes: Any) -> Directive:
    """An order of the top that everybody has got."""
    document = registered(top)
    row = send_directive(
        actor=actor_in(top), document=document, unit=top, order=replace(ORDER, **changes), now=NOW
    )
    ask_everybody(actor=SYSTEM, directive=row, now=NOW)
    row.refresh_from_db()
    return row


def open_asks(kind: str) -> set[Unit]:
    return {ask.unit for ask in Ask.objects.filter(kind=kind, state="open").select_related("unit")}
