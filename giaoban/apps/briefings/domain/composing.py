"""Compose the paragraphs of a briefing from its material: pure, so that the same figures give the same text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
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
from giaoban.apps.indicators.domain.sentences import RoundingWords
from giaoban.apps.indicators.enums import ValueType
from giaoban.apps.reporting.domain.form_definition import (
    IndicatorDef,
    SectionDef,
    figure,
    figures,
)
from giaoban.apps.reporting.domain.said import section_said
from giaoban.kit.numbers import format_number

from .material import Asked, Material, Named, Row, Said
from .naming import is_list, merged, named, names_of
from .outline import Outline, Part

Draw = Callable[[str, dict[str, Decimal | None], str], tuple[str, bytes]]
"""(title, values by name, unit of measure) → the chart as SVG and PNG."""
_NOT_COUNTED = (ValueType.CHOICE, ValueType.DATE)
COLUMNS_AT_MOST = 7
ANNEX_ASKS, ANNEX_WHOLE, ANNEX_FIGURES = "annex.asks", "annex.whole", "annex.figures"
ANNEX_MISSING = "annex.missing"
MANY_MISSING = 30  # more are named in an annex; the text names those directly below and counts the others
_NONE = "–"
BARS = 8  # of a chart: more make it half a page


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
        """Who is missing, if many; what units ask for; every figure of the whole; every figure by area."""
        missing = self.material.reckoning.missing
        if len(missing) > MANY_MISSING:
            for line in names_of(missing, len(self.material.organisations), self.outline.say):
                yield NewParagraph(BulletList.of(line), section=ANNEX_MISSING)
        for asked in self.material.asks:
            sources = tuple(source for said in asked.said for source in self._sources(said))
            yield NewParagraph(BulletList.of(self._asked(asked)), sources, ANNEX_ASKS)
        yield NewParagraph(self._whole(), section=ANNEX_WHOLE)
        for section in self.material.definition.sections:
            for chosen in _chunks(_counted(section)):
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
        """What the section's figures say, as one paragraph."""
        definition = self.material.definition
        values = figures(definition, self.material.total)
        said = section_said(definition, section, values, self.words, none_of=self.outline.words["none_of"])
        runs = tuple(self._run(r.text, "", r.code, r.value) for r in said)
        if runs:
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
        counted = _counted(section)
        common = not section.organisations
        if not counted or not common or len(self.material.organisations) < 2:
            return
        for chosen in _chunks(counted):
            caption = self.outline.say("by_organisation", section=section.title)
            rows = self.material.organisations
            table = self._table(caption, chosen, rows, "organisation", self.outline.words["organisation"])
            if table is not None:
                yield NewParagraph(table, section=section.code)

    def _whole(self) -> Table:
        """Every figure of the whole with the period before, the same one last year and the plan."""
        m, words = self.material, self.outline.words
        before, last_year, plan = (self._figures(x) for x in (m.previous, m.last_year, m.plan))
        columns = [Column(words["indicator"], "left", 4.2), Column(words["unit"], "center", 1.0)]
        columns += [Column(words[n], "right", 1.4) for n in ("now", "previous", "last_year")]
        columns += [Column(words["change"], "right"), Column(words["plan"], "right", 1.2)]
        columns.append(Column(words["percent"], "right"))
        rows: list[tuple[Cell | str, ...]] = []
        for section in m.definition.sections:
            lines = []
            for i in _counted(section):
                value = figure(m.definition, m.total, i.code)
                past, planned = last_year.get(i.code), plan.get(i.code)
                if value is not None:
                    unit, shown = self._shown_in(i)
                    lines.append((
                        i.name, unit, self._cell("", i, value), shown(before.get(i.code)), shown(past),
                        self._change(i, value, past),
                        shown(planned), f"{format_number(value * 100 / planned, 1)}%" if planned else _NONE,
                    ))  # fmt: skip
            if lines:
                rows += [(Cell(section.title, bold=True), *([""] * (len(columns) - 1))), *lines]
        return Table("", tuple(columns), tuple(rows))

    def _change(self, indicator: IndicatorDef, value: Decimal, past: Decimal | None) -> str:
        """Against last year in per cent; of a percentage in points."""
        if not past:
            return _NONE
        if indicator.value_type is ValueType.RATIO:
            return self.outline.say("points", value=_signed(value - past))
        return f"{_signed((value - past) * 100 / past)}%"

    def _figures(self, by_cell: Mapping[str, Decimal | None]) -> dict[str, Decimal | None]:
        return figures(
            self.material.definition, tuple(by_cell.get(c.code) for c in self.material.definition.cells)
        )

    def _shown_in(self, indicator: IndicatorDef) -> tuple[str, Callable[[Decimal | None], str]]:
        """The unit of measure a table uses for an indicator, and how it writes a figure of it."""
        unit, decimals = self._about(indicator.code)[1], indicator.decimals
        if indicator.value_type is ValueType.RATIO:
            decimals = decimals or 1
        size, larger = self.outline.table_units.get(unit, (Decimal(1), unit))
        places = decimals if larger == unit else 1

        def shown(value: Decimal | None) -> str:
            return _NONE if value is None else format_number(value / size, places)

        return larger, shown

    def _table(
        self, caption: str, chosen: Sequence[IndicatorDef], rows: Sequence[Row], dimension: str, head: str
    ) -> Table | None:
        columns = [Column(head, "left", 2.2)]
        columns += [Column(f"{i.short_name} ({self._shown_in(i)[0]})", "right") for i in chosen]
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
            return Cell(_NONE, bold=bold)
        stated = self._state(scope, indicator.code, value)
        return Cell(self._shown_in(indicator)[1](value), bold=bold, href=self.address(stated.code))

    def _chart(self, code: str) -> Iterator[NewParagraph]:
        indicator = self.material.definition.indicator_by_code.get(code)
        if indicator is None:  # the outline serves several forms
            return
        values = {row.name: figure(self.material.definition, row.values, code) for row in self.material.areas}
        given = {name: value for name, value in values.items() if value is not None}
        if len(given) < 2:
            return
        top = dict(sorted(given.items(), key=lambda item: (-(item[1] or 0), item[0]))[:BARS])
        title = self.outline.say("chart", name=indicator.short_name, count=len(top))
        svg, png = self.draw(title, dict(top), indicator.unit_of_measure)
        said = "; ".join(f"{name}: {format_number(v, indicator.decimals)}" for name, v in top.items() if v)
        alt = f"{title} ({indicator.unit_of_measure}). {said}."
        yield NewParagraph(ChartBlock(title, alt, svg, png), section="charts")

    def _texts(self, wanted: set[str], part: Part) -> Iterator[NewParagraph]:
        """What units wrote: accounts one after another, lists as one list in which each line stands once."""
        texts = [said for said in self.material.texts if said.code in wanted]
        place = part.place or part.title
        for said in texts:
            for piece in () if is_list(said) else filter(None, (p.strip() for p in said.body.split("\n"))):
                text = self.outline.say("unit_said", unit=said.named.name, body=piece)
                yield NewParagraph(Paragraph.of(text), self._sources(said), place)
        for item in merged(said for said in texts if is_list(said)):
            units = ", ".join(dict.fromkeys(u.organisation for u in item.units))
            text = self.outline.say("listed", body=item.body.rstrip(" .;"), units=units)
            sources = tuple(source for said in item.said for source in self._sources(said))
            yield NewParagraph(BulletList.of(text), sources, place)

    def _reckoning(self, part: Part) -> Iterator[NewParagraph]:
        r, say_it = self.material.reckoning, self.outline.say
        lines = [say_it("answered", received=r.received, expected=r.expected), say_it("basis")]
        few = r.missing if len(r.missing) <= MANY_MISSING else ()
        for word, units in (("late", r.late), ("returned", r.returned), ("missing", few)):
            if units:
                lines.append(say_it(word, count=len(units), units=self._named(units)))
        if r.missing and not few:
            lines.append(self._many_missing())
        if not r.missing:
            lines.append(say_it("nobody_missing"))
        for line in lines:
            yield self._plain(line, part.title)

    def _many_missing(self) -> str:
        """How many are missing, the highest by name, the others counted by level."""
        r, say = self.material.reckoning, self.outline.say
        above = [u for u in r.missing if u.level <= r.named_level]
        others = sorted(Counter(u.level for u in r.missing if u.level > r.named_level).items())
        counted = [say(f"at_level_{level}", count=format_number(n)) for level, n in others]
        units = "; ".join(filter(None, (self._named(above), *counted)))
        return say("missing_many", count=format_number(len(r.missing)), units=units)

    def _doubts(self, part: Part) -> Iterator[NewParagraph]:
        for doubt in self.material.doubts:
            word = "doubt_open" if doubt.state == "open" else "doubt"
            line = self.outline.say(word, unit=doubt.unit, message=doubt.message, note=doubt.note)
            yield NewParagraph(BulletList.of(line), section=part.title)

    def _plain(self, text: str, section: str) -> NewParagraph:
        return NewParagraph(Paragraph.of(text), section=section)

    def _named(self, units: Sequence[Named]) -> str:
        return named(units, len(self.material.organisations), self.outline.say)

    def _asked(self, asked: Asked) -> str:
        """What is asked, by whom, and what became of it."""
        say = self.outline.say
        units = named(asked.units, len(self.material.organisations), say)
        text = say("ask", body=asked.body.rstrip(" .;"), count=len(asked.units), units=units)
        if asked.earlier:
            text = say("ask_earlier", ask=text)
        if asked.answer:
            by = asked.sent_to or self.outline.words["ask_holder"]
            text = f"{text} {say('ask_answered', by=by, answer=asked.answer)}"
            if asked.settled is None:
                return text
            return f"{text} {self.outline.words['ask_settled' if asked.settled else 'ask_not_settled']}"
        return f"{text} {say('ask_sent', to=asked.sent_to)}" if asked.sent_to else text

    def _sources(self, said: Said) -> tuple[Source, ...]:
        return (Source(said.report_id, (said.code,), said.named.name, f"/bao-cao/{said.report_id}/"),)


def _counted(section: SectionDef) -> list[IndicatorDef]:
    return [i for i in section.indicators if i.value_type not in _NOT_COUNTED]


def _chunks(indicators: Sequence[IndicatorDef]) -> Iterator[Sequence[IndicatorDef]]:
    """Tables of like width, none above the most columns: 9 become 5 and 4, not 7 and 2."""
    if not indicators:
        return
    tables = -(-len(indicators) // COLUMNS_AT_MOST)
    each, more = divmod(len(indicators), tables)
    start = 0
    for index in range(tables):
        end = start + each + (index < more)
        yield indicators[start:end]
        start = end


def _signed(value: Decimal) -> str:
    return f"{'+' if value > 0 else ''}{format_number(value, 1)}"
