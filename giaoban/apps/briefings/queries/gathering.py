"""Gather the material of a briefing: everything below a root unit in one collection. About fifteen queries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Min, Prefetch, Q, QuerySet

from giaoban.apps.indicators.domain.arithmetic import combine
from giaoban.apps.org.enums import Level
from giaoban.apps.org.models import Area, Organisation, Unit
from giaoban.apps.proposals.enums import CARRIED_OVER, CLOSED, State, Step
from giaoban.apps.proposals.models import Proposal, ProposalStep, Raising
from giaoban.apps.reporting.domain.form_definition import FormDefinition
from giaoban.apps.reporting.enums import COUNTED, DoubtState, GiverRole, ReportState
from giaoban.apps.reporting.models import Collection, Doubt, Expectation, Report, ReportText
from giaoban.apps.reporting.queries.definitions import definition_of, totals_of
from giaoban.apps.reporting.queries.figures import UnitFigures, table_by, unit_figures
from giaoban.apps.reporting.queries.names import called_then, with_unit_names
from giaoban.apps.reporting.queries.progress import handed_in_late, missing, progress_of
from giaoban.apps.reporting.queries.values import past_totals
from giaoban.kit.text import in_sentence

from ..domain.material import Asked, Doubted, Material, Named, Reckoning, Row, Said

_UNIT = "version__report__expectation__unit"
REPORT = "reporting.Report"
ANSWERS = (Step.ACCEPTED, Step.EXPLAINED)


def expected_below(collection: Collection, root: Unit) -> QuerySet[Expectation]:
    """Everybody whose figures count in `root`, without the root itself."""
    rows = Expectation.objects.filter(collection=collection, chain__contains=[root.pk])
    return rows.exclude(unit=root).exclude(role=GiverRole.ONLY_CONSOLIDATES)


def used_reports(collection: Collection, root: Unit) -> list[int]:
    """Ids of the received reports a briefing of `root` uses."""
    rows = Report.objects.filter(expectation__in=expected_below(collection, root), state__in=list(COUNTED))
    return list(rows.values_list("pk", flat=True))


def gather(collection: Collection, root: Unit) -> Material:
    """The material as it stands now: handed-in figures, who answered, texts, asks and doubts."""
    below = expected_below(collection, root)
    definition = definition_of(collection.form_version)
    hows = totals_of(collection).aggregations
    direct = below.filter(receiver=root)
    direct_figures = unit_figures(collection, direct)
    level = table_level(below, root)
    areas = below.filter(level=level)
    past = past_totals(collection, root.pk)
    texts = _texts(direct, definition)
    return Material(
        definition=definition,
        period=in_sentence(collection.period.name),
        total=combine([row.on("handed_in") for row in direct_figures], hows),
        previous=past.previous,
        last_year=past.last_year,
        plan=past.plan,
        organisations=_organisations(collection, direct_figures),
        areas=_areas(collection, unit_figures(collection, areas)),
        texts=texts,
        asks=_asks(collection, below),
        doubts=_doubts(below),
        reckoning=_reckoning(below, level),
        synthetic=collection.synthetic,
    )


def table_level(below: QuerySet[Expectation], root: Unit) -> int:
    """The highest level below the root's own: provinces for the centre, districts for a province."""
    found = below.filter(level__gt=root.level).aggregate(level=Min("level"))["level"]
    return root.level if found is None else int(found)


def _organisations(collection: Collection, rows: Sequence[UnitFigures]) -> tuple[Row, ...]:
    sums = table_by(rows, "organisation_id", "handed_in", collection)
    listed = Organisation.objects.filter(pk__in=sums).order_by("position", "code")
    return tuple(Row(o.pk, o.name, sums[o.pk]) for o in listed)


def _areas(collection: Collection, rows: Sequence[UnitFigures]) -> tuple[Row, ...]:
    sums = table_by(rows, "area_id", "handed_in", collection)
    listed = Area.objects.named_on(collection.period.cut_off).filter(pk__in=sums).order_by("sort_key")
    return tuple(Row(pk, name, sums[pk]) for pk, name in listed.values_list("pk", "short_name_then"))


def _texts(direct: QuerySet[Expectation], definition: FormDefinition) -> tuple[Said, ...]:
    """What each unit wrote, unit by unit, in the order in which the form asks for it."""
    rows = (
        ReportText.objects.filter(version__report__expectation__in=direct, version__report__state__in=list(COUNTED))
        .extra(where=["reporting_report.counted_id = reporting_reportversion.id"])
        .select_related(f"{_UNIT}__organisation", f"{_UNIT}__area")
    )  # fmt: skip
    asked = [text.code for section in definition.sections for text in section.texts]
    places = {code: place for place, code in enumerate(asked)}

    def order(row: ReportText) -> tuple[Any, ...]:
        unit = row.version.report.expectation.unit
        return unit.organisation.position, unit.sort_key, unit.pk, places.get(row.code, len(asked))

    path = "version__report__expectation__"
    named = called_then(with_unit_names(rows, path, also=["area"]), path)
    return tuple(_said(row) for row in sorted(named, key=order))


def _asks(collection: Collection, below: QuerySet[Expectation]) -> tuple[Asked, ...]:
    """What units below raised in the period, or earlier without an answer so far; most raisers first. Four queries."""
    raised = (
        Raising.objects.filter(unit__in=below.values("unit"))
        .select_related("unit__organisation", "unit__area")
        .order_by("unit__level", "unit__sort_key")
    )
    raisings = with_unit_names(raised, also=["area"], on=collection.period.cut_off)
    rows = (
        Proposal.objects.filter(raisings__in=raised.order_by())
        .filter(Q(period=collection.period) | Q(state__in=CARRIED_OVER, raised_at__lt=collection.opened_at))
        .exclude(state=State.WITHDRAWN)
        .select_related("addressee_unit", "addressee_organisation")
        .prefetch_related(
            Prefetch("raisings", raisings, to_attr="raised_below"),
            Prefetch("steps", ProposalStep.objects.filter(step__in=ANSWERS), to_attr="answers"),
        )
        .distinct()
    )
    asked = [_asked(row, collection.period_id) for row in rows.order_by("pk")]
    return tuple(
        sorted(asked, key=lambda item: (item.earlier, -len(item.units), item.body, item.units[0].name))
    )


def _asked(row: Any, period_id: int) -> Asked:
    """`row`: a Proposal with what `_asks` prefetched to `raised_below` and `answers`."""
    said = [
        Said(raised.source_code, _named(raised.unit), raised.source_id, raised.passage)
        for raised in called_then(row.raised_below, "")
    ]
    answered = row.state not in CARRIED_OVER
    return Asked(
        row.remedy or row.difficulty,
        tuple(dict.fromkeys(item.named for item in said)),
        tuple(
            item for item, raised in zip(said, row.raised_below, strict=True) if raised.source_type == REPORT
        ),
        row.addressee,
        row.answers[-1].text if answered and row.answers else "",
        row.state == State.CONFIRMED if row.state in CLOSED else None,
        row.period_id != period_id,
    )


def _said(row: ReportText) -> Said:
    report = row.version.report
    return Said(row.code, _named(report.expectation.unit), report.pk, row.body)


def _named(unit: Unit) -> Named:
    area = unit.area  # "Ba" alone may be anything below a province, "Xã Ba" not
    called = area.name if unit.level > Level.PROVINCE else area.short_name
    return Named(
        unit.name, unit.organisation.short_name, called, central=unit.level == Level.CENTRE, level=unit.level
    )


def _doubts(below: QuerySet[Expectation]) -> tuple[Doubted, ...]:
    rows = Doubt.objects.filter(report__expectation__in=below).order_by(
        "state", "report__expectation__unit__sort_key"
    )
    shown = (DoubtState.OPEN, DoubtState.CORRECTED)
    return tuple(
        Doubted(row.unit_then, row.message, row.state, row.note)
        for row in with_unit_names(rows, "report__expectation__")
        if row.state in shown
    )


def _reckoning(below: QuerySet[Expectation], named_level: int) -> Reckoning:
    counts = progress_of(below)
    back = below.filter(report__steps__step=ReportState.RETURNED).distinct().order_by("unit__sort_key")
    return Reckoning(
        expected=counts.expected,
        received=counts.received,
        late=_called(handed_in_late(below)),
        missing=_called(missing(below)),
        returned=_called(back),
        named_level=named_level,
    )


def _called(rows: QuerySet[Expectation]) -> tuple[Named, ...]:
    """Their units by the names of then."""
    whole = rows.select_related("unit__organisation", "unit__area")
    return tuple(_named(row.unit) for row in called_then(with_unit_names(whole, also=["area"])))
