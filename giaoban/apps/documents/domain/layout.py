"""A layout: how a family of organisations lays out its papers. Sizes in points, margins in millimetres.

A layout is data of the country pack; this file knows no country. `layout_from_data` is strict: an unknown
or missing key is a `LayoutError` that names its place, so that a typing mistake never prints.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from datetime import date
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from giaoban.apps.documents.domain.lines import Together

T = TypeVar("T")


class LayoutError(ValueError):
    """A layout's data does not fit; the message names the key."""


@dataclass(frozen=True, slots=True)
class Font:
    docx: str
    pdf: str


@dataclass(frozen=True, slots=True)
class Page:
    """Millimetres. `number_from_top` is the distance of the page number from the paper's upper edge.
    A landscape page keeps the four margins where they are named."""

    width: float
    height: float
    top: float
    bottom: float
    left: float
    right: float
    number_from_top: float
    number_size: float
    number_on_first: bool = False

    def text_size(self, *, landscape: bool = False) -> tuple[float, float]:
        """Width and height of the text area, in points."""
        across, down = (self.height, self.width) if landscape else (self.width, self.height)
        return (across - self.left - self.right) * 72 / 25.4, (down - self.top - self.bottom) * 72 / 25.4


@dataclass(frozen=True, slots=True)
class LineStyle:
    size: float
    bold: bool = False
    italic: bool = False
    upper: bool = False
    underline: bool = False


@dataclass(frozen=True, slots=True)
class HeaderLine(LineStyle):
    """`text` may hold {superior} {issuer} {number} {about} {place_date}; a line whose field is empty is left
    out. `rule` is the length of the line drawn beneath, as a share of the text's width (0: none)."""

    text: str = ""
    rule: float = 0.0
    space_before: float = 0.0


@dataclass(frozen=True, slots=True)
class HeaderRow:
    left: tuple[HeaderLine, ...]
    right: tuple[HeaderLine, ...]


@dataclass(frozen=True, slots=True)
class TitleStyle:
    """`rule` as in `HeaderLine`, under the summary; `mark` is a printed sign in its place ("-----")."""

    type: LineStyle
    summary: LineStyle
    rule: float = 0.0
    mark: str = ""


@dataclass(frozen=True, slots=True)
class BodyStyle:
    """`first_line` in centimetres, `space` after a paragraph in points, `line_spacing` as a multiple."""

    size: float
    first_line: float
    space: float
    line_spacing: float
    ending: str
    link_colour: str


@dataclass(frozen=True, slots=True)
class HeadingStyle(LineStyle):
    """`label` may hold {roman} {arabic} {letter} {plain}; "" means no number at this level."""

    label: str = ""
    centred: bool = False


@dataclass(frozen=True, slots=True)
class TableStyle:
    text: LineStyle
    head: LineStyle
    caption: LineStyle
    unit: LineStyle
    head_fill: str = ""


@dataclass(frozen=True, slots=True)
class Abbreviations:
    """Each tuple: how this layout writes it, then the spellings it recognises and replaces."""

    collective: tuple[str, ...]
    deputy: tuple[str, ...]
    order: tuple[str, ...]
    delegated: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SignatureStyle:
    authority: LineStyle
    post: LineStyle
    name: LineStyle
    space: float
    abbreviations: Abbreviations


@dataclass(frozen=True, slots=True)
class RecipientStyle:
    """`filed` is the closing entry, added when no entry starts with `filed_word`."""

    heading: LineStyle
    entry: LineStyle
    filed: str
    filed_word: str


@dataclass(frozen=True, slots=True)
class CheckStyle:
    """How the check of an issued paper stands below the recipients: with a QR (`side` in millimetres, the white
    margin included) or in letters alone. `size` of the letters in points."""

    qr: bool
    side: float
    size: float


@dataclass(frozen=True, slots=True)
class AnnexStyle:
    label: LineStyle
    title: LineStyle
    reference: LineStyle
    own_page_numbers: bool


@dataclass(frozen=True, slots=True)
class NumberStyle:
    """`typed` and `untyped` hold {number} {type} {issuer}; numbers are padded with 0 to `digits`."""

    prefix: str
    typed: str
    untyped: str
    digits: int = 2
    blank: str = "        "


@dataclass(frozen=True, slots=True)
class Words:
    """Fixed words of the layout's language, with their places for values."""

    place_date: str
    place_date_blank: str
    date_phrase: str
    date_phrase_blank: str
    about: str
    about_said: tuple[tuple[str, ...], ...]
    addressees: str
    as_above: str
    recipients: str
    table: str
    chart: str
    unit: str
    source: str
    annex: str
    annex_one: str
    annex_reference: str
    annex_issuer: str
    letter: str
    check_code: str
    check_at: str
    check_alt: str
    sources_title: str
    sources_note: str
    sources_code: str
    sources_figure: str
    sources_link: str
    draft: str


@dataclass(frozen=True, slots=True)
class StyleNames:
    """What the styles of an editable file are called in the list of a word processor."""

    body: str
    heading: str
    header: str
    title: str
    summary: str
    addressee: str
    bullet: str
    caption: str
    unit: str
    cell: str
    cell_head: str
    note: str
    figure: str
    signature: str
    recipients: str
    annex: str
    annex_reference: str
    page_number: str
    link: str


@dataclass(frozen=True, slots=True)
class Layout:
    """One layout. `letters` is the alphabet for "a)": it is the language's own, not always a to z."""

    code: str
    title: str
    basis: str
    language: str
    font: Font
    page: Page
    left_share: float
    header: tuple[HeaderRow, ...]
    stamp: LineStyle
    title_block: TitleStyle
    addressees: LineStyle
    body: BodyStyle
    headings: tuple[HeadingStyle, ...]
    table: TableStyle
    signature: SignatureStyle
    recipients: RecipientStyle
    check: CheckStyle
    annex: AnnexStyle
    number: NumberStyle
    words: Words
    styles: StyleNames
    letters: str
    urgencies: tuple[str, ...] = field(default=())
    bullet: str = "- "
    together: Together = field(default=Together())

    @property
    def text_width(self) -> float:
        """Width of the text on an upright page, in points."""
        return self.page.text_size()[0]


def layout_from_data(data: Mapping[str, Any]) -> Layout:
    """The layout that a mapping (from YAML) describes. Raises LayoutError."""
    layout = _build(Layout, data, "layout")
    if len(layout.headings) != 4:
        raise LayoutError("layout.headings: four levels are needed")
    return layout


def format_number(layout: Layout, number: int, type_symbol: str, issuer_symbol: str) -> str:
    """ "05/BC-MTTW-BTT" (State) or "05-BC/BDVTW" (Party): a 0 before numbers under 10; no prefix word."""
    if number < 1:
        raise ValueError("a document's number starts at 1")
    form = layout.number.typed if type_symbol else layout.number.untyped
    return form.format(number=f"{number:0{layout.number.digits}d}", type=type_symbol, issuer=issuer_symbol)


def number_ending(layout: Layout, type_symbol: str, issuer_symbol: str) -> str:
    """What stands behind the room for a number that the clerk writes: "/BC-MTTW-BTT", "-BC/BDVTW"."""
    form = layout.number.typed if type_symbol else layout.number.untyped
    return form.format(number="", type=type_symbol, issuer=issuer_symbol)


def format_place_date(layout: Layout, place: str, day: date | None) -> str:
    """ "Hà Nội, ngày 06 tháng 7 năm 2021": a 0 before days under 10 and before months 1 and 2 only
    (Decree 30/2020/NĐ-CP, annex I); blanks for the hand when there is no date yet."""
    if day is None:
        return layout.words.place_date_blank.format(place=place)
    return layout.words.place_date.format(place=place, **date_parts(day))


def date_parts(day: date) -> dict[str, str]:
    """Day, month and year as documents write them: two digits for days and for months 1 and 2."""
    month = f"{day.month:02d}" if day.month <= 2 else str(day.month)
    return {"day": f"{day.day:02d}", "month": month, "year": f"{day.year:04d}"}


def short_date(day: date) -> str:
    """ "06/7/2021", "05/01/2021": a day in a sentence or a table of a paper, with zeros where `date_parts` has them."""
    return "{day}/{month}/{year}".format(**date_parts(day))


def _build(kind: type[T], data: object, where: str) -> T:
    if not isinstance(data, Mapping):
        raise LayoutError(f"{where}: a mapping is expected")
    hints = get_type_hints(kind)
    known = {f.name: f for f in fields(cast(Any, kind))}
    if unknown := sorted(set(data) - set(known)):
        raise LayoutError(f"{where}: unknown key {unknown[0]!r}")
    values: dict[str, Any] = {}
    for name, spec in known.items():
        if name in data:
            values[name] = _value(hints[name], data[name], f"{where}.{name}")
        elif spec.default is MISSING and spec.default_factory is MISSING:
            raise LayoutError(f"{where}: key {name!r} is missing")
    return kind(**values)


def _value(hint: Any, value: object, where: str) -> Any:
    if is_dataclass(hint):
        return _build(cast("type[Any]", hint), value, where)
    origin = get_origin(hint)
    if origin is tuple:
        if not isinstance(value, list | tuple):
            raise LayoutError(f"{where}: a list is expected")
        inner = get_args(hint)[0]
        return tuple(_value(inner, item, f"{where}[{index}]") for index, item in enumerate(value))
    if origin in (Literal, Union, types.UnionType):
        return value
    if hint is float and isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    if not isinstance(value, hint) or (hint is int and isinstance(value, bool)):
        raise LayoutError(f"{where}: {hint.__name__} is expected, not {value!r}")
    return value
