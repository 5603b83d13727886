"""`python -m tests.concurrency.take_numbers SEED PK…`: number these documents; every third attempt is torn."""

from __future__ import annotations

import random
import sys

import django


class Torn(Exception):
    pass


def main() -> None:
    django.setup()
    from django.db import transaction

    from giaoban.apps.accounts.enums import Post
    from giaoban.apps.documents.actions.number_document import number_document
    from giaoban.apps.documents.models import Outgoing
    from tests.documents.outgoing import NOW
    from tests.tasks.network import actor_in

    dice = random.Random(sys.argv[1])
    for pk in sys.argv[2:]:
        row = Outgoing.objects.select_related("unit").get(pk=pk)
        clerk = actor_in(row.unit, Post.CLERK)
        try:
            with transaction.atomic():
                number_document(actor=clerk, outgoing=row, now=NOW)
                if dice.random() < 1 / 3:
                    raise Torn
        except Torn:
            if dice.random() < 1 / 2:
                number_document(actor=clerk, outgoing=row, now=NOW)


if __name__ == "__main__":
    main()
