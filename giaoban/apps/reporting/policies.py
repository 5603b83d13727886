"""Who may see, write, hand in, receive and return reports.

A unit's people see their own reports at every stage; superior units on the chain and the convening bodies
(readers) see them once handed in. Only the receiver receives or returns: a convening body never does.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from giaoban.apps.accounts.enums import Post
from giaoban.apps.org.models import Unit
from giaoban.kit.access import Actor, Policy

from .enums import ReportState
from .models import Collection, Doubt, Expectation, FormVersion, ImportBatch, Report

_WRITERS = (Post.OFFICER, Post.LEADER, Post.CLERK)
OUTSIDE_STATES = (
    ReportState.HANDED_IN,
    ReportState.RECEIVED,
    ReportState.CONSOLIDATED,
    ReportState.RETURNED,
    ReportState.REOPENED,
)


def _sees_expectation(actor: Actor, row: Expectation) -> bool:
    return bool(actor.unit_ids & {*row.chain, *row.readers})


def _expectation_rows(actor: Actor, rows: QuerySet[Expectation]) -> QuerySet[Expectation]:
    units = sorted(actor.unit_ids)
    return rows.filter(Q(chain__overlap=units) | Q(readers__overlap=units))


def _sees_report(actor: Actor, report: Report) -> bool:
    row = report.expectation
    if row.unit_id in actor.unit_ids:
        return True
    return report.first_handed_in_at is not None and _sees_expectation(actor, row)


def _report_rows(actor: Actor, rows: QuerySet[Report]) -> QuerySet[Report]:
    units = sorted(actor.unit_ids)
    above = Q(expectation__chain__overlap=units) | Q(expectation__readers__overlap=units)
    return rows.filter(Q(expectation__unit_id__in=units) | (Q(first_handed_in_at__isnull=False) & above))


def _doubt_rows(actor: Actor, rows: QuerySet[Doubt]) -> QuerySet[Doubt]:
    units = sorted(actor.unit_ids)
    above = Q(report__expectation__chain__overlap=units) | Q(report__expectation__readers__overlap=units)
    own = Q(report__expectation__unit_id__in=units)
    return rows.filter(own | (Q(report__first_handed_in_at__isnull=False) & above))


def steps_off(report: Report) -> bool:
    """Does the unit hand in without putting drafts to a leader? One query, none where the office was loaded."""
    office = getattr(report.expectation.unit, "office", None)
    return bool(office and office.steps_off)


def _numbers(actor: Actor, report: Report) -> bool:
    """Clerk and leader; where one person does everything, the officer."""
    unit_id = report.expectation.unit_id
    if actor.holds(unit_id, (Post.CLERK, Post.LEADER)):
        return True
    return actor.holds(unit_id, (Post.OFFICER,)) and steps_off(report)


def _receives(actor: Actor, report: Report) -> bool:
    return actor.holds(report.expectation.receiver_id, (Post.OFFICER, Post.LEADER))


def at_the_top(actor: Actor) -> QuerySet[Expectation]:
    """Expectations of the actor's units that hand nothing on, with nobody asked on a higher level: not those bodies of
    a province that only consolidate.
    """
    higher = Expectation.objects.filter(collection=OuterRef("collection"), level__lt=OuterRef("level"))
    rows = Expectation.objects.filter(receiver=None, unit__in=actor.units_as((Post.OFFICER, Post.LEADER)))
    return rows.exclude(Exists(higher))


def _stands_at_the_top(actor: Actor, version: FormVersion | None) -> bool:
    """The unit that stands highest in the form, and hands nothing on, opens its next period.

    The first period of a form, which says who that is, is opened by whoever sets the installation up.
    """
    if version is None or not actor.unit_ids:
        return False
    return at_the_top(actor).filter(collection__form_version__form=version.form_id).exists()


publish_form: Policy[Collection] = Policy("reporting.publish_form", may=lambda actor, _form: False)
open_collection: Policy[FormVersion] = Policy("reporting.open_collection", may=_stands_at_the_top)
close_collection: Policy[Collection] = Policy("reporting.close_collection", may=lambda actor, _form: False)
see_expectation = Policy("reporting.see_expectation", may=_sees_expectation, rows=_expectation_rows)
see_report = Policy("reporting.see_report", may=_sees_report, rows=_report_rows)
write_report: Policy[Report] = Policy(
    "reporting.write_report",
    may=lambda actor, report: actor.holds(report.expectation.unit_id, _WRITERS),
    rows=lambda actor, rows: rows.filter(expectation__unit_id__in=actor.units_as(_WRITERS)),
)
agree_report: Policy[Report] = Policy(
    "reporting.agree_report",
    may=lambda actor, report: actor.holds(report.expectation.unit_id, (Post.LEADER,)),
    rows=lambda actor, rows: rows.filter(expectation__unit_id__in=actor.units_as((Post.LEADER,))),
)
number_report: Policy[Report] = Policy("reporting.number_report", may=_numbers)
receive_report: Policy[Report] = Policy(
    "reporting.receive_report",
    may=_receives,
    rows=lambda actor, rows: rows.filter(
        expectation__receiver_id__in=actor.units_as((Post.OFFICER, Post.LEADER))
    ),
)
comment_report: Policy[Report] = Policy("reporting.comment_report", may=_sees_report)
see_doubt: Policy[Doubt] = Policy(
    "reporting.see_doubt",
    may=lambda actor, doubt: _sees_report(actor, doubt.report),
    rows=_doubt_rows,
)
resolve_doubt: Policy[Doubt] = Policy(
    "reporting.resolve_doubt", may=lambda actor, doubt: _receives(actor, doubt.report)
)
import_workbook: Policy[Report] = Policy(
    "reporting.import_workbook",
    may=lambda actor, report: write_report.allows(actor, report) or _receives(actor, report),
)
start_import: Policy[Collection] = Policy(
    "reporting.start_import",
    may=lambda actor, batch: actor.holds(batch.unit_id, _WRITERS),
)
see_import: Policy[ImportBatch] = Policy(
    "reporting.see_import",
    may=lambda actor, batch: actor.holds(batch.unit_id),
    rows=lambda actor, rows: rows.filter(unit_id__in=actor.unit_ids),
)
plan_year: Policy[Unit] = Policy(
    "reporting.plan_year", may=lambda actor, unit: actor.holds(unit.pk, (Post.OFFICER, Post.LEADER))
)
run_office: Policy[Unit] = Policy(
    "reporting.run_office", may=lambda actor, unit: actor.holds(unit.pk, (Post.LEADER, Post.ADMINISTRATOR))
)
