"""The minutes of a conference (biên bản): what was noted as it went, written down in the order of such papers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from giaoban.apps.documents.domain.layout import date_parts
from giaoban.apps.documents.domain.paper import Block, BulletList, Column, Heading, Paragraph, Run, Table
from giaoban.kit.numbers import format_number

from .attendance import Attendance
from .notice import first_capital, sentence

CLOSING = 2
"""Paragraphs at the end that stand right above the signatures."""
NAMED = 10
"""So many sites that never connected are named; the rest is counted."""


@dataclass(frozen=True, slots=True)
class MinutesWords:
    """Sentences with places in braces; `forms`, `modes`, `outcomes` by code."""

    type_name: str
    type_symbol: str
    summary: str
    synthetic: str
    rehearsal: str
    not_noted: str
    moment: str
    clock: str
    forms: Mapping[str, str]
    who: str
    begun: str
    place: str
    chair: str
    secretary: str
    present: str
    present_hall: str
    of_whom: str
    and_others: str
    of_expected: str
    missing: str
    more: str
    instead: str
    instead_one: str
    excused: str
    excused_one: str
    course: str
    item: str
    item_at: str
    item_not_held: str
    speakers: str
    speaker: str
    speaker_said: str
    took: str
    about_paper: str
    about_hand: str
    remarks: str
    remark: str
    remark_answered: str
    decided: str
    matter: str
    modes: Mapping[str, str]
    outcomes: Mapping[str, str]
    figures: str
    tasks: str
    task: str
    coordinating: str
    stance: str
    settled: str
    conclusions: str
    conclusion: str
    ended: str
    signed: str
    annex: str
    annex_hall: str
    site_hall: str
    unit_of_measure: str
    columns: Mapping[str, str]
    shares: Mapping[str, float]
    total: str
    rest: str
    correction: str


@dataclass(frozen=True, slots=True)
class Spoken:
    """Who spoke, about what, how many minutes it took (None: not noted), and what was noted of it."""

    who: str
    about: str
    minutes: int | None
    note: str = ""
    is_paper: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """What was written in; `answered`: somebody saw to it."""

    who: str
    text: str
    answered: bool = False


@dataclass(frozen=True, slots=True)
class Held:
    """A point of the agenda as it ran; moments are local, None when nobody noted them."""

    title: str
    begun: datetime | None = None
    ended: datetime | None = None
    note: str = ""
    spoken: Sequence[Spoken] = ()
    written: Sequence[Written] = ()


@dataclass(frozen=True, slots=True)
class Decided:
    """A matter that was put to decision; `figures` by choice, empty for a consensus."""

    text: str
    mode: str
    outcome: str
    figures: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class AgreedOn:
    """A task that was agreed on, with the opinions that were kept: (post, text, was it settled?)."""

    title: str
    lead: str
    coordinating: str
    deadline: str
    stances: Sequence[tuple[str, str, bool]] = ()


@dataclass(frozen=True, slots=True)
class Minutes:
    """What the minutes are made of. `rows`: the highest sites with all below them; `rest`: those left out of the table.

    `excused`: (post, reason); `instead`: (post that came, post invited); `missing`: names of sites never connected.
    """

    title: str
    place: str
    form: str
    chair: str
    secretary: str
    begun: datetime | None
    ended: datetime | None
    one_hall: bool
    attendance: Attendance
    missing: Sequence[str] = ()
    instead: Sequence[tuple[str, str]] = ()
    excused: Sequence[tuple[str, str]] = ()
    points: Sequence[Held] = ()
    decided: Sequence[Decided] = ()
    tasks: Sequence[AgreedOn] = ()
    conclusions: Sequence[str] = ()
    rows: Sequence[tuple[str, Attendance]] = ()
    rest: Attendance | None = None
    corrections: Sequence[str] = ()
    synthetic: bool = False
    rehearsal: bool = False


def body_of(found: Minutes, words: MinutesWords, date_phrase: str) -> list[Block]:
    """The text of the minutes, its annex left out."""
    blocks: list[Block] = []
    for marked, text in ((found.rehearsal, words.rehearsal), (found.synthetic, words.synthetic)):
        blocks += [Paragraph.of(Run(text, italic=True))] if marked else []
    blocks.append(Heading(1, words.who))
    blocks += [BulletList.of(line) for line in _who(found, words, date_phrase)]
    blocks.append(Heading(1, words.course))
    for point in found.points:
        blocks += _point(point, words)
    if found.decided or found.tasks:
        blocks += [Heading(1, words.decided), *_decisions(found, words)]
    if found.conclusions:
        blocks.append(Heading(1, words.conclusions))
        blocks += [
            Paragraph.of(f"{n}. {words.conclusion.format(text=sentence(text))}")
            for n, text in enumerate(found.conclusions, 1)
        ]
    blocks.append(Paragraph.of(words.ended.format(moment=_moment(found.ended, words, date_phrase))))
    return [*blocks, Paragraph.of(words.signed)]


def annex_blocks(found: Minutes, words: MinutesWords) -> tuple[Block, ...]:
    """Who was where, by count, and what was set right."""
    note = words.correction.format(corrections="; ".join(found.corrections)) if found.corrections else ""
    return (_table(found, words), *((Paragraph.of(Run(note, italic=True)),) if note else ()))


def _table(found: Minutes, words: MinutesWords) -> Table:
    middle = ("number",)
    columns = tuple(
        Column(label, "center" if n in middle else "left" if n == "site" else "right", words.shares[n])
        for n, label in {**words.columns, **({"site": words.site_hall} if found.one_hall else {})}.items()
    )
    rows = [_row(str(n), name, of, words) for n, (name, of) in enumerate(found.rows, 1)]
    if found.rest is not None:
        rows.append(_row("", words.rest, found.rest, words))
    rows.append(_row("", words.total, found.attendance, words))
    return Table(
        "",
        columns,
        tuple(rows),
        unit_of_measure=words.unit_of_measure,
        total_row=True,
        may_part=True,
    )


def _row(number: str, name: str, of: Attendance, words: MinutesWords) -> tuple[str, ...]:
    cells = {
        "number": number, "site": name, "expected": _n(of.expected), "officers": _n(of.officers),
        "others": _n(of.others), "present": _n(of.present),
    }  # fmt: skip
    return tuple(cells[name] for name in words.columns)


def _who(found: Minutes, words: MinutesWords, date_phrase: str) -> Iterator[str]:
    yield words.begun.format(moment=_moment(found.begun, words, date_phrase))
    yield words.place.format(place=found.place, form=words.forms[found.form])
    yield words.chair.format(chair=found.chair)
    if found.secretary:
        yield words.secretary.format(secretary=found.secretary)
    yield _present(found, words)
    if found.missing:
        named = list(found.missing[:NAMED])
        left = len(found.missing) - len(named)
        named += [words.more.format(count=_n(left))] if left else []
        yield words.missing.format(sites="; ".join(named))
    if found.instead:
        some = [words.instead_one.format(post=post, instead_of=of) for post, of in found.instead]
        yield words.instead.format(delegates="; ".join(some))
    if found.excused:
        some = [words.excused_one.format(post=post, reason=why) for post, why in found.excused]
        yield words.excused.format(delegates="; ".join(some))


def _present(found: Minutes, words: MinutesWords) -> str:
    of = found.attendance
    expected = words.of_expected.format(expected=_n(of.expected)) if of.expected else ""
    pattern = words.present_hall if found.one_hall else words.present
    others = words.and_others.format(others=_n(of.others)) if of.others else ""
    whom = words.of_whom.format(officers=_n(of.officers), and_others=others) if of.present else ""
    return pattern.format(
        sites=f"{_n(of.connected)}/{_n(of.sites)}", present=_n(of.present), of_expected=expected, of_whom=whom
    )


def _point(point: Held, words: MinutesWords) -> Iterator[Block]:
    if point.begun and point.ended:
        title = words.item_at.format(
            title=point.title, begun=_clock(point.begun, words), ended=_clock(point.ended, words)
        )
    else:
        title = words.item.format(title=point.title)
    yield Heading(2, title)
    for line in point.note.splitlines():
        if line.strip():
            yield Paragraph.of(sentence(line))
    if point.spoken:
        yield Paragraph.of(words.speakers)
        for one in point.spoken:
            yield BulletList.of(_spoken(one, words))
    if point.written:
        yield Paragraph.of(words.remarks)
        for note in point.written:
            pattern = words.remark_answered if note.answered else words.remark
            yield BulletList.of(pattern.format(who=first_capital(note.who), text=" ".join(note.text.split())))


def _spoken(one: Spoken, words: MinutesWords) -> str:
    pattern = words.about_paper if one.is_paper else words.about_hand
    about = pattern.format(title=one.about) if one.about else ""
    took = "" if one.minutes is None else words.took.format(minutes=one.minutes)
    said = words.speaker_said if one.note.strip() else words.speaker
    return said.format(who=first_capital(one.who), about=about, took=took, note=" ".join(one.note.split()))


def _decisions(found: Minutes, words: MinutesWords) -> Iterator[Block]:
    for number, matter in enumerate(found.decided, 1):
        figures = (
            words.figures.format(**{k: _n(v) for k, v in matter.figures.items()}) if matter.figures else ""
        )
        yield Paragraph.of(
            f"{number}. "
            + words.matter.format(
                text=matter.text.strip().rstrip("."), mode=words.modes[matter.mode],
                outcome=words.outcomes[matter.outcome], figures=figures,
            )
        )  # fmt: skip
    if found.tasks:
        yield Paragraph.of(words.tasks.format(count=f"{len(found.tasks):02d}"))
    for number, task in enumerate(found.tasks, 1):
        others = words.coordinating.format(units=task.coordinating) if task.coordinating else ""
        said = words.task.format(
            title=sentence(task.title), lead=task.lead, coordinating=others, deadline=task.deadline
        )
        yield Paragraph.of(f"{number}. {said}")
        for post, text, settled in task.stances:
            kept = words.stance.format(number=number, post=post, text=sentence(text))
            yield BulletList.of(f"{kept} {words.settled.format(post=post)}" if settled else kept)


def _moment(at: datetime | None, words: MinutesWords, date_phrase: str) -> str:
    if at is None:
        return words.not_noted
    day = date_phrase.format(**date_parts(at.date()))
    return words.moment.format(hour=f"{at:%H}", minute=f"{at:%M}", day=day)


def _clock(at: datetime, words: MinutesWords) -> str:
    return words.clock.format(hour=f"{at:%H}", minute=f"{at:%M}")


def _n(number: int) -> str:
    return format_number(number, 0, "vi")
