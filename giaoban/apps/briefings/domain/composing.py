"""Compose the paragraphs of a briefing from its material: pure, so that the same figures give the same text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from giaoban.apps.documents.domain.paper import (
    BulletList,
    Cell,
    ChartBlock,
    Column,
    Heading,
    Paragraph,
    Run,
    Table,
)
from giaoban.apps.documents.domain.stored import NewParagraph, Source
from giaoban.apps.indicators.domain.sentences import RoundingWords, parse_pattern, say
from giaoban.apps.indicators.enums import ValueType
from giaoban.apps.reporting.domain.form_definition import (
    IndicatorDef,
    SectionDef,
    figure,
    figure_decimals,
    figures,
)
from giaoban.kit.numbers import format_number

from .material import Material, Row, Said
from .outline import Outline, Part

Draw = Callable[[str, dict[str, Decimal | None], str], tuple[str, bytes]]
"""(title, values by name, unit of measure) → the chart as SVG and PNG."""
_NOT_COUNTED = (ValueType.CHOICE, ValueType.DATE)
COLUMNS_AT_MOST = 7
_NUMBERING = re.compile(r"^\s*(\d+[.)]|[-–•])\s*")
ANNEX_ASKS, ANNEX_FIGURES = "annex.asks", "annex.figures"


@dataclass(frozen=True, slots=True)
class StatedFigure:
    """A figure that the briefing states. `scope`: "" the whole, "organisation:3", "area:12"."""

    code: str
    scope: str
    cell: str
    name: str
    unit_of_measure: str
    value: Decimal
    decimals: int


class Composer:
    """Writes paragraphs and remembers every figure it states. `address(code)` is where a figure's source shows."""

    def __init__(
        self,
        material: Material,
        outline: Outline,
        words: RoundingWords,
        *,
        code_of: Callable[[str, str], str],
        address: Callable[[str], str],
        draw: Draw,
    ) -> None:
        self.material, self.outline, self.words = material, outline, words
        self.code_of, self.address, self.draw = code_of, address, draw
        self.stated: dict[tuple[str, str], StatedFigure] = {}

    def body(self) -> Iterator[NewParagraph]:
        """The main text, in the outline's order."""
        material = self.material
        yield self._plain(self.outline.intro.format(period=material.period), "intro")
        if material.synthetic:
            yield self._plain(self.outline.words["synthetic"], "intro")
        for part in self.outline.parts:
            yield NewParagraph(Heading(part.level, part.title), section=part.place or part.title)
            yield from self._part(part)

    def annexes(self) -> Iterator[NewParagraph]:
        """Proposals and obstacles with the units that raised them; every figure by area, a few to a table."""
        for body, raisers in _merged(self.material.asks).items():
            units = "; ".join(dict.fromkeys(said.unit for said in raisers))
            text = self.outline.say("ask", body=body, count=len(raisers), units=units)
            sources = tuple(source for said in raisers for source in self._sources(said))
            yield NewParagraph(BulletList.of(text), sources, ANNEX_ASKS)
        for section in self.material.definition.sections:
            counted = [i for i in section.indicators if i.value_type not in _NOT_COUNTED]
            for start in range(0, len(counted), COLUMNS_AT_MOST):
                chosen = counted[start : start + COLUMNS_AT_MOST]
                caption = self.outline.say("by_area", section=section.title)
                table = self._table(caption, chosen, self.material.areas, "area", self.outline.words["area"])
                if table is not None:
                    yield NewParagraph(table, section=ANNEX_FIGURES)

    def _part(self, part: Part) -> Iterator[NewParagraph]:
        layout = self.outline.code
        sections = [
            s
            for s in self.material.definition.sections
            if part.place and s.outline_place(layout) == part.place
        ]
        if part.reckoning:
            yield from self._reckoning(part)
        for section in sections:
            yield from self._sentences(section)
        for section in sections:
            if part.table:
                yield from self._by_organisation(section)
        if part.chart:
            yield from self._chart(part.chart)
        wanted = {t.code for s in sections for t in s.texts if t.kind == "result"}
        wanted |= {t.code for s in self.material.definition.sections for t in s.texts if t.kind in part.kinds}
        yield from self._texts(wanted, part)
        if part.doubts:
            yield from self._doubts(part)

    def _sentences(self, section: SectionDef) -> Iterator[NewParagraph]:
        values = figures(self.material.definition, self.material.total)
        decimals = figure_decimals(self.material.definition)
        for indicator in section.indicators:
            if not indicator.sentence or indicator.value_type in _NOT_COUNTED:
                continue
            said = say(parse_pattern(indicator.sentence), values, self.words, decimals=decimals)
            if said:
                runs = tuple(self._run(r.text, "", r.code, r.value) for r in said)
                yield NewParagraph(Paragraph(runs), section=section.code, figure=True)

    def _run(self, text: str, scope: str, code: str | None, value: Decimal | None) -> Run:
        if code is None or value is None:
            return Run(text)
        stated = self._state(scope, code, value)
        return Run(text, href=self.address(stated.code), note_code=stated.code)

    def _state(self, scope: str, cell: str, value: Decimal) -> StatedFigure:
        key = (scope, cell)
        if key not in self.stated:
            name, unit, decimals = self._about(cell)
            self.stated[key] = StatedFigure(
                self.code_of(scope, cell), scope, cell, name, unit, value, decimals
            )
        return self.stated[key]

    def _about(self, cell: str) -> tuple[str, str, int]:
        definition = self.material.definition
        found = definition.cell_by_code.get(cell)
        if found is not None:
            return found.name, found.unit_of_measure, found.decimals
        indicator = definition.indicator_by_code[cell]
        unit = "%" if indicator.value_type is ValueType.RATIO else indicator.unit_of_measure
        return indicator.name, unit, indicator.decimals

    def _by_organisation(self, section: SectionDef) -> Iterator[NewParagraph]:
        counted = [i for i in section.indicators if i.value_type not in _NOT_COUNTED]
        common = not section.organisations
        if not counted or not common or len(self.material.organisations) < 2:
            return
        for start in range(0, len(counted), COLUMNS_AT_MOST):
            chosen = counted[start : start + COLUMNS_AT_MOST]
            caption = self.outline.say("by_organisation", section=section.title)
            rows = self.material.organisations
            table = self._table(caption, chosen, rows, "organisation", self.outline.words["organisation"])
            if table is not None:
                yield NewParagraph(table, section=section.code)

    def _table(
        self, caption: str, chosen: Sequence[IndicatorDef], rows: Sequence[Row], dimension: str, head: str
    ) -> Table | None:
        columns = [Column(head, "left", 2.2)]
        columns += [Column(f"{i.short_name} ({self._about(i.code)[1]})", "right") for i in chosen]
        lines: list[tuple[Cell | str, ...]] = []
        for row in rows:
            given = [figure(self.material.definition, row.values, i.code) for i in chosen]
            if any(v is not None for v in given):
                scope = f"{dimension}:{row.key}"
                cells = (self._cell(scope, i, v) for i, v in zip(chosen, given, strict=True))
                lines.append((row.name, *cells))
        if not lines:
            return None
        whole = [figure(self.material.definition, self.material.total, i.code) for i in chosen]
        total = (self._cell("", i, v, bold=True) for i, v in zip(chosen, whole, strict=True))
        lines.append((Cell(self.outline.words["total"], bold=True), *total))
        return Table(caption, tuple(columns), tuple(lines), total_row=True)

    def _cell(
        self, scope: str, indicator: IndicatorDef, value: Decimal | None, *, bold: bool = False
    ) -> Cell:
        if value is None:
            return Cell("–", bold=bold)
        stated = self._state(scope, indicator.code, value)
        decimals = (
            1 if indicator.value_type is ValueType.RATIO and not indicator.decimals else indicator.decimals
        )
        return Cell(format_number(value, decimals), bold=bold, href=self.address(stated.code))

    def _chart(self, code: str) -> Iterator[NewParagraph]:
        indicator = self.material.definition.indicator_by_code.get(code)
        if indicator is None:  # the outline serves several forms
            return
        values = {row.name: figure(self.material.definition, row.values, code) for row in self.material.areas}
        given = {name: value for name, value in values.items() if value is not None}
        if len(given) < 2:
            return
        top = dict(sorted(given.items(), key=lambda item: (-(item[1] or 0), item[0]))[:12])
        title = self.outline.say("chart", name=indicator.short_name, count=len(top))
        svg, png = self.draw(title, dict(top), indicator.unit_of_measure)
        rows = tuple(
            (name, format_number(value, indicator.decimals))
            for name, value in top.items()
            if value is not None
        )
        head = (Column(self.outline.words["area"]), Column(indicator.unit_of_measure, "right"))
        yield NewParagraph(ChartBlock(title, title, svg, png, Table("", head, rows)), section="charts")

    def _texts(self, wanted: set[str], part: Part) -> Iterator[NewParagraph]:
        for said in self.material.texts:
            if said.code in wanted:
                for piece in filter(None, (p.strip() for p in said.body.split("\n"))):
                    text = self.outline.say("unit_said", unit=said.unit, body=piece)
                    yield NewParagraph(Paragraph.of(text), self._sources(said), part.place or part.title)

    def _reckoning(self, part: Part) -> Iterator[NewParagraph]:
        r, say_it = self.material.reckoning, self.outline.say
        lines = [say_it("answered", received=r.received, expected=r.expected), say_it("basis")]
        if r.late:
            lines.append(say_it("late", count=len(r.late), units="; ".join(r.late)))
        if r.returned:
            lines.append(say_it("returned", count=len(r.returned), units="; ".join(r.returned)))
        lines.append(
            say_it("missing", count=len(r.missing), units="; ".join(r.missing))
            if r.missing
            else say_it("nobody_missing")
        )
        for line in lines:
            yield self._plain(line, part.title)

    def _doubts(self, part: Part) -> Iterator[NewParagraph]:
        for doubt in self.material.doubts:
            word = "doubt_open" if doubt.state == "open" else "doubt"
            line = self.outline.say(word, unit=doubt.unit, message=doubt.message, note=doubt.note)
            yield NewParagraph(BulletList.of(line), section=part.title)

    def _plain(self, text: str, section: str) -> NewParagraph:
        return NewParagraph(Paragraph.of(text), section=section)

    def _sources(self, said: Said) -> tuple[Source, ...]:
        return (Source(said.report_id, (said.code,), said.unit, f"/bao-cao/{said.report_id}/"),)


def _merged(asks: Sequence[Said]) -> dict[str, list[Said]]:
    """Each ask once, with everybody who raised it: those raised most first. A line of a text is one ask."""
    found: dict[str, list[Said]] = {}
    for said in asks:
        for line in filter(None, (_NUMBERING.sub("", p).strip() for p in said.body.split("\n"))):
            found.setdefault(line, []).append(said)
    return dict(sorted(found.items(), key=lambda item: -len(item[1])))
