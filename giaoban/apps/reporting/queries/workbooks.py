"""The workbook of a report: what to write into it, and whose an uploaded one is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from django.core import signing
from django.utils import timezone
from django.utils.translation import gettext as _

from giaoban.apps.indicators.domain.arithmetic import Array
from giaoban.apps.indicators.enums import ValueType
from giaoban.apps.org.queries.units import names_of_units

from ..domain.form_definition import CellDef, FormDefinition, IndicatorDef, SectionDef, organisation_texts
from ..domain.workbook import (
    CellSpec,
    Problem,
    RatioPart,
    SectionSpec,
    Severity,
    TextSpec,
    Value,
    WorkbookIdentity,
    WorkbookSpec,
)
from ..models import Report, ReportText
from .checks import asked_of, consolidates
from .definitions import definition_of
from .values import Past, below_of, empty, load_report, past_of

_SIGNER = signing.Signer(salt="giaoban.workbook")


def workbook_key(report: Report) -> str:
    """The signed token by which an uploaded workbook is known."""
    return _SIGNER.sign(str(report.pk))


def report_id_of(key: str) -> int | None:
    """The report that a key was issued for; None when it is not one of ours."""
    try:
        return int(_SIGNER.unsign(key))
    except (signing.BadSignature, ValueError):
        return None


def spec_of(report: Report) -> WorkbookSpec:
    """Everything a unit's workbook holds, with what is already entered. At most eight queries."""
    expectation = report.expectation
    ends = [pk for pk in (expectation.unit_id, expectation.receiver_id) if pk]
    names = names_of_units(ends, expectation.collection.period.cut_off)
    definition = definition_of(expectation.collection.form_version)
    version = report.version
    past = past_of(expectation)
    size = len(definition.cells)
    adds = consolidates(expectation)
    below = below_of(expectation, size) if adds else tuple(empty(size))
    texts = dict(ReportText.objects.filter(version=version).values_list("code", "body")) if version else {}
    figures = _Figures(report, definition, past, below, adds)
    asked = {cell.code for cell in asked_of(expectation)}
    organisation = expectation.unit.organisation.code
    wanted = {t.code for t in organisation_texts(definition, organisation)}
    sections = []
    for number, section in enumerate((s for s in definition.sections if s.open_to(organisation)), start=1):
        cells = figures.of_section(section, number, asked)
        mine = [t for t in section.texts if t.code in wanted]
        text_specs = tuple(
            TextSpec(t.code, t.name, t.help, t.max_length, t.compulsory, texts.get(t.code, "")) for t in mine
        )
        if cells or text_specs:
            sections.append(SectionSpec(section.code, section.title, cells, text_specs))
    return WorkbookSpec(
        form_code=definition.code,
        form_version=definition.version,
        form_title=definition.title,
        period_code=expectation.collection.period.code,
        period_label=expectation.collection.period.name,
        unit_code=expectation.unit.code,
        unit_name=names[expectation.unit_id],
        receiver_name=names.get(expectation.receiver_id or 0, ""),
        deadline=timezone.localtime(expectation.deadline).date(),
        guide=(),
        consolidating=adds,
        sections=tuple(sections),
        workbook_key=workbook_key(report),
    )


class _Figures:
    """Builds cell specs from arrays."""

    def __init__(
        self, report: Report, definition: FormDefinition, past: Past, below: Array, adds: bool
    ) -> None:
        self.definition, self.past, self.below, self.adds = definition, past, below, adds
        self.version = report.version

    def of_section(self, section: SectionDef, number: int, asked: set[str]) -> tuple[CellSpec, ...]:
        found: list[CellSpec] = []
        ordinal = 0
        for indicator in section.indicators:
            cells = [c for c in self.definition.cells_by_indicator[indicator.code] if c.code in asked]
            if not cells:
                continue
            ordinal += 1
            for place, cell in enumerate(cells):
                label = (
                    f"{number}.{ordinal}" if len(cells) == 1 or place == 0 else f"{number}.{ordinal}.{place}"
                )
                found.append(self._cell(cell, indicator, label, nested=cell.category_code is not None))
        return tuple(found)

    def _cell(self, cell: CellDef, indicator: IndicatorDef, number: str, *, nested: bool) -> CellSpec:
        version = self.version
        slot = cell.slot
        return CellSpec(
            code=cell.code,
            number=number,
            label=cell.name if nested or cell.part != "value" else indicator.name,
            unit_of_measure=cell.unit_of_measure,
            value_type=ValueType.INTEGER if cell.part != "value" and not cell.decimals else cell.value_type,
            decimals=cell.decimals,
            compulsory=cell.compulsory and not self.adds,
            minimum=cell.minimum,
            maximum=cell.maximum,
            choices=tuple((str(i), text) for i, text in enumerate(indicator.choices, start=1)),
            help=indicator.help,
            level=int(nested),
            previous=_shown(cell, self.past.previous),
            same_last_year=_shown(cell, self.past.last_year),
            plan=self.past.plan.get(cell.code),
            below=self.below[slot] if self.adds else None,
            current=value_of_slot(cell, version.own[slot]) if version else None,
            is_estimate=bool(version and slot in version.estimates),
            adjustment=version.adjustments[slot] if version else None,
            adjustment_reason=version.reasons.get(str(slot), "") if version else "",
            ratio_code=cell.indicator_code if cell.part != "value" else "",
            ratio_part=RatioPart(cell.part) if cell.part != "value" else None,
            adds_up=cell.area_aggregation in ("sum", "weighted_average"),
        )


def _shown(cell: CellDef, figures: Mapping[str, Decimal | None]) -> Value:
    return value_of_slot(cell, figures.get(cell.code))


def value_of_slot(cell: CellDef, number: Decimal | None) -> Value:
    """A slot's number as workbooks carry it: choices by their place, dates as days."""
    if number is None:
        return None
    if cell.value_type is ValueType.DATE:
        return date.fromordinal(int(number))
    if cell.value_type is ValueType.CHOICE:
        return str(int(number))
    return number


def slot_of_value(value: Value) -> Decimal | None:
    """The inverse of `value_of_slot`."""
    if isinstance(value, date):
        return Decimal(value.toordinal())
    return Decimal(value) if isinstance(value, str) else value


def lookup_for(
    collection_id: int, found: dict[str, Report]
) -> Callable[[WorkbookIdentity], WorkbookSpec | Problem]:
    """How the reader finds what a file should answer; the report found is put into `found`."""

    def lookup(identity: WorkbookIdentity) -> WorkbookSpec | Problem:
        pk = report_id_of(identity.workbook_key)
        try:
            report = load_report(pk or 0)
        except Report.DoesNotExist:
            return Problem(
                Severity.ERROR,
                "unknown_workbook",
                _("This workbook was not issued by this system, or its hidden codes were changed."),
                _("Download the workbook of your unit again and paste the figures into it."),
            )
        if report.expectation.collection_id != collection_id:
            title = report.expectation.collection.title
            return Problem(
                Severity.ERROR,
                "other_collection",
                _("This workbook answers another form or period: %(title)s.") % {"title": title},
                _("Upload it on that period's page."),
            )
        found["report"] = report
        return spec_of(report)

    return lookup
