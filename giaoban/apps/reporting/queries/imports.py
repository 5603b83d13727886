"""Uploads of workbooks and what became of each file."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from giaoban.apps.org.models import Unit
from giaoban.kit.access import Actor
from giaoban.kit.errors import NotFound

from .. import policies
from ..enums import ImportState
from ..models import Collection, Expectation, ImportBatch, ImportItem, Report

_DONE = {
    "good": Count("items", filter=Q(items__state=ImportState.GOOD)),
    "unchanged": Count("items", filter=Q(items__state=ImportState.UNCHANGED)),
    "bad": Count("items", filter=Q(items__state=ImportState.BAD)),
}


@dataclass(frozen=True, slots=True)
class FoundProblem:
    """One thing wrong with one file: where, what stood there, what is wrong, what to do."""

    file: str
    sheet: str
    ref: str
    value: str
    message: str
    remedy: str
    warning: bool


def batches(actor: Actor, collection: Collection) -> QuerySet[ImportBatch]:
    """Uploads of the actor's units for a collection, newest first, with counts of their files."""
    return (
        ImportBatch.objects.visible_to(actor, policies.see_import)
        .filter(collection=collection)
        .select_related("file", "unit", "user")
        .annotate(**_DONE)
        .order_by("-started_at")
    )


def batch(actor: Actor, pk: int) -> ImportBatch:
    """One upload with its counts; NotFound outside the scope. One query."""
    rows = ImportBatch.objects.visible_to(actor, policies.see_import)
    found = rows.select_related("collection", "file", "unit", "user").annotate(**_DONE).filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is nothing here, or it is outside your unit's scope."))
    return found


def items(found: ImportBatch) -> QuerySet[ImportItem]:
    """The files of an upload: refused ones first, then in their order."""
    rows = ImportItem.objects.filter(batch=found).select_related("report__expectation__unit")
    return rows.order_by("state", "position")


def problems(found: ImportBatch) -> list[FoundProblem]:
    """Everything wrong with an upload's files, errors first. One query."""
    listed = [
        FoundProblem(
            p.get("file") or name, p.get("sheet", ""), p.get("ref", ""), p.get("value", ""),
            p.get("message", ""), p.get("remedy", ""), p.get("severity") == "warning",
        )
        for name, told in ImportItem.objects.filter(batch=found).order_by("position").values_list("name", "problems")
        for p in told
    ]  # fmt: skip
    return sorted(listed, key=lambda p: p.warning)


def uploading_unit(actor: Actor) -> Unit:
    """The unit an upload is made for: the one whose hat is worn. NotFound without one."""
    found: Unit | None = Unit.objects.filter(pk=actor.worn or 0).first()
    if found is None:
        raise NotFound(_("Choose the unit you act for first."))
    return found


def receives_in(actor: Actor, collection: Collection) -> bool:
    """Does the worn unit receive reports of this collection?"""
    return Expectation.objects.filter(collection=collection, receiver_id=actor.worn).exists()


def reports_to_issue(actor: Actor, collection: Collection) -> list[int]:
    """Reports whose workbooks the worn unit may hand out: those it receives; at most 400, in order."""
    rows = Report.objects.visible_to(actor, policies.receive_report).filter(
        expectation__collection=collection, expectation__receiver_id=actor.worn
    )
    return list(rows.order_by("expectation__unit__sort_key").values_list("pk", flat=True)[:400])
