"""The script of a conference as it stands: the chair's paper beforehand, the chair's screen on the day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import Q

from giaoban.apps.documents.domain.layout import date_parts
from giaoban.apps.documents.formats.layouts import load_layout
from giaoban.apps.org.queries.letterheads import letterhead_of
from giaoban.apps.org.queries.units import names_of_units
from giaoban.kit.clock import local_day
from giaoban.kit.text import fold

from ..domain.notice import first_small, said_form
from ..domain.script import Guest, Led, Point, ScriptWords, Speaker, Step, called, script
from ..enums import ConferenceForm, DelegateState, ItemKind, TurnKind, TurnState
from ..models import AgreedTask, Conference, Paper, Remark, Site, Turn
from .conference import attendance_of
from .words import words_of

FILE = "kich_ban_dieu_hanh.yaml"


def script_words() -> ScriptWords:
    """The pack's words of a script."""
    return words_of(FILE, ScriptWords)


def script_of(conference: Conference) -> Sequence[Step]:
    """The steps of a conference that the reader was allowed to read, as it stands now. At most fourteen queries."""
    words = script_words()
    head = letterhead_of(conference.unit, local_day(conference.starts_at))
    phrase = load_layout(head.layout_code).words.date_phrase
    attendance = attendance_of(conference)
    led = Led(
        title=first_small(conference.title),
        day=phrase.format(**date_parts(local_day(conference.starts_at))),
        place=conference.place,
        issuer=head.issuer_name,
        chair=conference.chair_post,
        secretary=conference.secretary_post,
        form=said_form(words.forms.get(conference.form, ""), conference.title),
        one_hall=conference.form == ConferenceForm.HALL or attendance.sites < 2,
        attendance=attendance,
        guests=guests_of(conference),
        points=_points(conference),
        speakers=speakers_of(conference),
        questions=[line.strip() for line in conference.questions.splitlines() if line.strip()],
        tasks=list(AgreedTask.objects.filter(conference=conference).values_list("title", flat=True)),
        conclusions=list(conference.conclusions.values_list("text", flat=True)),
    )
    return script(led, words)


def guests_of(conference: Conference) -> list[Guest]:
    """Delegates to be introduced, in protocol order: those at the centre who are not excused. Two queries."""
    centre = Q(site=None) | Q(site__unit=conference.unit_id)
    rows = list(conference.delegates.filter(centre).exclude(state=DelegateState.EXCUSED))
    called = names_of_units({d.unit_id for d in rows if d.unit_id}, local_day(conference.starts_at))
    return [
        Guest(_with_unit(d.replaced_by, called.get(d.unit_id or 0)), d.post)
        if d.state == DelegateState.REPLACED
        else Guest(_with_unit(d.post, called.get(d.unit_id or 0)))
        for d in rows
    ]  # fmt: skip


def _with_unit(post: str, name: str | None) -> str:
    """The post with its unit, unless it says it already: "Chủ tịch" alone is nobody's."""
    return post if not name or fold(name) in fold(post) else f"{post}, {name}"


def speakers_of(conference: Conference) -> list[Speaker]:
    """Who is called to the floor: papers in their order, then hands; whoever was passed over or took the hand back is
    left out. A paper without a turn stands by its own place. Three queries.
    """
    turns = list(conference.turns.select_related("paper").order_by("position", "id"))
    of_paper = {t.paper_id: t for t in turns if t.paper_id is not None}
    papers = list(conference.papers.select_related("unit"))
    sites: dict[int, str] = dict(
        Site.objects.filter(conference=conference, unit__in=[p.unit_id for p in papers]).values_list(
            "unit_id", "name"
        )
    )
    hall = in_hall(conference)
    found = [
        (_place(paper, of_paper.get(paper.pk)), _of_paper(paper, of_paper.get(paper.pk), sites, hall=hall))
        for paper in papers
        if _stands(of_paper.get(paper.pk))
    ]
    ordered = [speaker for _place_, speaker in sorted(found, key=lambda pair: pair[0])]
    hands = [t for t in turns if t.kind == TurnKind.HAND and _stands(t)]
    return ordered + [
        Speaker(called_of(t, hall=hall), t.about, t.minutes, None, t.pk, t.item_id) for t in hands
    ]


def _stands(turn: Turn | None) -> bool:
    return turn is None or turn.state not in (TurnState.WITHDRAWN, TurnState.PASSED_OVER)


def _place(paper: Paper, turn: Turn | None) -> tuple[int, int]:
    return (turn.position if turn else paper.position, paper.pk)


def _of_paper(paper: Paper, turn: Turn | None, sites: Mapping[int, str], *, hall: bool) -> Speaker:
    if turn is not None:
        who = called_of(turn, hall=hall)
        return Speaker(who, paper.title, turn.minutes, paper.pk, turn.pk, turn.item_id)
    return Speaker(who_of(paper, sites, hall=hall), paper.title, paper.minutes, paper.pk)


def who_of(paper: Paper, sites: Mapping[int, str], *, hall: bool = False) -> str:
    """As whom the unit of a paper is called: its site (names by unit), else the unit; in one hall always the unit."""
    words, site = script_words(), sites.get(paper.unit_id)
    return called(site, words) if site and not hall else words.unit.format(unit=site or paper.unit.short_name)


def called_of(row: Turn | Remark, *, hall: bool) -> str:
    """As whom somebody is called who has the floor or wrote in: a site as a site, everybody else as they are named."""
    words = script_words()
    if row.site_id is None or row.delegate_id is not None:
        return row.who
    return words.unit.format(unit=row.who) if hall else called(row.who, words)


def in_hall(conference: Conference) -> bool:
    """Nobody joins from outside, so that nobody is a site."""
    return conference.form == ConferenceForm.HALL


def _points(conference: Conference) -> list[Point]:
    words = script_words()
    return [
        Point(
            i.pk, ItemKind(i.kind), i.title, i.minutes, words.unit.format(unit=i.unit.name) if i.unit else "",
            i.script, i.paper_id,
        )
        for i in conference.items.select_related("unit")
    ]  # fmt: skip
