"""What the unit above does with a report: receive it, return it, reopen it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from giaoban.apps.indicators.actions.move_totals import move_totals
from giaoban.apps.tasks.actions.write_asks import close_asks, open_asks
from giaoban.apps.tasks.domain.asks import NewAsk
from giaoban.kit import prepared
from giaoban.kit.access import Actor, authorize
from giaoban.kit.errors import Invalid
from giaoban.kit.usecase import usecase

from .. import policies
from ..enums import Step
from ..models import Report
from ..queries.definitions import totals_of
from ..queries.values import load_report, own_part
from .hand_in_report import ASK_RECEIVE
from .open_collection import ASK_REPORT
from .raise_asks import raise_asks
from .write_version import take_step

_RECEIVED = """
UPDATE reporting_report SET state = %s, revision = %s, updated_at = %s, counted_id = %s, received_at = %s
 WHERE id = %s
"""


@usecase("reporting.receive_report")
def receive_report(*, actor: Actor, report: Report, now: datetime) -> Report:
    """Receive a report: its figures stand in the totals of the unit and of everybody above it when this returns.

    Locks the report's row, then the total rows of its chain in ascending unit id. A corrected version replaces
    what was counted before by the difference. Raises Conflict when the report is not handed in.
    """
    authorize(actor, policies.receive_report, report, seen_by=policies.see_report)
    locked = load_report(report.pk, lock=True)
    receive(locked, actor=actor, now=now)
    return locked


def receive(report: Report, *, actor: Actor, now: datetime) -> None:
    """The step itself, on a locked report, inside a use case."""
    before = report.counted
    with prepared.together():
        version = take_step(report, Step.RECEIVED, actor=actor, now=now)
        report.counted, report.received_at = version, now
        prepared.execute(
            _RECEIVED, [str(report.state), report.revision, report.updated_at, version.pk, now, report.pk]
        )
        close_asks(kind=ASK_RECEIVE, subject_type="reporting.Report", subject_ids=[report.pk], now=now)
    size = len(version.own)
    raise_asks(report, version, actor=actor, now=now)
    # Last: everybody's receipts wait for the row of the nation until this transaction ends.
    move_totals(
        totals=totals_of(report.expectation.collection),
        chain=report.expectation.chain,
        old=own_part(before, size),
        new=own_part(version, size),
        handed_in=version.total,
        first=before is None,
        now=now,
    )


@usecase("reporting.return_report")
def return_report(
    *, actor: Actor, report: Report, reason: str, cells: Mapping[str, str], now: datetime
) -> Report:
    """Send a handed-in report back for completion, with the reason and the cells it concerns.

    Both versions stay. Raises Invalid without a reason, Conflict when the report is not handed in.
    """
    authorize(actor, policies.receive_report, report, seen_by=policies.see_report)
    locked = load_report(report.pk, lock=True)
    _demand_reason(reason)
    take_step(locked, Step.RETURNED, actor=actor, now=now, reason=reason, cells=cells)
    locked.save(update_fields=["state", "revision", "updated_at"])
    close_asks(kind=ASK_RECEIVE, subject_type="reporting.Report", subject_ids=[locked.pk], now=now)
    _ask_again(locked, _("Complete the returned report: %(title)s"), now)
    return locked


@usecase("reporting.reopen_report")
def reopen_report(*, actor: Actor, report: Report, reason: str, now: datetime) -> Report:
    """Let the unit correct a received report, saying why. What was received counts until the correction is in."""
    authorize(actor, policies.receive_report, report, seen_by=policies.see_report)
    locked = load_report(report.pk, lock=True)
    _demand_reason(reason)
    take_step(locked, Step.REOPENED, actor=actor, now=now, reason=reason)
    locked.save(update_fields=["state", "revision", "updated_at"])
    _ask_again(locked, _("Correct the reopened report: %(title)s"), now)
    return locked


def _demand_reason(reason: str) -> None:
    if not reason.strip():
        raise Invalid(
            gettext_lazy("Say why, so that the unit knows what to mend."),
            problems=(("reason", _("missing")),),
        )


def _ask_again(report: Report, title: str, now: datetime) -> None:
    expectation = report.expectation
    open_asks(
        asks=[
            NewAsk(
                kind=ASK_REPORT, unit_id=expectation.unit_id, due=expectation.deadline,
                title=title % {"title": expectation.collection.title},
                url=f"/bao-cao/{report.pk}/", subject_type="reporting.Report", subject_id=report.pk,
            )
        ],
        now=now,
    )  # fmt: skip
