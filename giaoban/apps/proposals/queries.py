"""Reads of proposals: lists, one proposal, what became of what we asked."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import (
    Aggregate,
    Count,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import JSONObject, TruncDate

from giaoban.apps.org.enums import Level, Line, OrganisationKind
from giaoban.apps.org.models import Organisation, Unit
from giaoban.apps.org.queries.lines import chains, superiors_of
from giaoban.kit import clock
from giaoban.kit.access import Actor
from giaoban.kit.errors import NotFound

from . import policies
from .domain.alike import Alike, grouped
from .enums import ANSWERS, CARRIED_OVER, CLOSED, OPEN, State, Step
from .models import Proposal, ProposalStep, Raising, Turn


class Median(Aggregate):
    """The middle value (PostgreSQL's percentile_cont)."""

    function = "percentile_cont"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"


def readers_above(unit_ids: Collection[int], day: date) -> dict[int, frozenset[int]]:
    """For each unit itself and every unit above it, on both lines, on `day`: who may read what it raises or
    carries out. Two queries.
    """
    lines = [chains(unit_ids, line, day) for line in Line]
    return {unit_id: frozenset().union(*(line[unit_id] for line in lines)) for unit_id in unit_ids}


@dataclass(frozen=True, slots=True)
class AddresseeLoad:
    """How much waits for one addressee; `overdue` of it is past its day."""

    name: str
    open: int
    overdue: int


@dataclass(frozen=True, slots=True)
class Answering:
    """How an addressee answers: what lies there now, and of what it answered, how much in time, how fast.

    `overdue` is part of `open`; `in_time` is part of `answered` (a turn without a day is in time); `days`: the median
    of calendar days from its arrival to the answer, None before the first.
    """

    name: str
    open: int
    overdue: int
    answered: int
    in_time: int
    days: Decimal | None


@dataclass(frozen=True, slots=True)
class ClockLine:
    """One turn: who had it, from when to when, how many calendar days, by when they owed the answer."""

    turn: Turn
    days: int
    late: bool

    @property
    def name(self) -> str:
        return str(self.turn.unit or self.turn.organisation)


@dataclass(frozen=True, slots=True)
class Became:
    """One thing that a unit asked, and the last word on it (`step` and `answer` are empty before any)."""

    proposal: Proposal
    step: str
    answer: str
    answered_at: datetime | None


def proposals(actor: Actor) -> QuerySet[Proposal]:
    """All that the actor may read, merged ones left out, with `raisers`: how many units raised it."""
    return (
        Proposal.objects.visible_to(actor, policies.see)
        .exclude(state=State.MERGED)
        .select_related("holder", "addressee_unit", "addressee_organisation", "period", "about_document")
        .annotate(raisers=Count("raisings__unit", distinct=True))
    )


def listed(actor: Actor) -> QuerySet[Proposal]:
    """The same rows with their addressees alone, for a list."""
    return proposals(actor).select_related(None).select_related("addressee_unit", "addressee_organisation")


def proposal(actor: Actor, pk: int) -> Proposal:
    """One proposal with raisings, turns and steps ready. Raises NotFound. Five queries."""
    found = (
        Proposal.objects.visible_to(actor, policies.see)
        .select_related(
            "holder", "addressee_unit", "addressee_organisation", "period", "merged_into", "about_document"
        )
        .prefetch_related(
            Prefetch("raisings", Raising.objects.select_related("unit__area", "first_proposal")),
            Prefetch("turns", Turn.objects.select_related("unit", "organisation")),
            Prefetch("steps", ProposalStep.objects.select_related("unit", "user").order_by("-id")),
        )
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise NotFound()
    return found


@dataclass(frozen=True, slots=True)
class Voice:
    """One who raised it; `words`: the proposal it was first said in, when merged with others; `opens`: may the reader
    open that one; `apart`: may the reader take it out.
    """

    raising: Raising
    words: Proposal | None
    opens: bool
    apart: bool


def voices(actor: Actor, found: Proposal) -> list[Voice]:
    """Who raised `found`, each in its own words; of a merged one, who raised it first. At most one query."""
    if found.state == State.MERGED:
        own = Raising.objects.filter(first_proposal=found).select_related("unit__area")
        return [Voice(raising, None, opens=False, apart=False) for raising in own]
    raisings = list(found.raisings.all())
    joint = any(r.first_proposal_id != found.pk for r in raisings)
    apart = found.state in CARRIED_OVER and policies.handle.allows(actor, found)
    return [_voice(actor, found, raising, joint, apart) for raising in raisings]


def _voice(actor: Actor, found: Proposal, raising: Raising, joint: bool, apart: bool) -> Voice:
    first = raising.first_proposal
    other = first.pk != found.pk
    return Voice(
        raising, first if joint else None, other and policies.see.allows(actor, first), other and apart
    )


def waiting_at(actor: Actor, day: date) -> list[AddresseeLoad]:
    """Open proposals that the actor may read, by addressee, the fullest first. One query."""
    name = F("addressee_unit__name"), F("addressee_organisation__name")
    rows = (
        Proposal.objects.visible_to(actor, policies.see)
        .filter(state=State.FORWARDED)
        .values_list(*name)
        .annotate(open=Count("pk"), overdue=Count("pk", filter=Q(due__lt=day)))
        .order_by("-open", "addressee_unit_id", "addressee_organisation_id")
    )
    return [AddresseeLoad(unit or body, count, late) for unit, body, count, late in rows]


def answering(actor: Actor, day: date) -> list[Answering]:
    """Who owes or gave answers to proposals that the actor may read, the most overdue first. One query."""
    said = Q(ended_by__in=ANSWERS)
    lasted = ExpressionWrapper(F("ended_at") - F("began_at"), DurationField())
    rows = (
        Turn.objects.filter(proposal__in=Proposal.objects.visible_to(actor, policies.see))
        .values_list("unit__name", "organisation__name")
        .annotate(
            open=Count("pk", filter=Q(ended_at=None)),
            overdue=Count("pk", filter=Q(ended_at=None, due__lt=day)),
            answered=Count("pk", filter=said),
            in_time=Count("pk", filter=said & (Q(due=None) | Q(due__gte=TruncDate("ended_at")))),
            lasted=Median(lasted, filter=said),
        )
        .filter(Q(open__gt=0) | Q(answered__gt=0))
        .order_by("-overdue", "-open", "-answered", "unit_id", "organisation_id")
    )
    return [
        Answering(unit or body, waiting, overdue, answered, in_time, _days(lasted))
        for unit, body, waiting, overdue, answered, in_time, lasted in rows
    ]


def _days(lasted: timedelta | None) -> Decimal | None:
    return None if lasted is None else Decimal(lasted / timedelta(days=1)).quantize(Decimal("0.1"))


def clock_of(found: Proposal, now: datetime) -> list[ClockLine]:
    """The turns of `found`, the last first. Reads its turns, which `proposal` has fetched."""
    lines = []
    for turn in reversed(found.turns.all()):
        until = turn.ended_at or now
        late = turn.due is not None and clock.local_day(until) > turn.due
        lines.append(ClockLine(turn, max(0, (until - turn.began_at).days), late))
    return lines


def are_part_of(joint: Proposal, chosen: Collection[str]) -> bool:
    """Were all that a form names (as text) merged into `joint`? False for none."""
    ids = {int(one) for one in chosen if one.isdecimal() and len(one) < 19}
    return bool(chosen) and Proposal.objects.filter(merged_into=joint, pk__in=ids).count() == len(set(chosen))


def mergeable_with(actor: Actor, found: Proposal, limit: int = 30) -> QuerySet[Proposal]:
    """Open proposals of the same holder and kind, most alike first, to pick what asks the same."""
    return (
        proposals(actor)
        .filter(holder_id=found.holder_id, state__in=CARRIED_OVER)
        .exclude(pk=found.pk)
        .prefetch_related(Prefetch("raisings", Raising.objects.select_related("unit")))
        .order_by("-raised_at", "pk")[:limit]
    )


def what_became(actor: Actor, unit: Unit, since: datetime | None = None) -> list[Became]:
    """What `unit` asked (since then), newest first, with the last answer to each. One query."""
    mine = Raising.objects.filter(proposal=OuterRef("pk"), unit=unit)
    rows = proposals(actor).filter(Exists(mine))
    if since is not None:
        rows = rows.filter(raised_at__gte=since)
    return _with_answers(rows.order_by("-raised_at", "-pk"))


def for_conference(
    *, holder_ids: Collection[int], until: datetime, since: datetime | None, most: int
) -> tuple[Sequence[Alike[Became]], int]:
    """What a conference opens with: everything still open at `until`, and what was answered after `since`; one wording
    once, the most raised first. The first `most` of them, and how many there are besides.

    Of proposals held by, or addressed to, one of `holder_ids`. The convenor's own view: callers have asked whether
    the actor may read the conference. Two queries: a country raises a thousand, and a page shows twenty.
    """
    theirs = Q(holder_id__in=list(holder_ids)) | Q(addressee_unit_id__in=list(holder_ids))
    moved = Q(state__in=OPEN)
    if since is not None:
        moved |= Q(state__in=CLOSED, answered_at__gte=since)
    rows = Proposal.objects.filter(theirs, moved, raised_at__lte=until).annotate(
        raisers=Count("raisings__unit", distinct=True)
    )
    light = rows.order_by("-raisers", "-raised_at", "-pk").values_list("pk", "folded", "raisers")
    groups = grouped(light, lambda row: row[1], lambda row: row[2])
    shown = [row[0] for group in groups[:most] for row in group.items]
    whole = rows.filter(pk__in=shown).select_related("holder")
    whole = whole.only("state", "difficulty", "remedy", "folded", "holder__short_name")
    found = {became.proposal.pk: became for became in _with_answers(whole)}
    # One that was merged meanwhile stands in neither: it is heard under its new name the next time.
    heard = [
        Alike(tuple(found[row[0]] for row in group.items if row[0] in found), group.raisers)
        for group in groups[:most]
    ]
    return [group for group in heard if group.items], len(groups) - len(groups[:most])


def _with_answers(rows: QuerySet[Proposal]) -> list[Became]:
    """Each with the last answer to it. One query."""
    answers = ProposalStep.objects.filter(
        proposal=OuterRef("pk"), step__in=(*ANSWERS, Step.PASSED_ON)
    ).order_by("-pk")
    last = JSONObject(step="step", text="text", at="at")
    found = rows.annotate(said=Subquery(answers.annotate(said=last).values("said")[:1]))
    return [
        Became(p, p.said["step"], p.said["text"], _moment(p.said["at"]))
        if p.said
        else Became(p, "", "", None)
        for p in found
    ]


def _moment(text: str) -> datetime:
    """A moment that went through PostgreSQL's JSON."""
    return datetime.fromisoformat(text)


@dataclass(frozen=True, slots=True)
class StepsOpen:
    """What the actor may do with a proposal now."""

    change: bool
    merge: bool
    split: bool
    forward: bool
    answer: bool
    confirm: bool
    note: bool
    contest: bool


def steps_for(actor: Actor, found: Proposal) -> StepsOpen:
    """Which steps of `found` are open to the actor. Reads its raisings, which `proposal` has fetched."""
    waiting = found.state in CARRIED_OVER
    handles = policies.handle.allows(actor, found)
    said = [r.settled for r in found.raisings.all() if policies.confirm.allows(actor, r)]
    confirm = found.state == State.ANSWERED and not all(said)
    return StepsOpen(
        change=_is_own(actor, found),
        merge=waiting and handles,
        split=handles and found.merged_into is not None and found.merged_into.state in CARRIED_OVER,
        forward=waiting and handles,
        answer=waiting and policies.answer.allows(actor, found),
        confirm=confirm,
        note=confirm and None in said,
        contest=confirm or (found.state == State.UNSETTLED and bool(said)),
    )


def _is_own(actor: Actor, found: Proposal) -> bool:
    """Did the actor's unit raise it, and nobody act on it so far?"""
    raisings = found.raisings.all()
    return found.state == State.RAISED and len(raisings) == 1 and policies.change.allows(actor, raisings[0])


def holder_for(unit_id: int, day: date) -> int:
    """Who takes up what `unit_id` raises by hand: the unit above on its own line, else itself. One query."""
    return superiors_of([unit_id], Line.VERTICAL, day).get(unit_id, unit_id)


def addressees(found: Proposal, day: date) -> tuple[QuerySet[Unit], QuerySet[Organisation]]:
    """To whom a proposal may be sent: the holder, units above it, the central bodies; or an outside body."""
    above = readers_above([found.holder_id], day)[found.holder_id]
    units = Unit.objects.filter(Q(pk__in=above) | Q(level=Level.CENTRE, organisation__reports=True)).order_by(
        "level", "sort_key"
    )
    bodies = Organisation.objects.filter(kind__in=(OrganisationKind.PARTY, OrganisationKind.STATE))
    return units, bodies
