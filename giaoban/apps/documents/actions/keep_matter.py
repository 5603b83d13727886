"""Open a matter file in the unit's list of the year, change its line, close it, open it again, carry it on."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from giaoban.apps.accounts.models import Appointment
from giaoban.apps.audit.actions.record_line import record
from giaoban.apps.org.models import Unit
from giaoban.kit import clock
from giaoban.kit.access import Actor, authorize
from giaoban.kit.errors import AlreadyThere, Conflict, Invalid
from giaoban.kit.usecase import nothing_changed, usecase

from .. import events, policies
from ..domain.matters import Closing, MatterFacts, wrong_closing, wrong_facts
from ..domain.register import tidy_line
from ..enums import MatterState, MatterStepKind
from ..formats.matters import retentions_offered
from ..models import MatterFile, MatterStep
from ..models.matters import CLOSING
from ..queries.matters import drafts_in


@usecase("documents.open_matter")
def open_matter(*, actor: Actor, unit: Unit, facts: MatterFacts, now: datetime) -> MatterFile:
    """Enter a file in the list of `facts.year`. Raises Invalid, AlreadyThere when the code is taken."""
    authorize(actor, policies.open_matter, unit)
    return _opened(actor, unit, _checked(unit, facts.tidied()), now)


@usecase("documents.change_matter")
def change_matter(*, actor: Actor, matter: MatterFile, facts: MatterFacts, now: datetime) -> MatterFile:
    """Let the line of an open file read as `facts`; its year stays. Locks the file.

    Nothing different changes nothing. Raises Conflict when it is closed, Invalid, AlreadyThere.
    """
    row = locked_matter(matter)
    authorize(actor, policies.keep_matter, row, seen_by=policies.read_matter)
    refuse_closed(row)
    wanted = _columns(_checked(row.unit, facts.tidied(), former=row))
    changed = {name: value for name, value in wanted.items() if getattr(row, name) != value}
    if not changed:
        nothing_changed()
        return row
    before = "; ".join(str(getattr(row, name)) for name in changed if name in ("code", "title"))
    for name, value in changed.items():
        setattr(row, name, value)
    _saved(row, list(changed))
    _step(actor, row, MatterStepKind.CHANGED, now, note=before)
    record(actor=actor, code=events.MATTER_CHANGED, subject=row, unit_id=row.unit_id, fields=sorted(changed))
    return row


@usecase("documents.close_matter")
def close_matter(*, actor: Actor, matter: MatterFile, closing: Closing, now: datetime) -> MatterFile:
    """The matter has ended; nothing of the file changes any more. Locks the file. Raises Conflict, Invalid."""
    row = locked_matter(matter)
    authorize(actor, policies.keep_matter, row, seen_by=policies.read_matter)
    if row.state == MatterState.CLOSED:
        raise Conflict(_("The file was closed meanwhile."))
    papers = row.papers.filter(number__isnull=False).count()
    drafts, today = len(drafts_in(row)), clock.local_day(now)
    if problems := wrong_closing(closing, today=today, papers=papers, drafts=drafts):
        raise Invalid(_("The file cannot be closed like this."), problems=tuple(problems))
    row.state, row.closed_at = MatterState.CLOSED, now
    row.begins_on, row.ends_on, row.sheets = closing.begins_on, closing.ends_on, closing.sheets
    row.save(update_fields=["state", *CLOSING])
    _step(actor, row, MatterStepKind.CLOSED, now)
    record(
        actor=actor, code=events.MATTER_CLOSED, subject=row, unit_id=row.unit_id, papers=papers,
        sheets=closing.sheets, ends_on=closing.ends_on.isoformat(),
    )  # fmt: skip
    return row


@usecase("documents.reopen_matter")
def reopen_matter(*, actor: Actor, matter: MatterFile, reason: str, now: datetime) -> MatterFile:
    """Open a closed file again; the reason stays in its history. Locks the file. Raises Conflict, Invalid."""
    row = locked_matter(matter)
    authorize(actor, policies.reopen_matter, row, seen_by=policies.read_matter)
    if row.state != MatterState.CLOSED:
        raise Conflict(_("The file is open already."))
    said = tidy_line(reason)
    if not said:
        problem = ("reason", _("Say why the file is opened again."))
        raise Invalid(_("A closed file is opened again with a reason."), problems=(problem,))
    row.state = MatterState.OPEN
    row.closed_at = row.begins_on = row.ends_on = row.sheets = None
    row.save(update_fields=["state", *CLOSING])
    _step(actor, row, MatterStepKind.REOPENED, now, note=said)
    record(actor=actor, code=events.MATTER_REOPENED, subject=row, unit_id=row.unit_id)
    return row


@usecase("documents.continue_matter")
def continue_matter(*, actor: Actor, matter: MatterFile, now: datetime) -> MatterFile:
    """Enter the same file in the list of the next year. Locks the file.

    Its papers stay where they are. Raises AlreadyThere when that was done, or the code is taken there.
    """
    row = locked_matter(matter)
    authorize(actor, policies.keep_matter, row, seen_by=policies.read_matter)
    if later := MatterFile.objects.filter(continues=row).first():
        raise AlreadyThere(
            _("The file is carried on in %(year)s already."), address=_address(later), year=later.year
        )
    keeper = row.keeper_id if _serves(row.unit, row.keeper_id, now) else None
    facts = MatterFacts(row.year + 1, row.code, row.title, row.retention_years, keeper, row.note)
    return _opened(actor, row.unit, facts, now, continues=row)


def locked_matter(matter: MatterFile) -> MatterFile:
    """The row under its lock, with its unit: whoever changes a file or its papers holds it."""
    found: MatterFile = (
        MatterFile.objects.select_for_update(of=("self",)).select_related("unit").get(pk=matter.pk)
    )
    return found


def refuse_closed(row: MatterFile) -> None:
    """Raises Conflict with the remedy unless the file is open."""
    if row.state != MatterState.OPEN:
        raise Conflict(
            _("The file is closed and does not change. The clerk can open it again with a reason.")
        )


def _opened(
    actor: Actor, unit: Unit, facts: MatterFacts, now: datetime, continues: MatterFile | None = None
) -> MatterFile:
    row = MatterFile(unit=unit, year=facts.year, continues=continues, opened_at=now, **_columns(facts))
    _saved(row, None)
    _step(actor, row, MatterStepKind.CONTINUED if continues else MatterStepKind.OPENED, now)
    record(
        actor=actor, code=events.MATTER_OPENED, subject=row, unit_id=unit.pk, year=row.year, file=row.code,
        continues=continues.pk if continues else None,
    )  # fmt: skip
    return row


def _checked(unit: Unit, facts: MatterFacts, former: MatterFile | None = None) -> MatterFacts:
    """Raises Invalid. A retention that the file has already may stay when the pack no longer offers it."""
    offered = {*retentions_offered(), *([former.retention_years] if former else [])}
    problems = wrong_facts(facts, offered)
    known = former is not None and facts.keeper_id == former.keeper_id
    here = Appointment.objects.filter(pk=facts.keeper_id or 0, unit=unit)
    if facts.keeper_id is not None and not known and not here.exists():
        problems.append(("keeper", _("Whoever is in charge must hold a post in this unit.")))
    if problems:
        raise Invalid(_("The file cannot be entered like this."), problems=tuple(problems))
    return facts


def _serves(unit: Unit, keeper: int | None, now: datetime) -> bool:
    day = clock.local_day(now)
    return Appointment.objects.filter(pk=keeper or 0, unit=unit, valid__contains=day).exists()


def _columns(facts: MatterFacts) -> dict[str, Any]:
    return {
        "code": facts.code, "title": facts.title, "retention_years": facts.retention_years,
        "keeper_id": facts.keeper_id, "note": facts.note,
    }  # fmt: skip


def _saved(row: MatterFile, fields: list[str] | None) -> None:
    """Written, or AlreadyThere: the unit's list of that year has the code."""
    try:
        with transaction.atomic():
            row.save(update_fields=fields)
    except IntegrityError:
        taken = MatterFile.objects.filter(unit=row.unit_id, year=row.year, code__iexact=row.code)
        other = taken.exclude(pk=row.pk).first()
        if other is None:
            raise
        raise AlreadyThere(
            _("%(code)s stands in the list of %(year)s already: %(title)s."),
            address=_address(other), code=other.code, year=other.year, title=other.title,
            todo=_("If yours is another file, give it another number and send again."),
        ) from None  # fmt: skip


def _step(actor: Actor, row: MatterFile, step: MatterStepKind, now: datetime, note: str = "") -> None:
    MatterStep.objects.create(file=row, step=step, note=note, user_id=actor.user_id, at=now)


def _address(row: MatterFile) -> str:
    return reverse("documents:matter", args=[row.pk])
