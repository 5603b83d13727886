"""The script for the chair as a paper: when what, then step by step what is said, large enough to be read out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from django.utils import timezone

from giaoban.apps.documents.domain.paper import (
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
from giaoban.apps.org.queries.letterheads import letterhead_of
from giaoban.apps.tasks.formats.week_paper import frame
from giaoban.kit.clock import local_day

from ..domain.notice import first_capital
from ..domain.script import CALLED, ScriptWords, Step
from ..models import Conference
from ..queries.script import script_of, script_words


def script_paper(found: Conference) -> Paper:
    """The script as it stands now, signed by nobody but prepared by the secretary; without a number."""
    words, head = script_words(), letterhead_of(found.unit, local_day(found.starts_at))
    steps = script_of(found)
    return Paper(
        **frame(load_layout(head.layout_code), head, words.type_symbol, local_day(found.starts_at))
        | {"signature": Signature(post=found.secretary_post or head.post), "numbered": False},
        type_name=words.type_name,
        summary=words.summary.format(title=first_capital(found.title)),
        body=tuple(_body(found, steps, words)),
    )


def _body(found: Conference, steps: Sequence[Step], words: ScriptWords) -> Iterator[Block]:
    for marked, text in ((found.rehearsal, words.rehearsal), (found.synthetic, words.synthetic)):
        if marked:
            yield Paragraph.of(Run(text, italic=True))
    yield _timetable(found, steps, words)
    for step in steps:
        minutes = f" ({words.minutes.format(minutes=step.minutes)})" if step.minutes else ""
        yield Heading(1, f"{_title(step)}{minutes}")
        for text in step.said:
            yield Paragraph.of(text)
        if step.kind in CALLED and step.next_who not in " ".join(step.said) and _called_next(step, steps):
            yield Paragraph.of(Run(words.prepares.format(who=step.next_who), italic=True))


def _title(step: Step) -> str:
    """Of whoever is called the name: the chair looks for it; what about is said below."""
    return first_capital(step.who) if step.kind in CALLED else step.title


def _called_next(step: Step, steps: Sequence[Step]) -> bool:
    """Does the next to get ready come by a call, so that the chair has to say so?"""
    return any(other.kind in CALLED and other.who == step.next_who for other in steps)


def _timetable(found: Conference, steps: Sequence[Step], words: ScriptWords) -> Table:
    """One line a step; the hour stands where a point of the agenda begins."""
    centred = ("number", "minutes")
    names = [name for name in words.columns if name != "said"]
    columns = tuple(
        Column(words.columns[n], "center" if n in centred else "left", words.shares[n]) for n in names
    )
    rows = []
    for number, (step, hour) in enumerate(zip(steps, hours(found, steps), strict=True), 1):
        cells = {
            "number": str(number), "what": f"{hour} {first_capital(step.title)}".strip(),
            "who": first_capital(step.who), "minutes": str(step.minutes) if step.minutes else "",
        }  # fmt: skip
        rows.append(tuple(cells[n] for n in names))
    return Table("", columns, tuple(rows), may_part=True)


def hours(found: Conference, steps: Sequence[Step]) -> list[str]:
    """ "08:15" at each step with which a point of the agenda begins, "" at the others: papers given at a point take of
    its minutes.
    """
    at, begun, told = timezone.localtime(found.starts_at), set(), []
    for step in steps:
        fresh = step.item_id is not None and step.item_id not in begun
        begun.add(step.item_id)
        told.append(f"{at:%H:%M}" if fresh else "")
        at += timedelta(minutes=step.minutes if fresh else 0)
    return told
