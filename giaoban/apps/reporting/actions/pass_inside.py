"""The steps inside the unit: put to the leader, sent back, agreed, numbered."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from giaoban.apps.audit.actions.record_line import record
from giaoban.kit.access import Actor, authorize
from giaoban.kit.errors import Conflict, Invalid
from giaoban.kit.usecase import usecase

from .. import events, policies
from ..enums import ReportState, Step
from ..models import Report
from ..queries.values import load_report
from .write_version import take_step


def _move(report: Report, step: Step, *, actor: Actor, now: datetime, reason: str = "") -> Report:
    locked = load_report(report.pk, lock=True)
    take_step(locked, step, actor=actor, now=now, reason=reason)
    locked.save(update_fields=["state", "revision", "updated_at"])
    return locked


@usecase("reporting.put_to_leader")
def put_to_leader(*, actor: Actor, report: Report, now: datetime) -> Report:
    """Put a draft to the unit's leader. Raises Conflict when it is not a draft."""
    authorize(actor, policies.write_report, report, seen_by=policies.see_report)
    return _move(report, Step.PUT_TO_LEADER, actor=actor, now=now)


@usecase("reporting.send_back")
def send_back(*, actor: Actor, report: Report, reason: str, now: datetime) -> Report:
    """The leader sends a draft back to the officer, saying why."""
    authorize(actor, policies.agree_report, report, seen_by=policies.see_report)
    if not reason.strip():
        raise Invalid(_("Say what should be changed."), problems=(("reason", _("missing")),))
    return _move(report, Step.SENT_BACK, actor=actor, now=now, reason=reason)


@usecase("reporting.agree")
def agree(*, actor: Actor, report: Report, now: datetime) -> Report:
    """The leader agrees to the draft; it can then be numbered and handed in."""
    authorize(actor, policies.agree_report, report, seen_by=policies.see_report)
    return _move(report, Step.AGREED, actor=actor, now=now)


@usecase("reporting.number_report")
def number_report(
    *, actor: Actor, report: Report, number: int, symbol: str, dated: date, now: datetime
) -> Report:
    """Give the report the number and date that its signed paper carries. Raises Conflict once it was handed in."""
    authorize(actor, policies.number_report, report, seen_by=policies.see_report)
    locked = load_report(report.pk, lock=True)
    if locked.state in (ReportState.HANDED_IN, ReportState.RECEIVED, ReportState.CONSOLIDATED):
        raise Conflict(_("The report was handed in under its number; reopen it to change that."))
    if number < 1:
        raise Invalid(_("A number starts at 1."), problems=(("number", _("below 1")),))
    locked.number, locked.symbol, locked.dated, locked.updated_at = number, symbol.strip(), dated, now
    locked.save(update_fields=["number", "symbol", "dated", "updated_at"])
    record(
        actor=actor, code=events.STEP[Step.NUMBERED], subject=locked, unit_id=locked.expectation.unit_id,
        number=number, symbol=symbol, dated=dated.isoformat(),
    )  # fmt: skip
    return locked
