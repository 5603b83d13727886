"""Reads of what shows that a task was done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from giaoban.apps.documents.domain.citing import key_of, number_in
from giaoban.apps.documents.models import Document
from giaoban.apps.documents.policies import read_document
from giaoban.apps.documents.queries.register import usable
from giaoban.kit.access import Actor
from giaoban.kit.errors import Invalid, NotFound
from giaoban.kit.text import fold

from .. import policies
from ..models import Evidence, Task, TaskStep


@dataclass(frozen=True, slots=True)
class Handed:
    """What went with one report that the task is done; `claim` is None for what is still being gathered."""

    claim: TaskStep | None
    pieces: list[Evidence]
    readable: frozenset[int]
    """Documents among them that the reader may open."""


def evidence(actor: Actor) -> QuerySet[Evidence]:
    """Pieces that the actor may read, with their files."""
    rows: QuerySet[Evidence] = Evidence.objects.visible_to(actor, policies.see_evidence)
    return rows.select_related("task", "file", "preview", "document__type", "claim")


def piece(actor: Actor, pk: int) -> Evidence:
    """One piece. Raises NotFound."""
    found = evidence(actor).filter(pk=pk).first()
    if found is None:
        raise NotFound()
    return found


def evidence_of(actor: Actor, task: Task) -> list[Handed]:
    """What is being gathered first, then by report, the latest first. At most two queries."""
    rows: Sequence[Evidence] = list(evidence(actor).filter(task=task).order_by("pk"))
    documents = Document.objects.visible_to(actor, read_document)
    ids = {row.document_id for row in rows if row.document_id}
    readable = frozenset(documents.filter(pk__in=ids).values_list("pk", flat=True)) if ids else frozenset()
    claims: dict[int, list[Evidence]] = {}
    for row in rows:
        claims.setdefault(row.claim_id or 0, []).append(row)
    latest_first = sorted(claims, key=lambda pk: -pk if pk else float("-inf"))
    return [Handed(claims[pk][0].claim, claims[pk], readable) for pk in latest_first]


def document_called(actor: Actor, symbol: str) -> Document:
    """The one document with this number and symbol that the actor may read. Raises Invalid: none, or several.

    The same paper registered by several units is one document; the actor's own entry speaks for it.
    """
    key = key_of(symbol.strip()) if symbol.strip() else ""
    if not key:
        raise Invalid(
            _("Choose a file, or name a document."), problems=(("photos", str(_("Nothing is chosen."))),)
        )
    same: dict[tuple[str, object], Document] = {}
    for row in usable(actor).filter(number=number_in(key)).order_by("pk"):
        paper = (fold(row.issuer_name), row.issued_on)
        if key_of(row.symbol) == key and (row.unit_id in actor.unit_ids or paper not in same):
            same[paper] = row
    if len(same) == 1:
        return next(iter(same.values()))
    said = (
        _("Several documents bear the number %(symbol)s. Attach the file instead.")
        if same
        else _(
            "No document that you may read bears the number %(symbol)s. Type it as it stands in the register."
        )
    )
    raise Invalid(said, problems=(("symbol", str(said) % {"symbol": symbol.strip()}),), symbol=symbol.strip())
