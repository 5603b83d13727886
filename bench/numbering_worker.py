"""One of the processes of `numbering`: `python -m bench.numbering_worker STEP PART PARTS`, STEP number or bare.

Speaks as `intake_worker` does: "ready", a line, then one JSON object.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import django

from bench.intake_worker import measured


def main() -> None:
    step, part, parts = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    django.setup()
    measured(bare(part, parts) if step == "bare" else number(part, parts), part)


def number(part: int, parts: int) -> list[Callable[[], object]]:
    """The calls of this share. Rows and the clerk are loaded beforehand: that is the edge's work."""
    from bench import data
    from giaoban.apps.accounts.enums import Post
    from giaoban.apps.accounts.models import User
    from giaoban.apps.documents.actions.number_document import number_document
    from giaoban.apps.documents.enums import OutgoingState
    from giaoban.apps.documents.models import Outgoing
    from giaoban.kit.access import Actor, Hat

    user = User.objects.values_list("pk", flat=True).get(username=data.USER)
    agreed = Outgoing.objects.filter(state=OutgoingState.AGREED)
    rows = list(agreed.select_related("unit__organisation", "type").order_by("pk"))[part::parts]
    clerk = Actor("user", user_id=user, hats=(Hat(rows[0].unit_id, Post.CLERK),), worn=rows[0].unit_id)

    def call(row: Outgoing) -> Callable[[], object]:
        return lambda: number_document(actor=clerk, outgoing=row, now=data.NOW)

    return [call(row) for row in rows]


_BARE = """
WITH c AS (
  INSERT INTO bench_counter AS c (id, last) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET last = c.last + 1
  RETURNING last)
INSERT INTO bench_number SELECT last, last || '/KH-MTTW-BTT', %s FROM c
"""


def bare(part: int, parts: int) -> list[Callable[[], object]]:
    """A counter moved and a row of the same width inserted by one statement, each in its transaction."""
    from django.db import connection

    from giaoban.apps.documents.enums import OutgoingState
    from giaoban.apps.documents.models import Outgoing

    body: Any = "x" * 200

    def write() -> None:
        with connection.cursor() as cursor:
            cursor.execute(_BARE, [body])

    return [write] * len(range(part, Outgoing.objects.filter(state=OutgoingState.AGREED).count(), parts))


if __name__ == "__main__":
    main()
