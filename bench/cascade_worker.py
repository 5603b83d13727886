"""The process of `cascade`: `python -m bench.cascade_worker fan_out 0 1`, told by environment whom it asks.

Writes the order down beforehand, as the page does; what is measured is the job. Speaks as `intake_worker` does.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import date

import django

from bench.intake_worker import measured

DAY = date(2099, 1, 30)
TASKS = (
    "Tổ chức quán triệt đến từng chi hội, tổ dân phố",
    "Báo cáo kết quả quán triệt, triển khai thực hiện",
)


def main() -> None:
    django.setup()
    from django.urls import reverse

    from giaoban.apps.directives.jobs import fan_out

    reverse("directives:list")  # a worker that has run for a while has loaded every address
    directive_id = order(json.loads(os.environ.get("BENCH_ORGANISATIONS", "[]")))
    measured([lambda: fan_out(directive_id)], int(sys.argv[2]))


def order(organisations: list[str]) -> int:
    """The top asks every commune of these organisations (none: of all): dissemination, and two tasks; its id."""
    from bench.data import NOW, SYSTEM, TOP
    from giaoban.apps.directives.actions.send_directive import send_directive
    from giaoban.apps.directives.domain.order import Order, TaskForAll, Term
    from giaoban.apps.documents.domain.addressing import Addressing
    from giaoban.apps.documents.enums import Direction, DocumentState
    from giaoban.apps.documents.models import Document, DocumentType
    from giaoban.apps.org.enums import Level
    from giaoban.apps.org.models import Unit

    unit = Unit.objects.get(code=TOP)
    kind, _new = DocumentType.objects.get_or_create(
        code="bench_huong_dan", defaults={"name": "Hướng dẫn", "abbreviation": "HD"}
    )
    document = Document(
        direction=Direction.OUTGOING, type=kind, issuer_unit=unit, issuer_name=unit.name, number=1,
        symbol="01/HD-MTTW-BTT", issued_on=NOW.date(), summary="Quán triệt, triển khai nghị quyết",
        state=DocumentState.ISSUED, unit=unit, entry=900_001, year=2026, received_on=NOW.date(), registered_at=NOW,
    )  # fmt: skip
    document.fold()
    document.save()
    addressing = Addressing(levels=(Level.COMMUNE,), organisations=tuple(organisations))
    tasks = tuple(TaskForAll(title, DAY) for title in TASKS)
    made = Order(addressing, DAY, (Term(Level.COMMUNE, DAY),), tasks)
    return send_directive(actor=SYSTEM, document=document, unit=unit, order=made, now=NOW).pk


if __name__ == "__main__":
    main()
