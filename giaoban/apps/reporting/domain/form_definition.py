"""What a form asks: frozen values, and the flat order of its slots.

A report stores its figures as one array, one slot a scalar. The order of the slots follows the definition
from top to bottom and is fixed for a given code and version: moving, adding or removing an indicator makes a
new version.

What a slot holds, by value type: `integer`, `decimal` and `money` the number itself (money in đồng, whole);
`ratio` two slots, numerator then denominator; `choice` the place of the answer in `choices`, counted from 1;
`date` the proleptic Gregorian ordinal (`date.toordinal()`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Literal

from giaoban.apps.indicators.enums import AreaAggregation, TimeAggregation, ValueType
from giaoban.apps.reporting.domain.rules import Rule
from giaoban.kit.periods import CalendarPeriod, Frequency

Window = Literal["decree_09_2019", "calendar"]
Line = Literal["vertical", "convening"]
GiverRole = Literal["gives", "consolidates_and_gives", "only_consolidates"]
ReceiverRole = Literal["receives", "reads"]
TextKind = Literal["situation", "result", "shortcoming", "cause", "lesson", "proposal", "next_task", "other"]
Part = Literal["value", "numerator", "denominator"]
Values = Sequence[Decimal | None]


@dataclass(frozen=True, slots=True)
class Deadline:
    """Working days after the cut-off by which a report is due; a level may have its own number.

    Levels are the names of `org.enums.Level` in small letters: centre, province, district, commune, village.
    """

    working_days: int
    by_level: tuple[tuple[str, int], ...] = ()

    def working_days_for(self, level: str) -> int:
        return dict(self.by_level).get(level, self.working_days)


@dataclass(frozen=True, slots=True)
class Giver:
    """Units of these organisations at these levels give the form.

    `within` holds area codes: only units in these areas and below them (empty: everywhere).
    `gives`: own part only. `consolidates_and_gives`: own part + from below + adjustment, handed on upward.
    `only_consolidates`: reads and composes, hands in nothing.
    """

    organisations: tuple[str, ...]
    levels: tuple[str, ...]
    role: GiverRole
    within: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Receiver:
    """Whoever stands above the giver on `line`; `receives` may return the report, `reads` may not."""

    line: Line
    role: ReceiverRole


@dataclass(frozen=True, slots=True)
class Addressee:
    """A "Kính gửi" line for the recipient on `line`; `{recipient}` and `{area}` are filled in.

    Empty `organisations` or `levels` (the giver's) mean any; the first that fits is used.
    """

    line: Line
    text: str
    organisations: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Category:
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class IndicatorDef:
    """One thing counted. `levels` empty: asked at every level. `decimals` is what is shown and accepted."""

    code: str
    name: str
    short_name: str
    value_type: ValueType
    unit_of_measure: str
    decimals: int
    area_aggregation: AreaAggregation
    time_aggregation: TimeAggregation
    disaggregation: tuple[Category, ...] = ()
    total_slot: bool = False
    compulsory: bool = False
    zero_is_significant: bool = False
    has_plan: bool = False
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    choices: tuple[str, ...] = ()
    numerator: str = ""
    denominator: str = ""
    sentence: str = ""
    levels: tuple[str, ...] = ()
    shared_allowed: bool = False
    help: str = ""


@dataclass(frozen=True, slots=True)
class TextDef:
    """One text asked for; `organisations` empty: of every organisation its section is open to."""

    code: str
    name: str
    kind: TextKind
    compulsory: bool = False
    max_length: int = 10_000
    help: str = ""
    organisations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SectionDef:
    """A part of the form; no `organisations`: common to all. `outline`: its place by layout."""

    code: str
    title: str
    outline: tuple[tuple[str, str], ...] = ()
    organisations: tuple[str, ...] = ()
    indicators: tuple[IndicatorDef, ...] = ()
    texts: tuple[TextDef, ...] = ()

    def open_to(self, organisation: str) -> bool:
        return not self.organisations or organisation in self.organisations

    def outline_place(self, layout: str) -> str:
        return dict(self.outline).get(layout, "")


@dataclass(frozen=True, slots=True)
class CellDef:
    """One slot of the array, with what a screen, a workbook and the arithmetic need to know about it.

    `code`: `indicator`, `indicator.category`, `indicator.numerator` or `indicator.denominator`.
    `name` is the full name ("Houses: repaired"), `label` the short one for
    beneath its indicator ("repaired").
    The two parts of a ratio are whole numbers that are summed over areas.
    """

    code: str
    slot: int
    section_code: str
    indicator_code: str
    category_code: str | None
    part: Part
    name: str
    label: str
    value_type: ValueType
    unit_of_measure: str
    decimals: int
    area_aggregation: AreaAggregation
    time_aggregation: TimeAggregation
    compulsory: bool
    has_plan: bool
    minimum: Decimal | None
    maximum: Decimal | None
    organisations: tuple[str, ...]
    levels: tuple[str, ...]


@dataclass(frozen=True)
class FormDefinition:
    """A form. No slots: what is derived from it is worked out once and kept beside it."""

    code: str
    version: int
    title: str
    short_title: str
    frequency: Frequency
    window: Window
    deadline: Deadline
    line: Line
    who: tuple[Giver, ...]
    receivers: tuple[Receiver, ...]
    addressees: tuple[Addressee, ...]
    sections: tuple[SectionDef, ...]
    rules: tuple[Rule, ...] = ()

    @cached_property
    def cells(self) -> tuple[CellDef, ...]:
        """All slots in their fixed order; `cells[n].slot == n`."""
        found: list[CellDef] = []
        for section in self.sections:
            for indicator in section.indicators:
                for code, category, part, label in _parts(indicator):
                    found.append(_cell(len(found), section, indicator, code, category, part, label))
        return tuple(found)

    @cached_property
    def cell_by_code(self) -> Mapping[str, CellDef]:
        return {cell.code: cell for cell in self.cells}

    @cached_property
    def indicator_by_code(self) -> Mapping[str, IndicatorDef]:
        return {item.code: item for section in self.sections for item in section.indicators}

    @cached_property
    def cells_by_indicator(self) -> Mapping[str, tuple[CellDef, ...]]:
        """One cell, two (ratio), or one a category (its total first, where declared)."""
        found: dict[str, list[CellDef]] = {}
        for cell in self.cells:
            found.setdefault(cell.indicator_code, []).append(cell)
        return {code: tuple(own) for code, own in found.items()}

    @cached_property
    def text_by_code(self) -> Mapping[str, TextDef]:
        return {text.code: text for section in self.sections for text in section.texts}


def cells(definition: FormDefinition) -> tuple[CellDef, ...]:
    """All slots of the form in their fixed order; `cells(d)[n].slot == n`."""
    return definition.cells


def organisation_slots(definition: FormDefinition, organisation: str) -> tuple[int, ...]:
    """Slots that units of this organisation fill: the common part and their own, in order."""
    return tuple(
        cell.slot for cell in definition.cells if not cell.organisations or organisation in cell.organisations
    )


def organisation_texts(definition: FormDefinition, organisation: str) -> tuple[TextDef, ...]:
    """Texts asked of units of this organisation, in order."""
    return tuple(
        text
        for section in definition.sections
        if section.open_to(organisation)
        for text in section.texts
        if not text.organisations or organisation in text.organisations
    )


def window_of(definition: FormDefinition, period: CalendarPeriod) -> tuple[date, date]:
    """First day and cut-off day of a period under the form's window preset."""
    return period.months() if definition.window == "calendar" else period.window()


def figure(definition: FormDefinition, values: Values, indicator_code: str) -> Decimal | None:
    """The indicator's one figure from an array of slots.

    Scalar: its slot. Disaggregated: its total slot where declared, else the sum of its categories.
    Ratio: per cent (numerator × 100 / denominator), None without a denominator or when it is 0.
    """
    indicator = definition.indicator_by_code[indicator_code]
    own = definition.cells_by_indicator[indicator_code]
    if indicator.value_type is ValueType.RATIO:
        numerator, denominator = (values[cell.slot] for cell in own)
        return numerator * 100 / denominator if numerator is not None and denominator else None
    if indicator.disaggregation and not indicator.total_slot:
        given = [value for cell in own if (value := values[cell.slot]) is not None]
        return sum(given, Decimal(0)) if given else None
    return values[own[0].slot]


def figures(definition: FormDefinition, values: Values) -> dict[str, Decimal | None]:
    """Every figure a sentence may name: by cell code and by indicator code."""
    found = {cell.code: values[cell.slot] for cell in definition.cells}
    return found | {code: figure(definition, values, code) for code in definition.indicator_by_code}


def figure_decimals(definition: FormDefinition) -> dict[str, int]:
    """How many decimals each figure of `figures` is written with."""
    found = {cell.code: cell.decimals for cell in definition.cells}
    return found | {code: item.decimals for code, item in definition.indicator_by_code.items()}


def addressee(definition: FormDefinition, line: Line, organisation: str, level: str) -> str:
    """The "Kính gửi" pattern for a giver's recipient on `line`; `{recipient}` where the form says nothing."""
    for item in definition.addressees:
        if item.line != line or (item.organisations and organisation not in item.organisations):
            continue
        if not item.levels or level in item.levels:
            return item.text
    return "{recipient}"


def role_of(
    definition: FormDefinition, organisation: str, level: str, area_codes: Sequence[str] = ()
) -> GiverRole | None:
    """What the form asks of a unit; `area_codes` are its area and the areas above it. None: nothing."""
    for giver in definition.who:
        inside = not giver.within or any(code in giver.within for code in area_codes)
        if inside and organisation in giver.organisations and level in giver.levels:
            return giver.role
    return None


def _parts(indicator: IndicatorDef) -> Iterator[tuple[str, str | None, Part, str]]:
    """(cell code, category code, part, label) of each slot of an indicator."""
    if indicator.value_type is ValueType.RATIO:
        yield f"{indicator.code}.numerator", None, "numerator", indicator.numerator
        yield f"{indicator.code}.denominator", None, "denominator", indicator.denominator
        return
    if not indicator.disaggregation or indicator.total_slot:
        yield indicator.code, None, "value", indicator.short_name
    for category in indicator.disaggregation:
        yield f"{indicator.code}.{category.code}", category.code, "value", category.name


def _cell(
    slot: int,
    section: SectionDef,
    indicator: IndicatorDef,
    code: str,
    category: str | None,
    part: Part,
    label: str,
) -> CellDef:
    ratio = part != "value"
    return CellDef(
        code=code,
        slot=slot,
        section_code=section.code,
        indicator_code=indicator.code,
        category_code=category,
        part=part,
        name=f"{indicator.name}: {label}" if category or ratio else indicator.name,
        label=label,
        value_type=ValueType.INTEGER if ratio else indicator.value_type,
        unit_of_measure=indicator.unit_of_measure,
        decimals=0 if ratio else indicator.decimals,
        # A weighted average is kept as its two sums; only the figure shown is a quotient.
        area_aggregation=AreaAggregation.SUM if ratio else indicator.area_aggregation,
        time_aggregation=indicator.time_aggregation,
        compulsory=indicator.compulsory,
        has_plan=indicator.has_plan,
        minimum=Decimal(0) if ratio else indicator.minimum,
        maximum=None if ratio else indicator.maximum,
        organisations=section.organisations,
        levels=indicator.levels,
    )
