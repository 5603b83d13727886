"""A paper: everything that stands on a signed document, and nothing about how it looks.

Texts are plain Unicode; a renderer passes them on as data, so no character in them is ever markup.
Posts are named, not people: the line for the name stays blank for the hand that signs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from giaoban.apps.documents.domain.layout import Layout

Align: TypeAlias = Literal["left", "center", "right"]

ROWS_TOGETHER = 12  # a table of so many rows is not parted by the end of a page
LINK_SCHEMES = ("https://", "http://", "mailto:")


_SITE_PATH = re.compile(r"/(?![/\\])")
"""A path of this site: kept so in a text, made whole where it goes to a paper (`formats.blocks`)."""
_LINK_BREAKERS = re.compile(r"[\s\x00-\x1f\x7f]")


def _check_link(href: str) -> None:
    if _LINK_BREAKERS.search(href):
        raise ValueError(f"a link holds no spaces and no control characters: {href[:40]!r}")
    if href and not href.lower().startswith(LINK_SCHEMES) and not _SITE_PATH.match(href):
        raise ValueError(f"a link must start with one of {', '.join(LINK_SCHEMES)}: {href[:40]!r}")


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one form. `note_code` is the short code of its source: never printed here,
    only in the annex of sources; the text itself shows nothing but the link."""

    text: str
    bold: bool = False
    italic: bool = False
    href: str = ""
    note_code: str = ""

    def __post_init__(self) -> None:
        _check_link(self.href)


@dataclass(frozen=True, slots=True)
class Heading:
    """Part of the paper, level 1 to 4. Its number ("I.", "1.", "a)") comes from the layout."""

    level: int
    text: str
    numbered: bool = True

    def __post_init__(self) -> None:
        if not 1 <= self.level <= 4:
            raise ValueError(f"heading level is 1 to 4, not {self.level}")


@dataclass(frozen=True, slots=True)
class Paragraph:
    runs: tuple[Run, ...]

    @classmethod
    def of(cls, *parts: str | Run) -> Paragraph:
        """A paragraph from plain strings and runs, in order."""
        return cls(tuple(p if isinstance(p, Run) else Run(p) for p in parts))


@dataclass(frozen=True, slots=True)
class BulletList:
    """One tuple of runs for each item; set with a dash."""

    items: tuple[tuple[Run, ...], ...]

    @classmethod
    def of(cls, *items: str | Run) -> BulletList:
        return cls(tuple((i if isinstance(i, Run) else Run(i),) for i in items))


@dataclass(frozen=True, slots=True)
class Column:
    """`width_share` is relative to the other columns. Neighbours with the same `group` share
    a heading above their own (a header of two levels)."""

    header: str
    align: Align = "left"
    width_share: float = 1.0
    group: str = ""

    def __post_init__(self) -> None:
        if self.width_share <= 0:
            raise ValueError("width_share must be above 0")


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    bold: bool = False
    italic: bool = False
    href: str = ""
    note_code: str = ""

    def __post_init__(self) -> None:
        _check_link(self.href)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows hold a `Cell` or a plain string for each column. With `total_row` the last row is the total.
    An empty caption means no number either (a table that belongs to a chart). With `may_part` even a short one may
    go on overleaf (its head is repeated)."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell | str, ...], ...]
    unit_of_measure: str = ""
    total_row: bool = False
    source_note: str = ""
    may_part: bool = False

    def __post_init__(self) -> None:
        if not self.columns:
            raise ValueError("a table needs a column")
        for index, row in enumerate(self.rows):
            if len(row) != len(self.columns):
                raise ValueError(
                    f"row {index + 1} of {self.caption!r}: {len(row)} cells, {len(self.columns)} columns"
                )

    @property
    def together(self) -> bool:
        """Is it so short that it stands on one page?"""
        return not self.may_part and len(self.rows) <= ROWS_TOGETHER

    @property
    def has_groups(self) -> bool:
        return any(c.group for c in self.columns)

    def title_in(self, index: int) -> int | None:
        """The column of the words that name the rows below this one: nothing but a number before them, nothing after
        them, and bold or followed by parts ("– …"). None for a row of its own.
        """
        texts = [(c, False) if isinstance(c, str) else (c.text, c.bold) for c in self.rows[index]]
        if index == len(self.rows) - 1 or not any(text for text, _bold in texts):
            return None
        last = max(place for place, (text, _bold) in enumerate(texts) if text)
        below = self.rows[index + 1][last]
        parted = (below if isinstance(below, str) else below.text).startswith("– ")
        return last if (texts[last][1] or parted) and last <= 1 < len(texts) - 1 else None


@dataclass(frozen=True, slots=True)
class ChartBlock:
    """A drawn chart: `svg` for the PDF, `png` for the DOCX, `alt` read aloud; its numbers as a table."""

    title: str
    alt: str
    svg: str
    png: bytes
    table: Table | None = None

    def __post_init__(self) -> None:
        if not self.alt.strip():
            raise ValueError("a chart needs a text for those who cannot see it")


@dataclass(frozen=True, slots=True)
class PageBreak:
    pass


Block: TypeAlias = Heading | Paragraph | BulletList | Table | ChartBlock | PageBreak


@dataclass(frozen=True, slots=True)
class Annex:
    title: str
    blocks: tuple[Block, ...]
    landscape: bool = True


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs: in whose name (`authority`: "BAN THƯỜNG TRỰC"), for whom (`on_behalf`: "CHỦ TỊCH"),
    and the signer's `post`. With or without the abbreviation of any layout ("TM.", "K/T"):
    the layout writes its own. `name` is normally left blank."""

    post: str
    authority: str = ""
    on_behalf: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """By what anybody may compare a paper with what was issued: a code in letters, the `address` that its QR opens,
    and where a code can be typed (`asked_at`). Both are "" while the site's address is not known."""

    code: str
    address: str = ""
    asked_at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One document. Capitals, prefixes and punctuation are the layout's: give "Ban Thường trực", or capitals.

    - `superior`, `issuer`: the lines at the top left; `issuer_name` as in a sentence, for annexes.
    - `number`: "05/BC-MTTW-BTT", or "" to leave a blank for the hand before `number_symbol` ("/BC-MTTW-BTT").
    - `numbered`: False for a list that carries no number of its own.
    - `type_name`: "BÁO CÁO"; "" for a letter, whose summary then stands under the number.
    - `check`: stands small below the recipients, None for a paper that was not issued here.
    - `source_annex`: append the list of codes and links of all runs and cells that carry a `note_code`.
    """

    layout: Layout
    issuer: str
    place: str
    type_name: str
    summary: str
    body: tuple[Block, ...]
    signature: Signature
    superior: str | None = None
    issuer_name: str = ""
    number: str = ""
    number_symbol: str = ""
    numbered: bool = True
    date: date | None = None
    addressees: tuple[str, ...] = ()
    urgency: str = ""
    draft_mark: bool = False
    recipients: tuple[str, ...] = ()
    check: Check | None = None
    annexes: tuple[Annex, ...] = ()
    source_annex: bool = True
    language: str = ""

    @property
    def document_title(self) -> str:
        """Title for file properties: type and summary on one line."""
        return " ".join(f"{self.type_name} {self.summary}".split()) or self.number


def runs_of(blocks: tuple[Block, ...]) -> Iterator[Run | Cell]:
    """Every run and cell of the blocks in reading order."""
    for block in blocks:
        match block:
            case Paragraph():
                yield from block.runs
            case BulletList():
                for item in block.items:
                    yield from item
            case Table():
                yield from _cells(block)
            case ChartBlock(table=Table() as table):
                yield from _cells(table)
            case _:
                pass


def _cells(table: Table) -> Iterator[Cell]:
    for row in table.rows:
        for cell in row:
            if isinstance(cell, Cell):
                yield cell
