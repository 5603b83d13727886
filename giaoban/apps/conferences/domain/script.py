"""The script by which a conference is led (kịch bản điều hành): step by step, who is called and what is said.

The same steps stand in the paper that the chair prints and on the chair's screen while the conference goes on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from giaoban.kit.numbers import format_number

from ..enums import ItemKind, StepKind
from .attendance import Attendance

CALLED = (StepKind.PAPER, StepKind.HAND)
"""Steps at which somebody is called to the floor, and the next one is asked to get ready."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `said`: what is read out, a paragraph each. `who` speaks then, `next_who` gets ready meanwhile: the
    next in the script who is called, "" for none. A paper with a point of its own has both `item_id` and `paper_id`.
    """

    kind: StepKind
    title: str
    said: tuple[str, ...] = ()
    minutes: int = 0
    who: str = ""
    next_who: str = ""
    item_id: int | None = None
    paper_id: int | None = None
    turn_id: int | None = None


@dataclass(frozen=True, slots=True)
class Guest:
    """A delegate to be introduced: the post; `instead_of` is the post invited when somebody else came."""

    post: str
    instead_of: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """A point of the agenda; `script`: what the chair wants to say instead of the pack's words."""

    pk: int
    kind: ItemKind
    title: str
    minutes: int = 0
    who: str = ""
    script: str = ""
    paper_id: int | None = None


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who is called to the floor: with an arranged paper, or (no `paper_id`) because a hand was raised."""

    who: str
    title: str
    minutes: int
    paper_id: int | None = None
    turn_id: int | None = None
    item_id: int | None = None


@dataclass(frozen=True, slots=True)
class ScriptWords:
    """Sentences with places in braces. `items` by kind of the point, `forms` by form of the conference."""

    type_name: str
    type_symbol: str
    summary: str
    greeting: str
    reasons: str
    forms: Mapping[str, str]
    delegates: str
    delegate: str
    delegate_instead: str
    at_sites: str
    chair: str
    secretary: str
    programme: str
    programme_item: str
    attendance: str
    attendance_hall: str
    not_known: str
    items: Mapping[str, str]
    reporter: str
    site: str
    site_prefix: str
    unit: str
    questions: str
    question: str
    paper: str
    paper_and_next: str
    thanks: str
    hand: str
    hand_and_next: str
    about: str
    decisions: str
    decision: str
    decision_end: str
    conclusion: str
    closing: str
    titles: Mapping[str, str]
    kinds: Mapping[str, Sequence[str]]
    columns: Mapping[str, str]
    shares: Mapping[str, float]
    minutes: str
    called: str
    prepares: str
    synthetic: str
    rehearsal: str


@dataclass(frozen=True, slots=True)
class Led:
    """What a script is made of. `form`: how it is held, for a sentence; `one_hall`: nobody joins from outside."""

    title: str
    day: str
    place: str
    issuer: str
    chair: str
    secretary: str
    form: str
    one_hall: bool
    attendance: Attendance
    guests: Sequence[Guest] = ()
    points: Sequence[Point] = ()
    speakers: Sequence[Speaker] = ()
    questions: Sequence[str] = ()
    tasks: Sequence[str] = ()
    conclusions: Sequence[str] = field(default=())


def script(led: Led, words: ScriptWords) -> tuple[Step, ...]:
    """The steps in order: introduction, who is there, the points with those called at each, decisions, closing."""
    return with_next(list(_steps(led, words)), words)


def with_next(steps: Sequence[Step], words: ScriptWords) -> tuple[Step, ...]:
    """Each step told who gets ready; whoever is called hears that the one before is thanked."""
    found: list[Step] = []
    for place, step in enumerate(steps):
        after = next((s.who for s in steps[place + 1 :] if s.who and s.who != step.who), "")
        found.append(replace(step, next_who=after))
        if step.kind in CALLED and not step.said:
            follows = steps[place + 1] if place + 1 < len(steps) else None
            ready = follows.who if follows is not None and follows.kind in CALLED else ""
            before = steps[place - 1] if place and steps[place - 1].kind in CALLED else None
            found[-1] = replace(found[-1], said=_call(step, before, ready, words))
    return tuple(found)


def kind_of(title: str, words: ScriptWords) -> ItemKind:
    """What kind of point a title is by the pack's tell-tale words, in their order; a report when none is met."""
    folded = title.casefold()
    for kind, tells in words.kinds.items():
        if any(tell in folded for tell in tells):
            return ItemKind(kind)
    return ItemKind.REPORT


def attendance_line(found: Attendance, words: ScriptWords, *, one_hall: bool) -> str:
    """The line to be read out; dots where nobody has counted yet."""
    pattern = words.attendance_hall if one_hall else words.attendance
    connected = _n(found.connected) if found.connected else words.not_known
    present = _n(found.present) if found.counted else words.not_known
    return pattern.format(connected=connected, sites=_n(found.sites), present=present)


def called(name: str, words: ScriptWords) -> str:
    """A site as it is called: its name after "điểm cầu", unless it says so itself."""
    return name if name.casefold().startswith(words.site_prefix) else words.site.format(site=name)


def _steps(led: Led, words: ScriptWords) -> Iterator[Step]:
    opening = next((p for p in led.points if p.kind == ItemKind.OPENING), None)
    host = _host(led.points)
    yield _introduction(led, opening, words)
    line = attendance_line(led.attendance, words, one_hall=led.one_hall)
    yield Step(
        StepKind.ATTENDANCE, words.titles["attendance_hall" if led.one_hall else "attendance"], (line,)
    )
    own = {p.paper_id for p in led.points if p is not opening} - {None}
    others = [s for s in led.speakers if s.paper_id not in own]
    decided = False
    for point in led.points:
        if point is opening:
            yield from _called(others, point.pk, point is host)
            continue
        if point.kind == ItemKind.CONCLUSION and not decided:
            decided = True
            yield from _decisions(led, words)
        yield _point(led, point, words, is_host=point is host)
        yield from _called(others, point.pk, point is host)
    if host is None:
        yield from _called(others, None, True)
    if not decided:
        yield from _decisions(led, words)
    yield Step(StepKind.CLOSING, words.titles["closing"], (words.closing.format(issuer=led.issuer),))


def _host(points: Sequence[Point]) -> Point | None:
    """The point at which those speak who have none of their own: papers, else discussion, else the last before the
    conclusion.
    """
    for kind in (ItemKind.PAPER, ItemKind.DISCUSSION):
        for point in points:
            if point.kind == kind and point.paper_id is None:
                return point
    before = [p for p in points if p.kind not in (ItemKind.CONCLUSION, ItemKind.PAUSE)]
    return before[-1] if before else None


def _called(speakers: Iterable[Speaker], point: int | None, is_host: bool) -> Iterator[Step]:
    """Those who speak at a point: arranged papers first, hands below them, each in its order."""
    here = [s for s in speakers if s.item_id == point or (is_host and s.item_id is None)]
    for one in sorted(here, key=lambda s: s.paper_id is None):
        kind = StepKind.PAPER if one.paper_id is not None else StepKind.HAND
        yield Step(
            kind, one.title, minutes=one.minutes, who=one.who, item_id=one.item_id or point,
            paper_id=one.paper_id, turn_id=one.turn_id,
        )  # fmt: skip


def _introduction(led: Led, opening: Point | None, words: ScriptWords) -> Step:
    title = opening.title if opening else words.titles["introduction"]
    said = [words.greeting, words.reasons.format(**_facts(led))]
    if opening and opening.script.strip():
        said = _paragraphs(opening.script)
    if led.guests:
        said += [words.delegates, *_guests(led.guests, words)]
    if not led.one_hall:
        said.append(words.at_sites.format(sites=_n(led.attendance.sites)))
    said.append(words.chair.format(chair=led.chair))
    if led.secretary:
        said.append(words.secretary.format(secretary=led.secretary))
    rest = [p for p in led.points if p is not opening]
    if rest:
        said.append(words.programme)
        said += [words.programme_item.format(number=n, title=p.title) for n, p in enumerate(rest, 1)]
    minutes, pk = (opening.minutes, opening.pk) if opening else (0, None)
    return Step(StepKind.INTRODUCTION, title, tuple(said), minutes, item_id=pk)


def _guests(guests: Sequence[Guest], words: ScriptWords) -> list[str]:
    """A line each; a semicolon after each but the last, which ends with a full stop."""
    lines = [
        (words.delegate_instead if guest.instead_of else words.delegate).format(
            post=guest.post, instead_of=guest.instead_of
        )
        for guest in guests
    ]
    return [*(f"{line};" for line in lines[:-1]), *(f"{line}." for line in lines[-1:])]


def _point(led: Led, point: Point, words: ScriptWords, *, is_host: bool) -> Step:
    own = next((s for s in led.speakers if point.paper_id and s.paper_id == point.paper_id), None)
    if own is not None:
        said = tuple(_paragraphs(point.script))
        return Step(
            StepKind.PAPER, own.title, said, own.minutes, own.who, item_id=point.pk, paper_id=own.paper_id,
            turn_id=own.turn_id,
        )  # fmt: skip
    who = led.chair if point.kind == ItemKind.CONCLUSION else point.who
    reporter = who or words.reporter.format(issuer=led.issuer)
    said_here = _paragraphs(point.script) or [
        words.items[point.kind].format(
            who=reporter, title=point.title, minutes=point.minutes, chair=led.chair
        )
    ]
    if is_host and led.questions:
        said_here.append(words.questions)
        said_here += [words.question.format(number=n, text=t) for n, t in enumerate(led.questions, 1)]
    if point.kind == ItemKind.CONCLUSION:
        said_here += [words.conclusion.format(number=n, text=t) for n, t in enumerate(led.conclusions, 1)]
    return Step(StepKind.ITEM, point.title, tuple(said_here), point.minutes, who, item_id=point.pk)


def _decisions(led: Led, words: ScriptWords) -> Iterator[Step]:
    if led.tasks:
        lines = [words.decision.format(number=n, text=t) for n, t in enumerate(led.tasks, 1)]
        said = (words.decisions.format(count=f"{len(led.tasks):02d}"), *lines, words.decision_end)
        yield Step(StepKind.DECISION, words.titles["decision"], said)


def _call(step: Step, before: Step | None, ready: str, words: ScriptWords) -> tuple[str, ...]:
    paper = step.kind == StepKind.PAPER
    pattern = (
        (words.paper_and_next if ready else words.paper)
        if paper
        else (words.hand_and_next if ready else words.hand)
    )
    about = words.about.format(title=step.title) if step.title and not paper else ""
    line = pattern.format(who=step.who, title=step.title, minutes=step.minutes, next=ready, about=about)
    return (words.thanks.format(who=before.who), line) if before is not None else (line,)


def _facts(led: Led) -> dict[str, str]:
    day = led.day[:1].upper() + led.day[1:]
    return {"Day": day, "place": led.place, "issuer": led.issuer, "title": led.title, "form": led.form}


def _paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _n(number: int) -> str:
    return format_number(number, 0, "vi")
