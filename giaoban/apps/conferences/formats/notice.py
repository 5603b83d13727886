"""The notice of conclusions: a paper in the convenor's layout, ready to be numbered and signed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from giaoban.apps.documents.domain.layout import date_parts, number_ending, short_date
from giaoban.apps.documents.domain.paper import (
    Annex,
    Block,
    Column,
    Heading,
    Paper,
    Paragraph,
    Run,
    Signature,
    Table,
)
from giaoban.apps.documents.formats.layouts import load_layout
from giaoban.apps.org.domain.letterhead import Letterhead
from giaoban.apps.org.queries.letterheads import letterhead_of
from giaoban.kit import clock
from giaoban.kit.numbers import format_number

from ..domain.attendance import Attendance
from ..domain.notice import NoticeWords, first_capital, first_small, said_form, sentence
from ..enums import ConferenceForm, Consensus
from ..models import Conclusion, Conference
from ..queries import PutTask, attendance_of, put_tasks
from ..queries.words import words_of

FILE = "ket_luan_hoi_nghi.yaml"


@dataclass(frozen=True, slots=True)
class Notice:
    """What a notice is made of."""

    conference: Conference
    conclusions: Sequence[Conclusion]
    tasks: Sequence[PutTask]
    attendance: Attendance


def notice_of(found: Conference) -> Notice:
    """What a notice of this conference is made of, as it stands now. Five queries."""
    return Notice(found, list(found.conclusions.all()), put_tasks(found), attendance_of(found))


def notice_paper(notice: Notice) -> Paper:
    """The paper, with the tasks agreed on; its number is the clerk's.

    Without confirmed conclusions it carries a draft mark and no date.
    """
    found, words = notice.conference, words_of(FILE, NoticeWords)
    agreed = tuple(t for t in notice.tasks if t.consensus is not Consensus.NOT_AGREED)
    notice = replace(notice, tasks=agreed)
    head = letterhead_of(found.unit, clock.local_day(found.starts_at))
    dated = clock.local_day(found.confirmed_at) if found.confirmed_at else None
    layout = load_layout(head.layout_code)
    return Paper(
        layout=layout,
        superior=head.superior or None,
        issuer=head.issuer,
        issuer_name=head.issuer_name,
        number_symbol=number_ending(layout, words.type_symbol, head.issuer_symbol(words.type_symbol)),
        place=head.place,
        date=dated,
        type_name=words.type_name,
        summary=words.summary.format(chair=found.chair_post, title=first_small(found.title)),
        draft_mark=dated is None,
        body=tuple(_body(notice, words, head)),
        signature=Signature(post=head.post, authority=head.authority, on_behalf=head.on_behalf),
        recipients=head.recipients,
        annexes=(_annex(notice.tasks, words),) if notice.tasks else (),
        source_annex=False,
    )


def _body(notice: Notice, words: NoticeWords, head: Letterhead) -> list[Block]:
    found = notice.conference
    chair, title = found.chair_post, first_small(found.title)
    day = load_layout(head.layout_code).words.date_phrase.format(
        **date_parts(clock.local_day(found.starts_at))
    )
    blocks: list[Block] = [Paragraph.of(Run(words.synthetic, italic=True))] if found.synthetic else []
    blocks.append(
        Paragraph.of(
            words.opening.format(
                Day=first_capital(day), place=found.place, issuer=head.issuer_name, title=title,
                form=said_form(words.forms.get(found.form, ""), title), Chair=first_capital(chair),
            )
        )
    )  # fmt: skip
    if notice.attendance.present:
        blocks.append(Paragraph.of(_attendance(found, notice.attendance, words)))
    blocks.append(Paragraph.of(words.leading.format(chair=chair)))
    blocks.append(Heading(1, words.conclusions))
    blocks += [Paragraph.of(f"{n}. {sentence(c.text)}") for n, c in enumerate(notice.conclusions, 1)]
    if notice.tasks:
        blocks.append(Heading(1, words.tasks))
        blocks.append(Paragraph.of(words.agreed.format(count=f"{len(notice.tasks):02d}")))
        blocks += [Paragraph.of(_task(n, t, words)) for n, t in enumerate(notice.tasks, 1)]
        blocks += _reservations(notice.tasks, words)
    blocks.append(Paragraph.of(words.closing.format(issuer=head.issuer_name)))
    return blocks


def _attendance(conference: Conference, found: Attendance, words: NoticeWords) -> str:
    """Only sites that counted who is there have people there."""
    one_hall = conference.form == ConferenceForm.HALL or found.counted < 2
    pattern = words.attendance_hall if one_hall else words.attendance
    whom = words.of_whom.format(officers=_n(found.officers)) if 0 < found.officers < found.present else ""
    return pattern.format(sites=_n(found.counted), present=_n(found.present), of_whom=whom)


def _task(number: int, task: PutTask, words: NoticeWords) -> str:
    units = ", ".join(u.name for u in task.coordinating)
    return words.task.format(
        number=number,
        title=sentence(task.row.title),
        lead=task.row.lead.name,
        coordinating=words.coordinating.format(units=units) if units else "",
        deadline=short_date(task.row.deadline),
    )


def _reservations(tasks: Sequence[PutTask], words: NoticeWords) -> list[Block]:
    """Opinions that still stand, with the post that holds each."""
    lines = [
        words.reservation.format(number=n, post=s.post, text=sentence(s.text))
        for n, task in enumerate(tasks, 1)
        for s in task.stances
        if s.settled_at is None
    ]
    return [Heading(1, words.reservations), *map(Paragraph.of, lines)] if lines else []


def _annex(tasks: Sequence[PutTask], words: NoticeWords) -> Annex:
    names, shares = (
        words.columns,
        {"number": 0.6, "title": 3.0, "aim": 2.4, "coordinating": 2.2, "deadline": 1.0, "measure": 1.8},
    )
    columns = tuple(
        Column(label, "center" if name in ("number", "deadline") else "left", shares.get(name, 1.5))
        for name, label in names.items()
    )
    rows = tuple(tuple(_cell(name, n, task) for name in names) for n, task in enumerate(tasks, 1))
    return Annex(words.annex, (Table("", columns, rows),))


def _cell(name: str, number: int, task: PutTask) -> str:
    row = task.row
    return {
        "number": str(number),
        "title": row.title,
        "aim": row.aim,
        "lead": row.lead.short_name,
        "coordinating": ", ".join(u.short_name for u in task.coordinating),
        "deadline": short_date(row.deadline),
        "measure": row.measure,
    }[name]


def _n(number: int) -> str:
    return format_number(number, 0, "vi")
