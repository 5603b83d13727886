"""Reads of conferences: lists, one conference, its sites, what became of the one before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum, When
from django.db.models.functions import Coalesce, JSONObject

from giaoban.apps.documents.enums import WRITTEN, ContentKind
from giaoban.apps.documents.models import Content, ParagraphText
from giaoban.apps.documents.queries.contents import contents
from giaoban.apps.org.enums import Line
from giaoban.apps.org.models import Unit
from giaoban.apps.org.queries.lines import units_below
from giaoban.apps.proposals.domain.alike import Alike
from giaoban.apps.proposals.queries import Became, for_conference
from giaoban.apps.tasks.domain.bound import Source
from giaoban.apps.tasks.enums import TASK_TONE, TaskState
from giaoban.apps.tasks.queries import clashes_of_source
from giaoban.apps.tasks.queries.weeks import Beside
from giaoban.kit.access import Actor
from giaoban.kit.errors import NotFound

from .. import policies
from ..domain.attendance import Attendance
from ..domain.changing import SaidPart, said
from ..domain.consensus import standing_of
from ..enums import ConferenceState, Consensus, LineTest, Outcome
from ..models import (
    AgendaItem,
    AgreedTask,
    ChangeNotice,
    Conclusion,
    Conference,
    ConferenceChange,
    ConferenceDocument,
    Delegate,
    Matter,
    Paper,
    Site,
    Stance,
)

SUBJECT = "conferences.Conference"
WORDS_A_MINUTE = 180

_MATTERS = Matter.objects.filter(agreed_task=OuterRef("pk")).order_by("position")
PUT_AS = ArraySubquery(_MATTERS.values_list(JSONObject(mode="mode", outcome="outcome")))
"""How a task was put to the conference and with what outcome, in order."""


@dataclass(frozen=True, slots=True)
class PutTask:
    """A task put to consensus, with who coordinates, what was said against it and what that amounts to."""

    row: AgreedTask
    coordinating: list[Unit]
    stances: list[Stance]
    consensus: Consensus

    @property
    def tone(self) -> str:
        """The tone of the state of the task that it became."""
        return TASK_TONE[TaskState(self.row.task.state)] if self.row.task else "neutral"


@dataclass(frozen=True, slots=True)
class Before:
    """The previous conference of the same convenor, and what became of it."""

    conference: Conference
    conclusions: list[Conclusion]
    tasks: list[PutTask]


@dataclass(frozen=True, slots=True)
class ToldChange:
    """A change of what was planned, or the calling off, in words; `new`: the reader's unit has not looked yet."""

    row: ConferenceChange
    parts: list[SaidPart]
    new: bool


@dataclass(frozen=True, slots=True)
class ConferenceCard:
    """One conference as its page shows it; `may_run`, `may_conclude`: what the actor may do now.

    `clashes`: what it stands beside in the weeks of the actor's own units, while it is planned. `draft_minutes`: how
    long its draft is read, 0 when the reader was not sent it. `documents`: what was drafted from it, for its own unit.
    """

    conference: Conference
    items: list[AgendaItem]
    papers: list[Paper]
    conclusions: list[Conclusion]
    tasks: list[PutTask]
    attendance: Attendance
    before: Before | None
    own_site: Site | None
    may_run: bool
    may_conclude: bool
    changes: list[ToldChange]
    unseen: ChangeNotice | None
    clashes: list[Beside]
    draft_minutes: int
    documents: list[ConferenceDocument]
    delegates: int

    @property
    def minutes(self) -> int:
        """Minutes of the whole agenda."""
        return sum(item.minutes for item in self.items)


def conferences(actor: Actor) -> QuerySet[Conference]:
    """Conferences that the actor may read, newest first, with `site_count` and `task_count`.

    A rehearsal stands in the list of whoever convenes it; the others come to it by their links.
    """
    return (
        Conference.objects.visible_to(actor, policies.see)
        .exclude(Q(rehearsal=True) & ~Q(unit_id__in=actor.unit_ids))
        .select_related("unit", "period")
        .annotate(site_count=Count("sites", distinct=True), task_count=Count("agreed_tasks", distinct=True))
    )


def conference(actor: Actor, pk: int) -> Conference:
    """One conference. Raises NotFound. One query."""
    return _only(_readable(actor, pk).first())


def _readable(actor: Actor, pk: int) -> QuerySet[Conference]:
    rows = Conference.objects.visible_to(actor, policies.see).filter(pk=pk)
    return rows.select_related("unit__organisation", "period", "draft")


def _only(found: Conference | None) -> Conference:
    if found is None:
        raise NotFound()
    return found


def conference_card(actor: Actor, pk: int) -> ConferenceCard:
    """One conference for its page. Raises NotFound. At most fourteen queries: both conferences are read at once."""
    found = _conference_in_full(actor, pk)
    last = conference_before(found)
    both = [found, last] if last else [found]
    tasks, conclusions = tasks_of(both), conclusions_of(both)
    open_still = not found.is_settled
    return ConferenceCard(
        conference=found,
        items=list(found.items.select_related("unit")),
        papers=list(found.papers.select_related("unit", "file")),
        conclusions=conclusions[found.pk],
        tasks=tasks[found.pk],
        attendance=attendance_of(found),
        before=Before(last, conclusions[last.pk], tasks[last.pk]) if last else None,
        own_site=found.sites.filter(unit_id__in=actor.unit_ids).first(),
        may_run=open_still and policies.run.allows(actor, found),
        may_conclude=open_still and policies.conclude.allows(actor, found),
        clashes=_clashes(actor, found),
        draft_minutes=reading_minutes(found.draft) if found.draft and found.may_read_draft else 0,  # type: ignore[attr-defined]
        documents=documents_of(actor, found),
        delegates=found.delegate_count,  # type: ignore[attr-defined]
        **_changes(actor, found),
    )


def _conference_in_full(actor: Actor, pk: int) -> Conference:
    """One conference with how many delegates it has, whether it was changed, and whether the actor may read its
    draft. Raises NotFound. One query.
    """
    counted = Delegate.objects.filter(conference=OuterRef("pk")).order_by().values("conference")
    rows = _readable(actor, pk).annotate(
        delegate_count=Coalesce(Subquery(counted.annotate(n=Count("pk")).values("n")), 0),
        was_changed=Exists(ConferenceChange.objects.filter(conference=OuterRef("pk"))),
        may_read_draft=Exists(contents(actor).filter(pk=OuterRef("draft_id"))),
    )
    return _only(rows.first())


def documents_of(actor: Actor, found: Conference) -> list[ConferenceDocument]:
    """What was drafted from a conference, newest first; for those of its unit. One query."""
    if found.unit_id not in actor.unit_ids:
        return []
    rows = ConferenceDocument.objects.filter(conference=found).select_related("outgoing__document")
    return list(rows.order_by("-pk"))


def _clashes(actor: Actor, found: Conference) -> list[Beside]:
    if found.state != ConferenceState.PLANNED:
        return []
    return clashes_of_source(actor.unit_ids, Source(SUBJECT, found.pk))


def _changes(actor: Actor, found: Conference) -> dict[str, Any]:
    """What was changed, newest first, and the notice of the reader's unit while it has not looked. Two queries."""
    if not found.was_changed:  # type: ignore[attr-defined]
        return {"changes": [], "unseen": None}
    rows = list(found.changes.select_related("user").order_by("-pk"))
    notices = change_notices(actor, found)
    unseen = next((n for n in notices if n.seen_at is None or n.seen_at < rows[0].at), None)
    return {"changes": [_told(row, unseen) for row in rows], "unseen": unseen}


def _told(row: ConferenceChange, unseen: ChangeNotice | None) -> ToldChange:
    new = (
        unseen is not None and row.at >= unseen.since and (unseen.seen_at is None or row.at > unseen.seen_at)
    )
    return ToldChange(row, [said(part) for part in row.parts], new)


def change_notices(actor: Actor, found: Conference) -> QuerySet[ChangeNotice]:
    """The notices of the actor's units, seen or not."""
    return ChangeNotice.objects.visible_to(actor, policies.answer_notice).filter(conference=found)


def tasks_of(conferences: Sequence[Conference]) -> dict[int, list[PutTask]]:
    """The tasks put to consensus in each conference, in order. Three queries."""
    rows = (
        AgreedTask.objects.filter(conference__in=conferences)
        .select_related("lead", "task", "indicator")
        .annotate(put_as=PUT_AS)
        .prefetch_related(Prefetch("coordinating", Unit.objects.order_by("level", "sort_key")), "stances")
        .order_by("position")
    )
    found: dict[int, list[PutTask]] = {c.pk: [] for c in conferences}
    confirmed = {c.pk for c in conferences if c.confirmed_at is not None}
    for row in rows:
        stands = stand_of(row, confirmed=row.conference_id in confirmed)
        put = PutTask(row, list(row.coordinating.all()), list(row.stances.all()), stands)
        found[row.conference_id].append(put)
    return found


def stand_of(row: AgreedTask, *, confirmed: bool = False) -> Consensus:
    """Where a task stands that is read with its stances and with `put_as`."""
    stances, matters = row.stances.all(), row.put_as  # type: ignore[attr-defined]
    return standing_of(
        [s.kind for s in stances if s.settled_at is None], [(m["mode"], m["outcome"]) for m in matters],
        spoken=bool(stances), confirmed=confirmed,
    )  # fmt: skip


def put_tasks(found: Conference) -> list[PutTask]:
    """The tasks put to consensus in one conference. Three queries."""
    return tasks_of([found])[found.pk]


def conclusions_of(conferences: Sequence[Conference]) -> dict[int, list[Conclusion]]:
    """What was concluded in each conference, in order. One query.

    `has_state`: a task hangs on it, or somebody said how far it is; a mere statement is carried out by nobody.
    """
    found: dict[int, list[Conclusion]] = {c.pk: [] for c in conferences}
    rows = Conclusion.objects.filter(conference__in=conferences).order_by("position")
    tasked = Exists(AgreedTask.objects.filter(conclusion=OuterRef("pk")))
    said = Q(outcome=Outcome.DONE) | ~Q(outcome_note="")
    for row in rows.annotate(has_state=Case(When(tasked | said, then=True), default=False)):
        found[row.conference_id].append(row)
    return found


def attendance_of(found: Conference) -> Attendance:
    """Attendance by count over all sites. One query."""
    return attended(Q(conference=found))


def attended(which: Q) -> Attendance:
    """Attendance by count over the sites that `which` names. One query."""
    sums = Site.objects.filter(which).aggregate(
        sites=Count("pk"),
        connected=Count("pk", filter=Q(connected_at__isnull=False, gone_at=None)),
        counted=Count("pk", filter=Q(counted_at__isnull=False)),
        tested=Count("pk", filter=Q(line_test=LineTest.PASSED)),
        expected=Sum("expected", default=0),
        officers=Sum("officers", default=0),
        others=Sum("others", default=0),
    )
    return Attendance(**sums)


def conference_before(found: Conference) -> Conference | None:
    """The last conference of the same unit before this one whose conclusions were confirmed; no rehearsal. One
    query.
    """
    return (
        Conference.objects.filter(
            unit_id=found.unit_id, confirmed_at__isnull=False, starts_at__lt=found.starts_at, rehearsal=False
        )
        .order_by("-starts_at", "-pk")
        .first()
    )


def before(found: Conference) -> Before | None:
    """The last concluded conference of the same unit before this one, with what became of it. Five queries."""
    last = conference_before(found)
    if last is None:
        return None
    return Before(last, conclusions_of([last])[last.pk], put_tasks(last))


def proposals_for(
    found: Conference, last: Conference | None, most: int
) -> tuple[Sequence[Alike[Became]], int]:
    """What the conference should hear: open proposals, and those answered since `last`; one wording once. The first
    `most`, and how many are left out. Two queries.
    """
    since = last.starts_at if last else None
    return for_conference(holder_ids=[found.unit_id], until=found.starts_at, since=since, most=most)


def sites(found: Conference) -> QuerySet[Site]:
    """The sites of a conference that the actor was allowed to read, in Vietnamese order."""
    return found.sites.select_related("unit__area", "area").order_by("sort_key", "pk")


def site(actor: Actor, conference_id: int, pk: int) -> Site:
    """One site that the actor may report for. Raises NotFound. Two queries."""
    found = conference(actor, conference_id)
    row = found.sites.select_related("conference__unit", "unit", "parent").filter(pk=pk).first()
    if row is None or not policies.report_site.allows(actor, row):
        raise NotFound()
    return row


def counting_is_open(found: Conference) -> bool:
    """Line tests and attendance are taken until the conclusions are confirmed, or it is called off."""
    return not found.is_settled


def task_leads(found: Conference, day: date) -> QuerySet[Unit]:
    """Units that a task of this conference may be given to: those that take part, and those below the convenor."""
    below = Q(pk__in=found.seen_by)
    for line in Line:
        below |= Q(pk__in=units_below(found.unit, line, day, direct=True).order_by().values("pk"))
    return Unit.objects.filter(below).order_by("level", "sort_key")


def closed_ones(actor: Actor) -> QuerySet[Conference]:
    """Conferences with confirmed conclusions that the actor may read, newest first."""
    return conferences(actor).filter(
        state=ConferenceState.CLOSED, confirmed_at__isnull=False, rehearsal=False
    )


def drafts_of(unit: Unit) -> QuerySet[Content]:
    """Briefings that `unit` writes, newest first: one of them goes round before a conference."""
    return Content.objects.filter(unit=unit, kind=ContentKind.BRIEFING).order_by("-updated_at")


def reading_minutes(content: Content) -> int:
    """How long it takes to read a draft aloud, at 180 words a minute; tables are not read out. One query."""
    texts = ParagraphText.objects.filter(content=content, until__isnull=True, kind__in=WRITTEN)
    words = sum(
        len(str(run["text"]).split()) for runs in texts.values_list("runs", flat=True) for run in runs
    )
    return max(1, round(words / WORDS_A_MINUTE))
