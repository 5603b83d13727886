"""What the minutes of a conference are made of, and who was there, site by site down the tree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db.models import Q, QuerySet
from django.utils import timezone

from giaoban.apps.documents.domain.layout import short_date

from ..domain.attendance import Attendance, of_site
from ..domain.minutes import AgreedOn, Decided, Held, Minutes, Spoken, Written
from ..enums import (
    ConferenceForm,
    Consensus,
    DecisionMode,
    DelegateState,
    LineTest,
    MatterOutcome,
    PaperState,
    RemarkKind,
    VoteChoice,
)
from ..models import AgendaItem, AttendanceCorrection, Conference, Matter, Remark, Site, Turn
from .conference import attendance_of, put_tasks
from .floor import spoken_of
from .script import called_of, in_hall, speakers_of

Row = TypeVar("Row")
MOST_ROWS = 200


@dataclass(frozen=True, slots=True)
class Counted:
    """A site in the tree: how deep, what it counted itself, and what it has with all below it."""

    site: Site
    depth: int
    own: Attendance
    whole: Attendance


def minutes_of(found: Conference) -> Minutes:
    """What was noted of a conference that the reader was allowed to read. At most fifteen queries."""
    total = attendance_of(found)
    listed = _listed(attendance_tree(found))
    left = listed[MOST_ROWS:]
    came = found.delegates.filter(state=DelegateState.REPLACED).values_list("replaced_by", "post")
    away = found.delegates.filter(state=DelegateState.EXCUSED).values_list("post", "reason")
    return Minutes(
        title=found.title,
        place=found.place,
        form=found.form,
        chair=found.chair_post,
        secretary=found.secretary_post,
        begun=_local(found.opened_at),
        ended=_local(found.closed_at),
        one_hall=found.form == ConferenceForm.HALL or total.sites < 2,
        attendance=total,
        missing=list(found.sites.filter(connected_at=None).values_list("name", flat=True)),
        instead=list(came),
        excused=list(away),
        points=_points(found),
        decided=[_decided(m) for m in _decided_apart(found)],
        tasks=_tasks(found),
        conclusions=list(found.conclusions.values_list("text", flat=True)),
        rows=listed[:MOST_ROWS] if total.sites > 1 else (),
        rest=sum((of for _name, of in left), Attendance()) if left else None,
        corrections=_corrections(found),
        synthetic=found.synthetic,
        rehearsal=found.rehearsal,
    )


def _listed(tree: Sequence[Counted]) -> list[tuple[str, Attendance]]:
    """As many levels as fit into a page or two: sites of the last one with all below them, those above with their own.
    The sum is that of all sites.
    """
    depths = [one.depth for one in tree]
    fit = [
        d for d in range(1, max(depths, default=0) + 1) if sum(depth <= d for depth in depths) <= MOST_ROWS
    ]
    cut = max(fit, default=0)
    return [(one.site.name, one.whole if one.depth == cut else one.own) for one in tree if one.depth <= cut]


def attendance_tree(found: Conference) -> list[Counted]:
    """Every site, those under it right after it, each level in Vietnamese order. One query."""
    sites = list(found.sites.order_by("sort_key", "pk"))
    own = {site.pk: own_of(site) for site in sites}
    whole = dict(own)
    for site in sites:
        for above in site.ancestors:
            whole[above] = whole[above] + own[site.pk]
    below: dict[int | None, list[Site]] = {}
    for site in sites:
        below.setdefault(site.parent_id, []).append(site)
    ordered: list[Counted] = []
    waiting = list(reversed(below.get(None, [])))
    while waiting:
        site = waiting.pop()
        ordered.append(Counted(site, len(site.ancestors), own[site.pk], whole[site.pk]))
        waiting += reversed(below.get(site.pk, []))
    return ordered


def own_of(site: Site) -> Attendance:
    """What one site adds."""
    return of_site(
        expected=site.expected, officers=site.officers, others=site.others, connected=site.connected_at is not None,
        tested=site.line_test == LineTest.PASSED,
    )  # fmt: skip


def corrections_of(found: Conference) -> Sequence[AttendanceCorrection]:
    """What the secretary corrected, in its order. One query."""
    rows = AttendanceCorrection.objects.filter(site__conference=found)
    return list(rows.select_related("site", "user").order_by("pk"))


def _points(found: Conference) -> list[Held]:
    """The agenda as it ran; who spoke or wrote at no point stands at the one that was for it."""
    items = list(AgendaItem.objects.filter(conference=found))
    turns, hall = spoken_of(found), in_hall(found)
    unnoted = found.papers.filter(state=PaperState.GIVEN).exclude(
        pk__in=[t.paper_id for t in turns if t.paper_id]
    )
    given = {paper.pk: paper for paper in unnoted}
    spoken = _by_item(
        [(t.item_id, _spoken(t, hall=hall)) for t in turns]
        + [
            (s.item_id, Spoken(s.who, s.title, None, is_paper=True))
            for s in (speakers_of(found) if given else ())
            if s.paper_id in given
        ]
    )
    remarks = Remark.objects.filter(conference=found, kind=RemarkKind.COMMENT).order_by("pk")
    written = _by_item(
        [(r.item_id, Written(called_of(r, hall=hall), r.text, r.handled_at is not None)) for r in remarks]
    )
    host = _host(items)
    return [
        Held(
            item.title, _local(item.started_at), _local(item.ended_at), item.note,
            [*spoken.get(item.pk, ()), *(spoken.get(None, ()) if item is host else ())],
            [*written.get(item.pk, ()), *(written.get(None, ()) if item is host else ())],
        )
        for item in items
    ]  # fmt: skip


def _host(items: Sequence[AgendaItem]) -> AgendaItem | None:
    for kind in ("paper", "discussion"):
        for item in items:
            if item.kind == kind:
                return item
    return items[-1] if items else None


def _by_item(rows: Sequence[tuple[int | None, Row]]) -> Mapping[int | None, list[Row]]:
    found: dict[int | None, list[Row]] = {}
    for item, row in rows:
        found.setdefault(item, []).append(row)
    return found


def _spoken(turn: Turn, *, hall: bool) -> Spoken:
    about = turn.paper.title if turn.paper else turn.about
    took = None
    if turn.started_at and turn.ended_at:
        took = max(1, round((turn.ended_at - turn.started_at).total_seconds() / 60))
    return Spoken(called_of(turn, hall=hall), about, took, turn.note, turn.paper is not None)


def _decided_apart(found: Conference) -> QuerySet[Matter]:
    """What was decided besides the tasks that were agreed on: those stand in their own list."""
    rows = Matter.objects.filter(conference=found).exclude(outcome="")
    agreed = Q(mode=DecisionMode.CONSENSUS, outcome=MatterOutcome.ADOPTED, agreed_task__isnull=False)
    return rows.exclude(agreed)


def _decided(matter: Matter) -> Decided:
    known = {choice: matter.figures.get(choice, 0) for choice in VoteChoice.values}
    counted = any(choice in matter.figures for choice in VoteChoice.values)
    return Decided(matter.text, matter.mode, matter.outcome, known if counted else {})


def _tasks(found: Conference) -> list[AgreedOn]:
    return [
        AgreedOn(
            t.row.title, t.row.lead.name, ", ".join(u.name for u in t.coordinating), short_date(t.row.deadline),
            [(s.post, s.text, s.settled_at is not None) for s in t.stances],
        )
        for t in put_tasks(found)
        if t.consensus is not Consensus.NOT_AGREED
    ]  # fmt: skip


def _corrections(found: Conference) -> list[str]:
    return [
        f"{c.site.name}: {(c.officers_before or 0) + (c.others_before or 0)} → {c.officers + c.others} ({c.reason})"
        for c in corrections_of(found)
    ]


def _local(at: datetime | None) -> datetime | None:
    return timezone.localtime(at) if at else None
