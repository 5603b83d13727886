"""What is handed out for the day: site sheets and badges with their QR as one PDF each, the list of delegates."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import lru_cache
from importlib import resources
from typing import Any

import typst
from django.utils import timezone

from giaoban.apps.documents.domain.layout import date_parts
from giaoban.apps.documents.domain.paper import Column, Paper, Paragraph, Table
from giaoban.apps.documents.formats.check_code import qr_svg
from giaoban.apps.documents.formats.layouts import load_layout
from giaoban.apps.documents.formats.pdf_packing import packed
from giaoban.apps.org.queries.letterheads import letterhead_of
from giaoban.apps.org.queries.units import names_of_units
from giaoban.apps.tasks.formats.week_paper import frame
from giaoban.kit.clock import local_day
from giaoban.kit.fonts import font_dirs
from giaoban.kit.numbers import format_number

from ..domain.handouts import HandoutWords
from ..domain.notice import first_capital, first_small
from ..enums import DelegateState
from ..models import Conference, Delegate, Site
from ..queries.words import words_of
from .places import link_of_delegate, link_of_site, place_address

FONT = "Tinos"


def handout_words() -> HandoutWords:
    """The pack's words."""
    return words_of("tai_lieu_hoi_nghi.yaml", HandoutWords)


def site_sheets(found: Conference, sites: Iterable[Site], base: str) -> bytes:
    """A page a site: who chairs and runs the line there, the link as QR, the programme. Equal input gives equal bytes.

    `base`: see `place_address`.
    """
    words = handout_words()
    pages = [_sheet(found, site, words, base) for site in sites]
    return _drawn(
        "site_sheets.typ", {**_common(found, words), "pages": pages, "programme": _programme(found)}
    )


def badges(found: Conference, delegates: Iterable[Delegate], base: str) -> bytes:
    """Ten on a sheet of A4, in protocol order; whoever is excused has none."""
    words = handout_words()
    rows = [row for row in delegates if row.state != DelegateState.EXCUSED]
    called = _called(found, rows)
    cards = [_badge(row, called, words, base) for row in rows]
    return _drawn("badges.typ", {**_common(found, words), "cards": cards})


def delegate_list(found: Conference, delegates: Sequence[Delegate]) -> Paper:
    """The list in protocol order as a paper without a number; who comes instead and who is excused is said."""
    words, head = handout_words(), letterhead_of(found.unit, local_day(found.starts_at))
    columns = tuple(
        Column(label, "center" if name == "number" else "left", words.shares[name])
        for name, label in words.columns.items()
    )
    called = _called(found, delegates)
    rows = tuple(_row(number, row, called, words) for number, row in enumerate(delegates, 1))
    return Paper(
        **frame(load_layout(head.layout_code), head, words.list_symbol, local_day(found.starts_at))
        | {"numbered": False},
        type_name=words.list_type,
        summary=words.list_summary.format(title=first_small(found.title)),
        body=(
            Table("", columns, rows, may_part=True),
            Paragraph.of(words.list_closing.format(count=format_number(len(rows), 0, "vi"))),
        ),
    )


def _called(found: Conference, delegates: Iterable[Delegate]) -> dict[int | None, str]:
    """Their units as they are called on the day of the conference."""
    called: dict[int | None, str] = {None: ""}
    return called | names_of_units(
        {row.unit_id for row in delegates if row.unit_id}, local_day(found.starts_at)
    )


def _row(number: int, row: Delegate, called: dict[int | None, str], words: HandoutWords) -> tuple[str, ...]:
    said = words.states[row.state]
    if row.state == DelegateState.REPLACED:
        said = words.instead.format(post=row.post)
    if row.state == DelegateState.EXCUSED:
        said = words.excused.format(reason=row.reason)
    cells = {
        "number": str(number), "post": str(row), "unit": called[row.unit_id],
        "site": row.site.name if row.site else words.centre, "state": said,
    }  # fmt: skip
    return tuple(cells[name] for name in words.columns)


def _common(found: Conference, words: HandoutWords) -> dict[str, Any]:
    marks = ((found.rehearsal, words.rehearsal), (found.synthetic, words.synthetic))
    head = letterhead_of(found.unit, local_day(found.starts_at))
    starts = timezone.localtime(found.starts_at)
    phrase = load_layout(head.layout_code).words.date_phrase.format(**date_parts(starts.date()))
    return {
        "issuer": head.issuer_name, "title": first_capital(found.title), "font": FONT, "lang": "vi",
        "marks": " · ".join(text for marked, text in marks if marked),
        "moment": words.moment.format(hour=f"{starts:%H}", minute=f"{starts:%M}", day=phrase),
        "words": {
            "sheet": words.sheet, "badge": words.badge, "scan_site": words.scan_site, "keep": words.keep,
            "scan_delegate": words.scan_delegate, "programme": words.programme, "what": words.what,
            "minutes": words.minutes, "questions": words.questions, "number": words.columns["number"],
        },
        "questions": [line.strip() for line in found.questions.splitlines() if line.strip()],
    }  # fmt: skip


def _sheet(found: Conference, site: Site, words: HandoutWords, base: str) -> dict[str, Any]:
    address = place_address(link_of_site(site), base)
    starts = timezone.localtime(found.starts_at)
    phrase = f"{starts:%H:%M}, {starts:%d/%m/%Y}"
    facts = [
        (words.starts, phrase),
        (words.place, found.place),
        (words.chair, found.chair_post),
        (words.local_chair, site.local_chair or words.to_fill),
        (words.operator, site.operator or words.to_fill),
        (words.phone, site.phone or words.to_fill),
        (words.line, site.line_url or found.line_url or words.to_fill),
    ]
    if site.expected:
        facts.append((words.expected, words.people.format(count=site.expected)))
    return {"name": site.name, "facts": facts, "address": address, "qr": qr_svg(address)}


def _badge(row: Delegate, called: dict[int | None, str], words: HandoutWords, base: str) -> dict[str, Any]:
    address = place_address(link_of_delegate(row), base)
    return {
        "post": str(row), "unit": called[row.unit_id], "site": row.site.name if row.site else "",
        "number": words.badge_number.format(number=row.position), "qr": qr_svg(address),
    }  # fmt: skip


def _programme(found: Conference) -> list[tuple[str, str]]:
    return [(item.title, str(item.minutes) if item.minutes else "") for item in found.items.all()]


def _drawn(name: str, data: dict[str, Any]) -> bytes:
    template = (resources.files(__package__) / name).read_bytes()
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    return packed(bytes(typst.compile(template, font_paths=_fonts(), sys_inputs=inputs, timestamp=0)))


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """The fonts of the product, none of the machine's."""
    folders = [str(folder) for folder in font_dirs()]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=folders)
