"""Save what was typed into a draft: from a page that saves by itself, or from a form without JavaScript."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from giaoban.kit import usecase as door
from giaoban.kit.access import Actor, authorize
from giaoban.kit.errors import Invalid
from giaoban.kit.numbers import NumberError
from giaoban.kit.text import printable
from giaoban.kit.usecase import usecase

from .. import policies
from ..domain.drafts import Change, Collision, Refusal, canonical, sort_out
from ..domain.entries import standing_entries
from ..domain.form_definition import FormDefinition, organisation_slots, organisation_texts
from ..domain.typed import parse_typed
from ..models import DraftJournal, Report, ReportText, ReportVersion
from ..queries.definitions import definition_of
from ..queries.values import load_report
from .write_version import editable_version, save_texts

MAX_NOTE = 2000
"""Characters of a reason or an explanation."""


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

    An entry that was changed in another window meanwhile is not overwritten: both texts come back in `collisions`. An
    entry that is no number, too long or not asked comes back in `refusals`. Everything typed stays in the journal.
    A change whose key the journal holds as kept (a resend after a dropped line) is not taken in again; without a
    key ("") nothing counts as a resend. Raises Conflict when the report is not open for editing.
    """
    authorize(actor, policies.write_report, report, seen_by=policies.see_report)
    locked = load_report(report.pk, lock=True)
    version = editable_version(locked, now)
    definition = definition_of(locked.expectation.collection.form_version)
    batch = client_key or secrets.token_hex(16)
    changes = [_readable(c if c.client_key else replace(c, client_key=batch)) for c in changes]
    known = _known(locked, changes)
    resent = [c for c in changes if (c.client_key, c.key) in known]
    fresh = [c for c in changes if (c.client_key, c.key) not in known]
    sound, refusals = _sound(definition, locked.expectation.unit.organisation.code, fresh)
    standing = _standing(definition, version)
    keep, collisions = sort_out(sound, standing, version.touched, user_id=actor.user_id)
    _apply(definition, version, keep, actor, now)
    _journal(locked, fresh, keep, actor)
    door.note_recorded(len(changes) or 1)
    locked.revision += bool(keep)
    Report.objects.filter(pk=locked.pk).update(revision=locked.revision, updated_at=now)
    return Saved(locked.revision, (*keep, *resent), tuple(collisions), tuple(refusals), now)


def _readable(change: Change) -> Change:
    seen = None if change.seen is None else printable(change.seen)
    code, key, window = printable(change.code), printable(change.client_key), printable(change.window)
    return replace(change, code=code, typed=printable(change.typed), seen=seen, client_key=key, window=window)


def _known(report: Report, changes: Sequence[Change]) -> set[tuple[str, str]]:
    """(client key, entry) of changes that were kept before."""
    keys = {change.client_key for change in changes}
    rows = DraftJournal.objects.filter(report=report, client_key__in=keys, kept=True)
    return set(rows.values_list("client_key", "cell"))


def _sound(
    definition: FormDefinition, organisation: str, changes: Sequence[Change]
) -> tuple[list[Change], list[Refusal]]:
    """Changes with `typed` made canonical; what cannot be stored apart."""
    index = definition.cell_by_code
    open_slots = set(organisation_slots(definition, organisation))
    texts = {text.code: text for text in organisation_texts(definition, organisation)}
    sound: list[Change] = []
    refusals: list[Refusal] = []
    for change in changes:
        cell = index.get(change.code)
        asked = cell is not None and cell.slot in open_slots
        if change.part in ("text", "explanation"):
            asked = change.part == "explanation" or change.code in texts
        try:
            if not asked:
                raise Invalid(_("This is not asked of your unit. Reload the page."))
            if change.part in ("own", "adjustment") and cell is not None:
                bounded = cell if change.part == "own" else replace(cell, minimum=None, maximum=None)
                indicator = definition.indicator_by_code[cell.indicator_code]
                sound.append(replace(change, typed=canonical(parse_typed(bounded, indicator, change.typed))))
            else:
                text = texts.get(change.code) if change.part == "text" else None
                sound.append(replace(change, typed=_fitting(change, text.max_length if text else MAX_NOTE)))
        except Invalid as error:
            refusals.append(Refusal(change.part, change.code, change.typed, _told(error)))
    return sound, refusals


def _fitting(change: Change, longest: int) -> str:
    body = change.typed.strip()
    if len(body) > longest:
        raise Invalid(
            _("The text has %(count)d characters; at most %(most)d are accepted. Shorten it."),
            count=len(body),
            most=longest,
        )
    return body


def _told(error: Invalid) -> str:
    """What is wrong, and what to type instead."""
    remedy = error.remedy if isinstance(error, NumberError) else ""
    return f"{error} {remedy}".strip()


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
        version.touched[change.key] = [actor.user_id, now.isoformat(), change.window]
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


def _journal(report: Report, changes: Sequence[Change], keep: Sequence[Change], actor: Actor) -> None:
    kept = {change.key for change in keep}
    rows = [
        DraftJournal(
            report=report, cell=change.key, seen=change.seen, typed=change.typed, kept=change.key in kept,
            user_id=actor.user_id, client_key=change.client_key,
        )
        for change in changes
    ]  # fmt: skip
    DraftJournal.objects.bulk_create(rows, ignore_conflicts=True)
