"""Background entries of directives."""

from __future__ import annotations

from procrastinate.contrib.django import app

from giaoban.apps.documents.models import Document
from giaoban.kit import clock
from giaoban.kit.access import Actor

from .actions.tell_replacement import tell_replacement


@app.task(name="directives.tell_replacement")
def tell(old_id: int, new_id: int) -> None:
    """Everybody who acts under the old document is told. Doing it twice tells nobody twice."""
    rows = Document.objects.select_related("type").in_bulk([old_id, new_id])
    actor = Actor.system("directives.tell_replacement")
    tell_replacement(actor=actor, old=rows[old_id], new=rows[new_id], now=clock.now())
