"""Write down what several bodies agreed to do together; note that they met; review it; end it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from giaoban.apps.audit.actions.record_line import record
from giaoban.apps.org.models import Unit
from giaoban.apps.org.queries.naming import the_one, units_called
from giaoban.kit import clock
from giaoban.kit.access import Actor, authorize
from giaoban.kit.errors import Conflict, Invalid
from giaoban.kit.usecase import nothing_changed, usecase

from .. import events, policies
from ..domain.asks import NewAsk
from ..domain.coordination import NewCoordination, NewParty, Verdict, next_review
from ..enums import AskKind
from ..models import Commitment, Coordination, JointMeeting, Judgement, Party, Review
from .create_tasks import end_of
from .write_asks import close_asks, open_asks

SUBJECT = "tasks.Coordination"


@usecase("tasks.write_coordination")
def write_coordination(
    *, actor: Actor, unit: Unit, coordination: NewCoordination, now: datetime
) -> Coordination:
    """`unit` keeps it, and is asked for its first review. Parties that are units of the network may read it.

    Raises Invalid without title, party or commitment, for a name that several units bear, and for a review before the
    day it was signed.
    """
    authorize(actor, policies.give, unit)
    new = coordination
    _check(new)
    units = _units_of(new.parties, clock.local_day(now))
    row: Coordination = Coordination.objects.create(
        unit=unit, kind=new.kind, title=new.title.strip(), symbol=new.symbol.strip(), signed_on=new.signed_on,
        meetings=new.meetings, review_on=new.review_on, review_months=new.review_months, created_at=now,
        seen_by=sorted({unit.pk, *(u.pk for u in units if u)}),
    )  # fmt: skip
    for place, (party, found) in enumerate(zip(new.parties, units, strict=True), 1):
        made = Party.objects.create(
            coordination=row, position=place, unit=found, name=found.name if found else party.name.strip()
        )
        Commitment.objects.bulk_create(
            Commitment(party=made, position=n, text=c.text.strip(), by=c.by)
            for n, c in enumerate(party.commitments, 1)
        )
    open_asks(asks=[_review_asked(row)], now=now)
    record(
        actor=actor, code=events.COORDINATION_WRITTEN, subject=row, unit_id=unit.pk, kind=row.kind,
        parties=len(new.parties), review=str(row.review_on),
    )  # fmt: skip
    return row


@usecase("tasks.note_joint_meeting")
def note_joint_meeting(
    *, actor: Actor, coordination: Coordination, held_on: date, words: str, now: datetime
) -> JointMeeting:
    """The parties met. Raises Invalid for a day to come, Conflict when it is noted or has ended."""
    authorize(actor, policies.keep_coordination, coordination, seen_by=policies.see_coordination)
    row = _locked(coordination)
    _check_held(row, held_on, clock.local_day(now))
    if row.held.filter(held_on=held_on).exists():
        raise Conflict(_("A meeting of that day is noted already."))
    made: JointMeeting = JointMeeting.objects.create(
        coordination=row, held_on=held_on, words=words.strip(), noted_by_id=actor.user_id
    )
    record(actor=actor, code=events.JOINT_MEETING, subject=made, unit_id=row.unit_id, held_on=str(held_on))
    return made


@usecase("tasks.review_coordination")
def review_coordination(
    *, actor: Actor, coordination: Coordination, held_on: date, words: str, verdicts: Sequence[Verdict],
    now: datetime,
) -> Review:  # fmt: skip
    """Review every commitment; the next review falls due by itself, and is asked for.

    Raises Invalid for a commitment without a verdict, one not kept without words, a day to come or no words at all.
    """
    authorize(actor, policies.keep_coordination, coordination, seen_by=policies.see_coordination)
    row = _locked(coordination)
    _check_held(row, held_on, clock.local_day(now))
    _check_verdicts(row, words, verdicts)
    review: Review = Review.objects.create(
        coordination=row, due_on=row.review_on, held_on=held_on, words=words.strip(), by_id=actor.user_id
    )
    Judgement.objects.bulk_create(
        Judgement(
            review=review, commitment_id=v.commitment_id, in_time=v.in_time, as_agreed=v.as_agreed,
            words=v.words.strip(),
        )
        for v in verdicts
    )  # fmt: skip
    row.review_on = next_review(row.review_on, row.review_months, held_on)
    row.save(update_fields=["review_on"])
    close_asks(kind=AskKind.REVIEW, subject_type=SUBJECT, subject_ids=[row.pk], now=now)
    open_asks(asks=[_review_asked(row)], now=now)
    record(
        actor=actor, code=events.COORDINATION_REVIEWED, subject=review, unit_id=row.unit_id,
        kept=sum(v.kept for v in verdicts), of=len(verdicts), next=str(row.review_on),
    )  # fmt: skip
    return review


@usecase("tasks.end_coordination")
def end_coordination(*, actor: Actor, coordination: Coordination, now: datetime) -> Coordination:
    """It holds no longer; nothing is asked for it any more."""
    authorize(actor, policies.end_coordination, coordination, seen_by=policies.see_coordination)
    row: Coordination = Coordination.objects.select_for_update().get(pk=coordination.pk)
    if row.ended_at is not None:
        nothing_changed()
        return row
    row.ended_at = now
    row.save(update_fields=["ended_at"])
    close_asks(kind=AskKind.REVIEW, subject_type=SUBJECT, subject_ids=[row.pk], now=now, done=False)
    record(actor=actor, code=events.COORDINATION_ENDED, subject=row, unit_id=row.unit_id)
    return row


def _locked(coordination: Coordination) -> Coordination:
    row: Coordination = Coordination.objects.select_for_update().get(pk=coordination.pk)
    if row.ended_at is not None:
        raise Conflict(_("This coordination has ended."))
    return row


def _check(new: NewCoordination) -> None:
    empty, problems = str(_("It is empty.")), []
    if not new.title.strip():
        problems.append(("title", empty))
    if not new.parties or not any(p.commitments for p in new.parties):
        problems.append(("party_1", str(_("Name the parties and what they promise."))))
    if new.review_on <= new.signed_on:
        problems.append(("review_on", str(_("The review comes after the day it was signed."))))
    if problems:
        raise Invalid(_("Something is missing."), problems=tuple(problems))


def _check_held(row: Coordination, held_on: date, today: date) -> None:
    if held_on > today or held_on < row.signed_on:
        problem = ("held_on", str(_("Choose a day from the signing until today.")))
        raise Invalid(_("That day cannot be."), problems=(problem,))


def _check_verdicts(row: Coordination, words: str, verdicts: Sequence[Verdict]) -> None:
    problems = [] if words.strip() else [("words", str(_("It is empty.")))]
    ids = set(Commitment.objects.filter(party__coordination=row).values_list("pk", flat=True))
    if {v.commitment_id for v in verdicts} != ids or len(verdicts) != len(ids):
        problems.append(("words", str(_("Judge every commitment once."))))
    problems += [
        (f"words_{v.commitment_id}", str(_("Say why it was not kept.")))
        for v in verdicts
        if not v.kept and not v.words.strip()
    ]
    if problems:
        raise Invalid(_("The review is not complete."), problems=tuple(problems))


def _units_of(parties: Sequence[NewParty], day: date) -> list[Unit | None]:
    """The unit of each party, by its code or any name it has or had; None for a body outside the network."""
    by_name = units_called({party.name for party in parties}, day)
    meant = [(party.name, by_name.find(party.name)) for party in parties]
    return [the_one(found, name, day) if found else None for name, found in meant]


def _review_asked(row: Coordination) -> NewAsk:
    title = _("Review: %(title)s") % {"title": row.title}
    url = reverse("tasks:coordination", args=[row.pk])
    return NewAsk(AskKind.REVIEW, row.unit_id, title, end_of(row.review_on), url, SUBJECT, row.pk)
