"""Hand a report to the unit above."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from giaoban.apps.indicators.domain.arithmetic import Array
from giaoban.apps.tasks.actions.write_asks import close_asks, open_asks
from giaoban.apps.tasks.domain.asks import NewAsk
from giaoban.kit import prepared
from giaoban.kit.access import Actor, authorize
from giaoban.kit.errors import Conflict, Invalid
from giaoban.kit.usecase import usecase

from .. import policies
from ..domain.completeness import Check, violation_key
from ..domain.rules import Violation
from ..enums import CollectionState, DoubtState, Step
from ..models import Doubt, Report, ReportVersion
from ..queries.checks import check_report, total_of
from ..queries.definitions import definition_of
from ..queries.entry import ALL, field_id
from ..queries.offices import is_office_of_one
from ..queries.values import load_report
from .open_collection import ASK_REPORT
from .write_version import take_step

ASK_RECEIVE = "receive_report"


class ReportIncomplete(Invalid):
    """The report lacks something or breaks a rule; `problems` names each cell or text."""

    code = "reporting.incomplete"


class PeriodClosed(Conflict):
    """The period takes nothing in any more."""

    code = "reporting.period_closed"


@usecase("reporting.hand_in_report")
def hand_in_report(*, actor: Actor, report: Report, now: datetime) -> Report:
    """Hand in the current version: it is frozen with what came from below and its total.

    Locks the report's row. Raises ReportIncomplete (each place named), PeriodClosed, Conflict (not agreed yet).
    What the rules doubt goes to the receiver's list. Late is judged by the first handing in.
    """
    authorize(actor, policies.write_report, report, seen_by=policies.see_report)
    locked = load_report(report.pk, lock=True)
    hand_in(locked, actor=actor, now=now, office_of_one=is_office_of_one(locked.expectation.unit))
    return locked


def hand_in(
    report: Report, *, actor: Actor, now: datetime, office_of_one: bool, explanations: bool = True
) -> None:
    """The step itself, on a locked report, inside a use case (of this file, or an import).

    Without `explanations` a warning that asks for one does not stand in the way (a workbook has no place for
    it): the receiver finds it among the doubts.
    """
    collection = report.expectation.collection
    if collection.state != CollectionState.OPEN:
        raise PeriodClosed(
            gettext_lazy("“%(title)s” is closed and takes nothing in."), title=collection.title
        )
    version = report.version
    if version is None:
        raise Conflict(gettext_lazy("Nothing has been entered in this report yet."))
    found = check_report(report, version)
    blocking = found.blocking - (0 if explanations else len(found.unexplained))
    if blocking:
        raise ReportIncomplete(
            gettext_lazy("%(count)d places must be completed before the report can be handed in."),
            count=blocking,
            **_problems(report, found, explanations),
        )
    below, total = total_of(report, version)
    with prepared.together():
        take_step(report, Step.HANDED_IN, actor=actor, now=now, office_of_one=office_of_one)
        _freeze(report, version, below, total, now)
        _ask_receiver(report, now)
    _raise_doubts(report, version, found, now)


def _problems(report: Report, found: Check, explanations: bool) -> dict[str, Any]:
    """What stands in the way, and where each place is typed."""
    by_code = definition_of(report.expectation.collection.form_version).cell_by_code
    named = places(found, {cell.code: cell.name for cell in by_code.values()}, explanations=explanations)
    page = reverse("reporting:enter", args=[report.pk])
    known = {place: f"own:{place}" for place, _said in named if place in by_code}
    known |= {place: place for place, _said in named if place.startswith("text:")}
    return {
        "problems": named,
        "links": {place: f"{page}?phan={ALL}#{field_id(name)}" for place, name in known.items()},
    }


def places(
    found: Check, names: Mapping[str, str], *, explanations: bool = True
) -> tuple[tuple[str, str], ...]:
    """(cell or text code, what is wrong) of everything that blocks; each sentence names its cell."""
    missing = _("“%(name)s” is compulsory.")
    unfounded = _("Give a reason for the adjustment of “%(name)s”.")
    explain = _("Explain it, or correct it.")
    unexplained = found.unexplained if explanations else ()
    return (
        *((cell.code, missing % {"name": cell.name}) for cell in found.missing_cells),
        *((f"text:{text.code}", missing % {"name": text.name}) for text in found.missing_texts),
        *((cell.code, unfounded % {"name": cell.name}) for cell in found.missing_reasons),
        *(_broken(v, names) for v in found.errors),
        *((place, f"{said} {explain}") for place, said in (_broken(v, names) for v in unexplained)),
    )


def _broken(violation: Violation, names: Mapping[str, str]) -> tuple[str, str]:
    place = violation.cells[0] if violation.cells else violation.rule_code
    name, said = names.get(place, ""), violation.message
    said = said if said.endswith((".", "!", "?")) else f"{said}."
    return place, said if name in said else f"“{name}”: {said}"


_FREEZE = """
WITH frozen AS (
  UPDATE reporting_reportversion SET below = %s::numeric[], total = %s::numeric[], frozen_at = %s WHERE id = %s)
UPDATE reporting_report
   SET state = %s, revision = %s, updated_at = %s, handed_in_at = %s, first_handed_in_at = %s, late = %s
 WHERE id = %s
"""


def _freeze(report: Report, version: ReportVersion, below: Array, total: Array, now: datetime) -> None:
    version.below, version.total, version.frozen_at = list(below), list(total), now
    report.handed_in_at = now
    if report.first_handed_in_at is None:
        report.first_handed_in_at = now
        report.late = now > report.expectation.deadline
    prepared.execute(
        _FREEZE,
        [version.below, version.total, now, version.pk, str(report.state), report.revision, report.updated_at, now,
         report.first_handed_in_at, report.late, report.pk],
    )  # fmt: skip


def _raise_doubts(report: Report, version: ReportVersion, found: Check, now: datetime) -> None:
    def row(violation: Violation) -> Doubt:
        return Doubt(
            version=version, report=report, rule=violation.rule_code, cells=list(violation.cells),
            left=violation.left_value, right=violation.right_value, ratio=violation.ratio,
            message=violation.message, explanation=version.explanations.get(violation_key(violation), ""),
            raised_at=now,
        )  # fmt: skip

    if version.number > 1:  # a first version corrects nothing
        older = Doubt.objects.filter(report=report, state=DoubtState.OPEN).exclude(version=version)
        older.update(state=DoubtState.CORRECTED, resolved_at=now)
    Doubt.objects.bulk_create([row(v) for v in found.warnings], ignore_conflicts=True)


def _ask_receiver(report: Report, now: datetime) -> None:
    expectation = report.expectation
    close_asks(kind=ASK_REPORT, subject_type="reporting.Report", subject_ids=[report.pk], now=now)
    if expectation.receiver_id is None:
        return
    title = _("Receive the report of %(unit)s") % {"unit": expectation.unit.short_name}
    open_asks(
        asks=[
            NewAsk(
                kind=ASK_RECEIVE, unit_id=expectation.receiver_id, title=title, due=expectation.deadline,
                url=f"/bao-cao/{report.pk}/", subject_type="reporting.Report", subject_id=report.pk,
            )
        ],
        now=now,
    )  # fmt: skip
