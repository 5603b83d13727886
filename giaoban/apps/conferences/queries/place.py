"""What a site or a delegate sees over its personal link: its conference and its own part in it, and nobody else's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from giaoban.apps.files.models import StoredFile
from giaoban.kit.errors import NotFound

from ..domain.links import Link, LinkRenewed
from ..enums import PaperState, TurnKind, TurnState
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

LAST = 5
"""How many of its own commands and remarks a place reads."""


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
    def is_here(self) -> bool:
        row = self.row
        if isinstance(row, Site):
            return row.connected_at is not None and row.gone_at is None
        return row.present_at is not None

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
        """Where picture and sound are: the site's own address, else the conference's."""
        own = self.state.row.line_url if isinstance(self.state.row, Site) else ""
        return own or self.state.conference.line_url


def place_of(link: Link) -> Place:
    """The console that a link opens. Raises LinkRenewed. At most eleven queries."""
    found = holder_of(link)
    state = state_of_place(found)
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


def place_by_short(short: str) -> Site | Delegate | None:
    """The place of a live topic's key: `s12` or `d12`. One query."""
    return _row(short) if short[:1] in ("s", "d") and short[1:].isdecimal() else None


def _row(short: str, **also: str) -> Site | Delegate | None:
    pk = int(short[1:])
    if short[0] == "s":
        return Site.objects.select_related("conference__unit").filter(pk=pk, **also).first()
    return Delegate.objects.select_related("conference__unit").filter(pk=pk, **also).first()


def state_of_place(found: Site | Delegate) -> PlaceState:
    """Its own hand and what came of it, its last commands and remarks. At most four queries."""
    own = Q(site=found, delegate=None) if isinstance(found, Site) else Q(delegate=found)
    turn = Turn.objects.filter(own, kind=TurnKind.HAND).order_by("-pk").first()
    waits = turn is not None and turn.state == TurnState.WAITING
    commands = SiteCommand.objects.filter(own).order_by("-pk")[:LAST]
    return PlaceState(
        row=found,
        conference=found.conference,
        turn=turn,
        place_in_list=_ahead(turn) + 1 if turn is not None and waits else 0,
        remarks=list(Remark.objects.filter(own).order_by("-pk")[:LAST]),
        commands=list(commands),
    )


def _ahead(turn: Turn) -> int:
    """How many hands wait before this one. One query."""
    before = Q(position__lt=turn.position) | Q(position=turn.position, pk__lt=turn.pk)
    waiting = Turn.objects.filter(
        before, conference_id=turn.conference_id, kind=TurnKind.HAND, state=TurnState.WAITING
    )
    return waiting.count()


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
