"""Save what was typed into a draft: from a page that saves by itself, or from a form without JavaScript."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from giaoban.kit import usecase as door
from giaoban.kit.access import Actor, authorize
from giaoban.kit.errors import Invalid
from giaoban.kit.usecase import usecase

from .. import policies
from ..domain.drafts import Change, Collision, Refusal, canonical, sort_out
from ..domain.entries import standing_entries
from ..domain.form_definition import FormDefinition, organisation_slots
from ..domain.typed import parse_typed
from ..models import DraftJournal, Report, ReportText, ReportVersion
from ..queries.definitions import definition_of
from ..queries.values import load_report
from .write_version import editable_version, save_texts


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of the changes: `kept` stand now, the others are in the journal."""

    revision: int
    kept: tuple[Change, ...]
    collisions: tuple[Collision, ...]
    refusals: tuple[Refusal, ...]
    at: datetime


@usecase("reporting.save_draft", hot=True)
def save_draft(
    *, actor: Actor, report: Report, changes: Sequence[Change], client_key: str, now: datetime
) -> Saved:
    """Take changes into the draft. Locks the report's row. The journal, written here, is the record.

    An entry that another user changed meanwhile is not overwritten: both texts come back in `collisions`. An
    entry that is no number comes back in `refusals`. Everything typed stays in the journal. The same
    `client_key` again (a resend after a dropped line) changes nothing twice. Raises Conflict when the report is
    not open for editing.
    """
    authorize(actor, policies.write_report, report, seen_by=policies.see_report)
    locked = load_report(report.pk, lock=True)
    version = editable_version(locked, now)
    definition = definition_of(locked.expectation.collection.form_version)
    sound, refusals = _sound(definition, locked.expectation.unit.organisation.code, changes)
    standing = _standing(definition, version)
    keep, collisions = sort_out(sound, standing, version.touched, user_id=actor.user_id)
    _apply(definition, version, keep, actor, now)
    _journal(locked, changes, keep, actor, client_key)
    door.note_recorded(len(changes) or 1)
    locked.revision += bool(keep)
    Report.objects.filter(pk=locked.pk).update(revision=locked.revision, updated_at=now)
    return Saved(locked.revision, tuple(keep), tuple(collisions), tuple(refusals), now)


def _sound(
    definition: FormDefinition, organisation: str, changes: Sequence[Change]
) -> tuple[list[Change], list[Refusal]]:
    """Changes with `typed` and `seen` made canonical; what cannot be stored apart."""
    index = definition.cell_by_code
    open_slots = set(organisation_slots(definition, organisation))
    sound: list[Change] = []
    refusals: list[Refusal] = []
    for change in changes:
        if change.part not in ("own", "adjustment"):
            sound.append(replace(change, typed=change.typed.strip()))
            continue
        cell = index.get(change.code)
        if cell is None or cell.slot not in open_slots:
            refusals.append(Refusal(change.part, change.code, change.typed, "unknown cell"))
            continue
        try:
            bounded = cell if change.part == "own" else replace(cell, minimum=None, maximum=None)
            value = parse_typed(bounded, definition.indicator_by_code[cell.indicator_code], change.typed)
        except Invalid as error:
            refusals.append(Refusal(change.part, change.code, change.typed, str(error)))
        else:
            sound.append(replace(change, typed=canonical(value)))
    return sound, refusals


def _standing(definition: FormDefinition, version: ReportVersion) -> dict[str, str]:
    texts = dict(ReportText.objects.filter(version=version).values_list("code", "body"))
    return standing_entries(
        definition.cells, version.own, version.adjustments, version.reasons, version.estimates,
        texts, version.explanations,
    )  # fmt: skip


def _apply(
    definition: FormDefinition, version: ReportVersion, keep: Sequence[Change], actor: Actor, now: datetime
) -> None:
    index = definition.cell_by_code
    texts: dict[str, str] = {}
    for change in keep:
        slot = index[change.code].slot if change.code in index else -1
        match change.part:
            case "own":
                version.own[slot] = _number(change)
                version.formulas = [s for s in version.formulas if s != slot]
                version.source_cells.pop(change.code, None)
            case "adjustment":
                version.adjustments[slot] = _number(change)
            case "reason":
                _set(version.reasons, str(slot), change.typed)
            case "estimate":
                others = {s for s in version.estimates if s != slot}
                version.estimates = sorted(others | {slot} if change.typed else others)
            case "text":
                texts[change.code] = change.typed
            case "explanation":
                _set(version.explanations, change.code, change.typed)
        version.touched[change.key] = [actor.user_id, now.isoformat()]
    save_texts(version, texts)
    version.save(
        update_fields=[
            "own", "adjustments", "reasons", "estimates", "explanations", "touched", "formulas", "source_cells",
        ]
    )  # fmt: skip


def _number(change: Change) -> Decimal | None:
    return Decimal(change.typed) if change.typed else None


def _set(target: dict[str, str], key: str, text: str) -> None:
    if text:
        target[key] = text
    else:
        target.pop(key, None)


def _journal(
    report: Report, changes: Sequence[Change], keep: Sequence[Change], actor: Actor, client_key: str
) -> None:
    kept = {change.key for change in keep}
    rows = [
        DraftJournal(
            report=report, cell=change.key, seen=change.seen, typed=change.typed, kept=change.key in kept,
            user_id=actor.user_id, client_key=client_key,
        )
        for change in changes
    ]  # fmt: skip
    DraftJournal.objects.bulk_create(rows, ignore_conflicts=True)
