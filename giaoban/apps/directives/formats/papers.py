"""The report of results of a dissemination, and the letter to the late: papers in the unit's layout."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils import timezone

from giaoban.apps.documents.domain.layout import short_date
from giaoban.apps.documents.domain.paper import (
    Annex,
    Block,
    BulletList,
    Cell,
    Column,
    Heading,
    Paper,
    Paragraph,
    Run,
    Table,
)
from giaoban.apps.documents.formats.layouts import load_layout
from giaoban.apps.org.domain.letterhead import Letterhead
from giaoban.apps.org.queries.letterheads import letterhead_of
from giaoban.apps.tasks.formats.week_paper import frame, read_words
from giaoban.kit.numbers import format_number

from ..models import Dissemination
from ..queries.reading import delivery_of
from ..queries.wave import LATE_NAMES, Tally, Wave, working_days_late

NAMED = 20
"""So many late units stand by name in the report; the letter's annex has them all."""
Words = Mapping[str, Any]


@lru_cache(maxsize=1)
def load_words() -> Words:
    """The pack's words."""
    return read_words("quan_triet.yaml")


def result_paper(wave: Wave, now: datetime) -> Paper:
    """“Báo cáo kết quả quán triệt” of the unit that `wave` is looked at from, as of `now`: the number is the clerk's.

    What it did itself, if it was asked; what the units below it did, by level and by unit; who is late.
    """
    words, today = load_words(), timezone.localdate(now)
    unit, head = wave.under, letterhead_of(wave.under, today)
    own = (
        Dissemination.objects.filter(wave=wave.top, unit=unit)
        .select_related("directive__unit", "programme", "programme_file")
        .first()
    )
    said = words["report"]
    places = {**_about(wave, head, today), "asker": own.directive.unit.name if own else ""}
    body: list[Block] = [Paragraph.of(Run(words["synthetic"], italic=True))] if settings.DEMO else []
    body.append(Paragraph.of(said["opening_asked" if own else "opening_own"].format(**places)))
    if own:
        body += _own(own, words, today)
    body += _below(wave, own, words)
    body += _late(wave, said, places)
    body.append(Paragraph.of(said["closing"].format(**places)))
    return Paper(
        **frame(load_layout(head.layout_code), head, said["type_symbol"], today) | {"draft_mark": False},
        type_name=said["type_name"],
        summary=said["summary"].format(**places),
        addressees=(own.directive.unit.name,) if own else (),
        body=tuple(body),
    )


def chase_paper(wave: Wave, now: datetime) -> Paper:
    """The letter to the units below that are late, with their list; one late unit is addressed by name."""
    words, today = load_words(), timezone.localdate(now)
    said, head = words["chase"], letterhead_of(wave.under, today)
    rows = [row for row in wave.late if row.unit_id != wave.under.pk]
    places = {**_about(wave, head, today), "count": format_number(len(rows))}
    body: list[Block] = [Paragraph.of(Run(words["synthetic"], italic=True))] if settings.DEMO else []
    body += [Paragraph.of(said[part].format(**places)) for part in ("opening", "request", "closing")]
    names = tuple(row.unit.name for row in rows)
    layout = load_layout(head.layout_code)
    return Paper(
        **frame(layout, head, "", today) | {"draft_mark": False, "recipients": (said["as_above"],)},
        type_name="",
        summary=said["summary"].format(**places),
        addressees=names if len(names) == 1 else (said["addressee_many"],),
        body=tuple(body),
        annexes=(_annex(rows, said, today),),
    )


def _about(wave: Wave, head: Letterhead, today: date) -> dict[str, str]:
    document = wave.directive.document
    about = document.summary.rstrip(".")
    return {
        "document": str(document), "issued": short_date(document.issued_on), "by": document.issuer_name,
        "about": about[:1].lower() + about[1:], "issuer": head.issuer_name, "day": short_date(today),
    }  # fmt: skip


def _own(row: Dissemination, words: Words, today: date) -> list[Block]:
    said, delivery = words["report"], delivery_of(row)
    dates = {
        "sent": _day(row.asked_at, said), "received": _day(delivery.received_at if delivery else None, said),
        "read": _day(delivery.acknowledged_at if delivery else None, said),
    }  # fmt: skip
    blocks: list[Block] = [
        Heading(1, said["heading_received"]),
        Paragraph.of(said["received"].format(**dates)),
    ]
    blocks.append(Heading(1, said["heading_own"]))
    if row.is_done and row.held_on:
        figures = {
            n: format_number(getattr(row, n))
            for n in ("classes", "present", "due", "officers", "members", "others")
        }
        text = said["own"].format(
            form=words["forms"][row.form], held=short_date(row.held_on), share=_share(row.present, row.due), **figures
        )  # fmt: skip
    else:
        text = said["own_not_done"].format(day=short_date(today), deadline=short_date(row.deadline))
    blocks.append(Paragraph.of(text))
    if row.filed_at:
        name = row.programme.title if row.programme else row.programme_file.name if row.programme_file else ""
        filed = said["programme"].format(programme=f"“{name}”", filed=_day(row.filed_at, said))
        blocks.append(Paragraph.of(filed))
    elif row.programme_by:
        owed = said["programme_not_filed"].format(deadline=short_date(row.programme_by))
        blocks.append(Paragraph.of(owed))
    return blocks


def _below(wave: Wave, own: Dissemination | None, words: Words) -> list[Block]:
    said, total = words["report"], wave.total
    blocks: list[Block] = [Heading(1, said["heading_below"])]
    branches = [b for b in wave.branches if own is None or b.unit.pk != own.unit_id]
    if not branches:
        return [*blocks, Paragraph.of(said["no_below"])]
    tally = total if own is None else _without(total, wave, own)
    figures = {n: format_number(getattr(tally, n)) for n in _FIGURES}
    blocks.append(
        Paragraph.of(
            said["below"].format(
                read=format_number(tally.acknowledged), share=_share(tally.done, tally.asked), **figures
            )
        )
    )
    if tally.owing:
        filed, owing = format_number(tally.filed), format_number(tally.owing)
        blocks.append(Paragraph.of(said["programmes"].format(filed=filed, owing=owing)))
    if own is None and len(wave.levels) > 1:
        rows = [(words["levels"][level], t) for level, t in wave.levels.items()]
        blocks.append(_table(said["table_levels"], rows, total, said))
    rows = [(branch.name, branch.tally) for branch in branches]
    blocks.append(_table(said["table_units"], rows, tally, said))
    return blocks


_FIGURES = ("asked", "done", "classes", "present", "due", "officers", "members", "others")


def _without(total: Tally, wave: Wave, own: Dissemination) -> Tally:
    """The units below alone: the unit's own row stands among its branches."""
    mine = next((b.tally for b in wave.branches if b.unit.pk == own.unit_id), Tally())
    names = (
        "asked", "received", "acknowledged", "done", "owing", "filed", "late", "done_late", "unanswered", "due",
        "officers", "members", "others", "classes",
    )  # fmt: skip
    return Tally(**{n: getattr(total, n) - getattr(mine, n) for n in names})


def _table(caption: str, rows: list[tuple[str, Tally]], total: Tally, said: Words) -> Table:
    names = list(said["columns"])
    columns = tuple(
        Column(said["columns"][n], "left" if n == "name" else "right", said["shares"][n]) for n in names
    )

    def drawn(name: str, tally: Tally, bold: bool = False) -> tuple[Cell, ...]:
        texts = (name if n == "name" else format_number(getattr(tally, n)) for n in names)
        return tuple(Cell(text, bold=bold) for text in texts)

    listed = [drawn(name, tally) for name, tally in rows]
    return Table(
        caption, columns, (*listed, drawn(said["total"], total, bold=True)), said["unit_of_measure"],
        total_row=True, may_part=len(rows) > NAMED,
    )  # fmt: skip


def _late(wave: Wave, said: Words, places: dict[str, str]) -> list[Block]:
    """Who has not done it and is past the term, by name; apart from them, how many did it after the term."""
    blocks: list[Block] = [Heading(1, said["heading_late"])]
    if wave.late:
        count = format_number(len(wave.late) if len(wave.late) < LATE_NAMES else wave.total.late)
        names = [row.unit.name for row in wave.late[:NAMED]]
        names += [said["more"]] if len(wave.late) > NAMED else []
        blocks += [Paragraph.of(said["late"].format(late=count, **places)), BulletList.of(*names)]
    else:
        blocks.append(Paragraph.of(said["late_done" if wave.total.done_late else "no_late"].format(**places)))
    if wave.total.done_late:
        done = format_number(wave.total.done_late)
        blocks.append(Paragraph.of(said["done_late"].format(done_late=done)))
    return blocks


def _annex(late: list[Dissemination], said: Words, today: date) -> Annex:
    titles, days = said["columns"], working_days_late(late, today)
    columns = (
        Column(titles["number"], "center", 0.5), Column(titles["unit"], "left", 4),
        Column(titles["deadline"], "center", 1.3), Column(titles["late"], "center", 1.5),
    )  # fmt: skip
    rows: list[tuple[Cell | str, ...]] = [
        (str(n), row.unit.name, short_date(row.deadline), str(days[row.pk])) for n, row in enumerate(late, 1)
    ]
    if len(late) >= LATE_NAMES:
        rows.append(("", said["more"], "", ""))
    return Annex(said["annex"], (Table("", columns, tuple(rows)),), landscape=False)


def _day(moment: datetime | None, said: Words) -> str:
    return short_date(timezone.localtime(moment)) if moment else str(said["not_known"])


def _share(part: int, whole: int) -> str:
    return f"{format_number(Decimal(round(1000 * part / whole)) / 10)}%" if whole else "0%"
