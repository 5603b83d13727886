"""Coordinations: what was promised and what was not kept, meetings that are missing, reviews that are due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from giaoban.kit.access import Actor
from giaoban.kit.errors import NotFound

from .. import policies
from ..domain.coordination import meetings_missing
from ..models import Commitment, Coordination, JointMeeting, Judgement, Party, Review


@dataclass(frozen=True, slots=True)
class Promise:
    """A commitment with its latest judgement; `overdue`: its day has passed and nobody has judged it kept."""

    commitment: Commitment
    judgement: Judgement | None
    overdue: bool

    @property
    def broken(self) -> bool:
        """Judged and not kept."""
        return self.judgement is not None and not self.judgement.kept

    @property
    def tone(self) -> str:
        if self.broken or self.overdue:
            return "late"
        return "done" if self.judgement else "neutral"


@dataclass(frozen=True, slots=True)
class CoordinationCard:
    """A coordination as its page shows it. `missing` meetings of this year; what the actor may do now."""

    coordination: Coordination
    parties: list[tuple[Party, list[Promise]]]
    meetings: list[JointMeeting]
    reviews: list[Review]
    missing: int
    overdue: bool
    may_keep: bool
    may_end: bool

    @property
    def not_kept(self) -> int:
        """How many promises are broken or overdue."""
        return sum(p.broken or p.overdue for _party, promises in self.parties for p in promises)


def coordinations(actor: Actor, today: date) -> QuerySet[Coordination]:
    """What the actor's units keep or take part in, with `bodies`, `promises` and `broken` (by the latest review), the
    next review first."""
    latest = Review.objects.filter(coordination=OuterRef("pk")).order_by("-held_on", "-pk").values("pk")[:1]
    broken = (
        Judgement.objects.filter(review__coordination=OuterRef("pk"), review=OuterRef("latest"))
        .filter(Q(in_time=False) | Q(as_agreed=False))
        .order_by()
        .values("review")
        .annotate(n=Count("pk"))
        .values("n")
    )
    rows: QuerySet[Coordination] = Coordination.objects.visible_to(actor, policies.see_coordination)
    return (
        rows.select_related("unit")
        .annotate(
            latest=Subquery(latest),
            bodies=Count("parties", distinct=True),
            promises=Count("parties__commitments", distinct=True),
            broken=Subquery(broken),
            due=Exists(Coordination.objects.filter(pk=OuterRef("pk"), ended_at=None, review_on__lt=today)),
        )
        .order_by(F("ended_at").desc(nulls_first=True), "review_on", "pk")
    )


def coordination_card(actor: Actor, pk: int, today: date) -> CoordinationCard:
    """One coordination for its page. Raises NotFound. Seven queries."""
    rows = Coordination.objects.visible_to(actor, policies.see_coordination).select_related("unit")
    found: Coordination | None = rows.filter(pk=pk).first()
    if found is None:
        raise NotFound()
    latest: dict[int, Judgement] = {}
    for judgement in Judgement.objects.filter(review__coordination=found).order_by(
        "review__held_on", "review_id"
    ):
        latest[judgement.commitment_id] = judgement
    parties = [
        (party, [_promise(c, latest.get(c.pk), today) for c in party.commitments.all()])
        for party in found.parties.select_related("unit").prefetch_related("commitments")
    ]
    meetings = list(found.held.all())
    running = found.ended_at is None
    missing = meetings_missing((m.held_on for m in meetings), found.meetings, found.signed_on, today)
    return CoordinationCard(
        found, parties, meetings, list(found.reviews.prefetch_related("judgements__commitment")),
        missing if running else 0, running and found.review_on < today,
        running and policies.keep_coordination.allows(actor, found),
        running and policies.end_coordination.allows(actor, found),
    )  # fmt: skip


def _promise(commitment: Commitment, judgement: Judgement | None, today: date) -> Promise:
    kept = judgement is not None and judgement.kept
    return Promise(commitment, judgement, commitment.by is not None and commitment.by < today and not kept)
