"""Blocks of a paper as a content keeps them: a paragraph each for heading, text, bullet, table, chart."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from giaoban.kit.text import fold

from ..enums import ParagraphKind
from .paper import Block, BulletList, Cell, ChartBlock, Column, Heading, PageBreak, Paragraph, Run, Table

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a text or figure comes from: cells or texts (`codes`) of a report. `label` and `href` are for
    people ("Hội Nông dân tỉnh Lâm Đồng", "/nguon/…"); same report and label: the same source."""

    report: int | None
    codes: tuple[str, ...] = ()
    label: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class NewParagraph:
    """What a writer hands in: a block of a paper (a BulletList with one item is one bullet), where it comes
    from, the writer's own `section` code; `figure` marks a sentence that was made of figures."""

    block: Block
    sources: tuple[Source, ...] = ()
    section: str = ""
    figure: bool = False


@dataclass(frozen=True, slots=True)
class Stored:
    """The columns of one text. `svg` and `png` are a chart's, stored as files."""

    kind: ParagraphKind
    runs: list[Json] = field(default_factory=list)
    level: int = 0
    data: Json = field(default_factory=dict)
    svg: str = ""
    png: bytes = b""


def words_of(runs: Iterable[Json]) -> str:
    """What searches compare: the words of a text, folded."""
    return fold("".join(run["text"] for run in runs))


class Row(Protocol):
    """What reading needs of a stored text."""

    kind: str
    level: int
    runs: list[Json]
    data: Json


Link = Callable[[str], str]


def as_stored(new: NewParagraph) -> Stored:
    """The columns of a block. Raises ValueError for a list of several bullets and for page breaks."""
    match new.block:
        case Heading(level=level, text=text, numbered=numbered):
            data = {} if numbered else {"numbered": False}
            return Stored(ParagraphKind.HEADING, [{"text": text}], level, data)
        case Paragraph(runs=runs):
            kind = ParagraphKind.FIGURE if new.figure else ParagraphKind.PARAGRAPH
            return Stored(kind, as_json(runs))
        case BulletList(items=(item,)):
            return Stored(ParagraphKind.BULLET, as_json(item))
        case Table() as table:
            return Stored(ParagraphKind.TABLE, data=_table_json(table))
        case ChartBlock(title=title, alt=alt, svg=svg, png=png, table=inner):
            chart: Json = {"title": title, "alt": alt}
            if inner is not None:
                chart["table"] = _table_json(inner)
            return Stored(ParagraphKind.CHART, data=chart, svg=svg, png=png)
        case BulletList() | PageBreak():
            raise ValueError("hand in one bullet at a time, and no page breaks")


def split_bullets(paragraphs: Iterable[NewParagraph]) -> Iterator[NewParagraph]:
    """The same with each bullet of a list as a paragraph of its own."""
    for new in paragraphs:
        if isinstance(new.block, BulletList):
            for item in new.block.items:
                yield NewParagraph(BulletList((item,)), new.sources, new.section)
        else:
            yield new


def as_json(runs: Sequence[Run]) -> list[Json]:
    """Runs as kept; what is empty is left out, neighbours of one form are joined."""
    kept: list[Json] = []
    for run in runs:
        form: Json = {"href": run.href, "code": run.note_code, "bold": run.bold, "italic": run.italic}
        entry = {"text": run.text, **{key: value for key, value in form.items() if value}}
        same = kept and not run.note_code and {**kept[-1], "text": ""} == {**entry, "text": ""}
        if same:
            kept[-1]["text"] += run.text
        elif run.text:
            kept.append(entry)
    return kept


def as_runs(runs: Iterable[Json], link: Link | None = None, site: str = "") -> tuple[Run, ...]:
    """Runs of a paper. `link` gives the address of a code where the run has none of its own; `site` stands before
    links that are paths of this site.
    """
    return tuple(
        Run(
            run["text"],
            bold=run.get("bold", False),
            italic=run.get("italic", False),
            href=_whole(run.get("href", ""), site) or (link(run["code"]) if link and run.get("code") else ""),
            note_code=run.get("code", ""),
        )
        for run in runs
    )


def _whole(href: str, site: str) -> str:
    return f"{site.rstrip('/')}{href}" if href.startswith("/") else href


def as_blocks(
    rows: Sequence[Row],
    *,
    link: Link | None = None,
    site: str = "",
    chart: Callable[[Row], tuple[str, bytes]],
) -> tuple[Block, ...]:
    """The rows in order as blocks; neighbouring bullets become one list. `chart` gives (SVG, PNG)."""
    blocks: list[Block] = []
    for row in rows:
        if row.kind == ParagraphKind.BULLET:
            item = as_runs(row.runs, link, site)
            last = blocks[-1] if blocks else None
            if isinstance(last, BulletList):
                blocks[-1] = BulletList((*last.items, item))
            else:
                blocks.append(BulletList((item,)))
        elif row.kind == ParagraphKind.HEADING:
            text = "".join(run["text"] for run in row.runs)
            blocks.append(Heading(row.level, text, row.data.get("numbered", True)))
        elif row.kind == ParagraphKind.TABLE:
            blocks.append(_table(row.data, link, site))
        elif row.kind == ParagraphKind.CHART:
            svg, png = chart(row)
            inner = row.data.get("table")
            table = _table(inner, link, site) if inner else None
            blocks.append(ChartBlock(row.data["title"], row.data["alt"], svg, png, table))
        else:
            blocks.append(Paragraph(as_runs(row.runs, link, site)))
    return tuple(blocks)


def _table_json(table: Table) -> Json:
    return {
        "caption": table.caption,
        "columns": [[c.header, c.align, c.width_share, c.group] for c in table.columns],
        "rows": [[_cell_json(cell) for cell in row] for row in table.rows],
        "unit": table.unit_of_measure,
        "total_row": table.total_row,
        "source_note": table.source_note,
        **({"may_part": True} if table.may_part else {}),
    }


def _cell_json(cell: Cell | str) -> str | Json:
    if isinstance(cell, str):
        return cell
    form: Json = {"href": cell.href, "code": cell.note_code, "bold": cell.bold, "italic": cell.italic}
    return {"text": cell.text, **{key: value for key, value in form.items() if value}}


def _cell(cell: str | Json, link: Link | None, site: str) -> Cell | str:
    if isinstance(cell, str):
        return cell
    run = as_runs((cell,), link, site)[0]
    return Cell(run.text, bold=run.bold, italic=run.italic, href=run.href, note_code=run.note_code)


def _table(data: Json, link: Link | None, site: str) -> Table:
    return Table(
        data["caption"],
        tuple(Column(header, align, share, group) for header, align, share, group in data["columns"]),
        tuple(tuple(_cell(cell, link, site) for cell in row) for row in data["rows"]),
        unit_of_measure=data["unit"],
        total_row=data["total_row"],
        source_note=data["source_note"],
        may_part=data.get("may_part", False),
    )


def sources_json(sources: Iterable[Source]) -> list[Json]:
    """Sources as kept."""
    return [{"report": s.report, "codes": list(s.codes), "label": s.label, "href": s.href} for s in sources]


def join_sources(*lists: Sequence[Json]) -> list[Json]:
    """Every source of every list once, with the codes of all, in the order of first mention."""
    joined: dict[tuple[Any, str], Json] = {}
    for source in (source for sources in lists for source in sources):
        known = joined.setdefault((source["report"], source["label"]), {**source, "codes": []})
        known["codes"] = list(dict.fromkeys([*known["codes"], *source["codes"]]))
        known["href"] = known["href"] or source["href"]
    return list(joined.values())
