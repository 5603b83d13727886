"""What a site or a delegate sees over its personal link: its conference and its own part in it, and nobody else's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import TypeVar

from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from giaoban.apps.files.models import StoredFile
from giaoban.kit.errors import NotFound

from ..domain.links import Link, LinkRenewed
from ..enums import CommandKind, PaperState, TurnKind, TurnState
from ..models import (
    AgendaItem,
    Conference,
    Delegate,
    Matter,
    NamedVote,
    Paper,
    Remark,
    Site,
    SiteCommand,
    Tally,
    Turn,
)

M = TypeVar("M", Turn, Remark, SiteCommand)
LAST = 5
"""How many of its own commands and remarks a place reads."""
_NEWEST = """
SELECT own.* FROM unnest(%s::bigint[]) place, LATERAL (
  SELECT * FROM {table} WHERE site_id = place AND delegate_id IS NULL {only} ORDER BY id DESC LIMIT {most}) own
UNION ALL
SELECT own.* FROM unnest(%s::bigint[]) place, LATERAL (
  SELECT * FROM {table} WHERE delegate_id = place {only} ORDER BY id DESC LIMIT {most}) own
"""


@dataclass(frozen=True, slots=True)
class PlaceState:
    """How a place stands: `place_in_list` of its waiting hand, from 1; `turn`: the newest, with what became of it."""

    row: Site | Delegate
    conference: Conference
    turn: Turn | None
    place_in_list: int
    remarks: Sequence[Remark]
    commands: Sequence[SiteCommand]

    @property
    def is_site(self) -> bool:
        return isinstance(self.row, Site)

    @property
    def short(self) -> str:
        """The key of its live topic, as `Link.short`."""
        return f"{'s' if self.is_site else 'd'}{self.row.pk}"

    @property
    def is_here(self) -> bool:
        row = self.row
        if isinstance(row, Site):
            return row.connected_at is not None and row.gone_at is None
        return row.present_at is not None

    @property
    def receipts(self) -> list[str]:
        """Its last commands, the newest first: what each was, and at which time of the day it was received. In words
        here, not in the template, which takes many times as long: they are most of what is drawn when a hall comes in.
        """
        words = _kinds(get_language() or "")
        return [f"{words[c.kind]} {localtime(c.at):%H:%M:%S}" for c in self.commands]

    @property
    def hand_is_up(self) -> bool:
        return self.turn is not None and self.turn.state == TurnState.WAITING


@dataclass(frozen=True, slots=True)
class Place:
    """The console of a place. `delegates`: those of a site, in protocol order; `answer`: what it said on the matter."""

    state: PlaceState
    items: Sequence[AgendaItem]
    papers: Sequence[Paper]
    delegates: Sequence[Delegate]
    matter: Matter | None
    answer: Tally | NamedVote | None

    @property
    def line_url(self) -> str:
        """Where picture and sound are, as far as somebody named it: the site's own address, else the conference's."""
        row = self.state.row
        site = row if isinstance(row, Site) else row.site
        return (site.line_url if site else "") or self.state.conference.line_url


@cache
def _kinds(_language: str) -> Mapping[str, str]:
    """The words for commands in the language that is in force."""
    return {kind.value: str(kind.label) for kind in CommandKind}


def place_of(link: Link) -> Place:
    """The console that a link opens. Raises LinkRenewed. At most eleven queries."""
    found = holder_of(link)
    (state,) = states_of_places([found])
    conference = state.conference
    matter = conference.matters.filter(closed_at=None).first()
    return Place(
        state=state,
        items=list(conference.items.select_related("unit")),
        papers=list(papers_of(conference)),
        delegates=list(found.delegates.all()) if isinstance(found, Site) else [],
        matter=matter,
        answer=_answer(found, matter) if matter else None,
    )


def holder_of(link: Link) -> Site | Delegate:
    """The site or delegate that a link opens, with its conference. Raises LinkRenewed. One query."""
    found = _row(link.short, key=link.key)
    if found is None:
        raise LinkRenewed(
            _(
                "This link was renewed and opens nothing any more. Ask whoever runs the conference for the new one."
            )
        )
    return found


def _row(short: str, **also: str) -> Site | Delegate | None:
    pk = int(short[1:])
    if short[0] == "s":
        return Site.objects.select_related("conference__unit").filter(pk=pk, **also).first()
    return Delegate.objects.select_related("conference__unit", "site").filter(pk=pk, **also).first()


def places_by_short(shorts: Iterable[str]) -> list[Site | Delegate]:
    """The places of live topics' keys (`s12`, `d12`); what is no such key is left out. Two queries."""
    known = [short for short in shorts if short[:1] in ("s", "d") and short[1:].isdecimal()]
    sites = Site.objects.filter(pk__in=[int(short[1:]) for short in known if short[0] == "s"])
    delegates = Delegate.objects.filter(pk__in=[int(short[1:]) for short in known if short[0] == "d"])
    return [*sites.select_related("conference"), *delegates.select_related("conference")]


def states_of_places(found: Sequence[Site | Delegate]) -> list[PlaceState]:
    """Of each its own hand and what came of it, its last commands and remarks. At most four queries, however many."""
    turns = _newest(Turn, found, 1, f"AND kind = '{TurnKind.HAND}'")
    remarks, commands = _newest(Remark, found, LAST), _newest(SiteCommand, found, LAST)
    numbers = _numbers([turn for (turn,) in turns.values() if turn.state == TurnState.WAITING])
    return [
        PlaceState(
            row=row,
            conference=row.conference,
            turn=(turn := next(iter(turns.get(_who(row), ())), None)),
            place_in_list=numbers.get(turn.pk, 0) if turn else 0,
            remarks=remarks.get(_who(row), ()),
            commands=commands.get(_who(row), ()),
        )
        for row in found
    ]


Who = tuple[int | None, int | None]
"""A place: (site, None) or (None, delegate). What a delegate sends is not its site's."""


def _who(row: Site | Delegate) -> Who:
    return (row.pk, None) if isinstance(row, Site) else (None, row.pk)


def _newest(
    model: type[M], found: Sequence[Site | Delegate], most: int, only: str = ""
) -> dict[Who, list[M]]:
    """The newest rows of each place. One query; its few rows are looked up by index, however many there are."""
    sites = [row.pk for row in found if isinstance(row, Site)]
    delegates = [row.pk for row in found if isinstance(row, Delegate)]
    statement = _NEWEST.format(table=model._meta.db_table, only=only, most=most)
    by_place: dict[Who, list[M]] = {}
    for row in model.objects.raw(statement, [sites, delegates]):
        delegate = row.delegate_id
        by_place.setdefault((None if delegate else row.site_id, delegate), []).append(row)
    return by_place


def _numbers(waiting: Sequence[Turn]) -> dict[int, int]:
    """By turn, its place among the hands that wait in its conference, from 1. One query, none for nobody."""
    if not waiting:
        return {}
    conferences = {turn.conference_id for turn in waiting}
    rows = Turn.objects.filter(
        conference__in=conferences, kind=TurnKind.HAND, state=TurnState.WAITING
    ).order_by("conference_id", "position", "pk")
    numbers: dict[int, int] = {}
    for _conference, turns in groupby(rows.values_list("conference_id", "pk"), key=itemgetter(0)):
        numbers |= {pk: number for number, (_conference_id, pk) in enumerate(turns, start=1)}
    return numbers


def _answer(found: Site | Delegate, matter: Matter) -> Tally | NamedVote | None:
    if isinstance(found, Site):
        return matter.tallies.filter(site=found).first()
    return matter.votes.filter(delegate=found).first()


def papers_of(conference: Conference) -> Sequence[Paper]:
    """Papers that were handed in with a file: whoever takes part may read them, in their order. One query."""
    rows = conference.papers.select_related("unit", "file")
    return list(rows.filter(file__isnull=False).exclude(state=PaperState.ASKED))


def paper_file(link: Link, paper_pk: int) -> StoredFile:
    """The file of a paper of the link's own conference. Raises LinkRenewed, NotFound. Two queries."""
    conference = holder_of(link).conference
    for paper in papers_of(conference):
        if paper.pk == paper_pk and paper.file is not None:
            return paper.file
    raise NotFound(_("This paper has no file."))
