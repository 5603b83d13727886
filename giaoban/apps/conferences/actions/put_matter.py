"""A matter is put to decision, hands are counted, the matter is closed."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from giaoban.apps.audit.actions.record_line import record
from giaoban.apps.live.actions.mark_topic import mark_moved
from giaoban.kit.access import Actor, authorize
from giaoban.kit.errors import Conflict, Invalid
from giaoban.kit.usecase import nothing_changed, usecase

from .. import events, policies
from ..domain.consensus import consensus
from ..domain.decide import Count, Rule
from ..enums import PLACE_TOPIC, Consensus, DecisionMode, MatterOutcome
from ..models import AgendaItem, AgreedTask, Conference, Delegate, Matter, Site, Stance, Tally
from ..queries.floor import counted
from .run_agenda import in_session, screens_moved


@usecase("conferences.put_matter")
def put_matter(
    *,
    actor: Actor,
    conference: Conference,
    text: str,
    mode: DecisionMode,
    rule: Rule | None,
    now: datetime,
    agreed_task: AgreedTask | None = None,
) -> Matter:
    """Put a matter to the conference: every site and delegate is asked at once. Locks the conference.

    A count needs its `rule`; consensus has none. Raises Invalid for an empty text or a count without a rule, Conflict
    while another matter is open.
    """
    authorize(actor, policies.run, conference, seen_by=policies.see)
    row = in_session(conference)
    if not text.strip() or (mode != DecisionMode.CONSENSUS and rule is None):
        problem = ("text" if not text.strip() else "rule", str(_("It is empty.")))
        raise Invalid(_("A matter has a text, and a count has a rule."), problems=(problem,))
    if mode == DecisionMode.NAMED and not row.delegates.exists():
        raise Invalid(_("A named vote is a vote of the delegates; this conference has none on its list."))
    if Matter.objects.filter(conference=row, closed_at=None).exists():
        raise Conflict(_("Another matter is open. Close it first."))
    running = AgendaItem.objects.filter(conference=row, started_at__isnull=False, ended_at=None).first()
    matter = Matter.objects.create(
        conference=row, item=running, agreed_task=agreed_task, text=text.strip(), mode=mode, opened_at=now,
        position=Matter.objects.filter(conference=row).count() + 1,
        rule=rule.stored() if rule and mode != DecisionMode.CONSENSUS else {},
    )  # fmt: skip
    screens_moved(row.pk)
    record(actor=actor, code=events.MATTER_PUT, subject=matter, unit_id=row.unit_id, mode=mode)
    return matter


@usecase("conferences.close_matter")
def close_matter(*, actor: Actor, matter: Matter, now: datetime) -> Matter:
    """Close the matter: its outcome is what was counted under its rule. Locks the conference, and
    the matter: what comes over links at the same moment is counted, or comes too late.

    By consensus: agreed unless an objection to its task stands. Raises Invalid where more voices were counted than
    people are present: correct the attendance or the count first.
    """
    authorize(actor, policies.run, matter.conference, seen_by=policies.see)
    conference = in_session(matter.conference)
    row = Matter.objects.select_related("agreed_task").select_for_update(of=("self",)).get(pk=matter.pk)
    if row.closed_at is not None:
        nothing_changed()
        return row
    if row.mode == DecisionMode.CONSENSUS:
        row.outcome, row.figures = _by_consensus(row), {}
    else:
        row.outcome, row.figures = _by_count(conference, row)
    row.closed_at = now
    row.save(update_fields=["outcome", "figures", "closed_at"])
    screens_moved(conference.pk)
    record(
        actor=actor, code=events.MATTER_CLOSED, subject=row, unit_id=conference.unit_id,
        outcome=row.outcome, **row.figures,
    )  # fmt: skip
    return row


@usecase("conferences.withdraw_matter")
def withdraw_matter(*, actor: Actor, matter: Matter, now: datetime) -> Matter:
    """Take an open matter off the table; what was counted stays readable. Locks the conference."""
    authorize(actor, policies.run, matter.conference, seen_by=policies.see)
    conference = in_session(matter.conference)
    row = Matter.objects.get(pk=matter.pk)
    if row.closed_at is not None:
        nothing_changed()
        return row
    row.outcome, row.closed_at = MatterOutcome.WITHDRAWN, now
    row.save(update_fields=["outcome", "closed_at"])
    screens_moved(conference.pk)
    record(actor=actor, code=events.MATTER_WITHDRAWN, subject=row, unit_id=conference.unit_id)
    return row


@usecase("conferences.tally_site")
def tally_site(*, actor: Actor, matter: Matter, site: Site, count: Count, now: datetime) -> Tally:
    """Hands of one site as told by telephone; the newest count stands. Locks the conference.

    Raises Conflict once the matter is closed, Invalid for more hands than the site counted people.
    """
    authorize(actor, policies.run, matter.conference, seen_by=policies.see)
    conference = in_session(matter.conference)
    row = Matter.objects.get(pk=matter.pk)
    place = conference.sites.get(pk=site.pk)
    if row.closed_at is not None or row.mode != DecisionMode.HANDS:
        raise Conflict(_("No count of hands is open for this matter."))
    if place.officers is not None and count.voted > place.officers + (place.others or 0):
        raise Invalid(_("More hands than people counted at this site. Correct the attendance first."))
    values = {"agree": count.agree, "against": count.against, "abstain": count.abstain, "at": now}
    tally, _made = Tally.objects.update_or_create(matter=row, site=place, defaults=values)
    screens_moved(conference.pk)
    mark_moved(PLACE_TOPIC, f"s{place.pk}")
    record(
        actor=actor, code=events.TALLIED, subject=tally, unit_id=conference.unit_id,
        agree=count.agree, against=count.against, abstain=count.abstain,
    )  # fmt: skip
    return tally


def _by_consensus(matter: Matter) -> MatterOutcome:
    standing = Stance.objects.filter(agreed_task=matter.agreed_task_id, settled_at=None)
    kinds = standing.values_list("kind", flat=True) if matter.agreed_task_id else ()
    agreed = consensus(kinds) is not Consensus.NOT_AGREED
    return MatterOutcome.ADOPTED if agreed else MatterOutcome.REJECTED


def _by_count(conference: Conference, matter: Matter) -> tuple[MatterOutcome, dict[str, int]]:
    count = counted(matter)
    present, summoned = _people(conference, matter)
    try:
        outcome = Rule.read(matter.rule["code"], matter.rule).outcome(
            count, present=present, summoned=summoned
        )
    except ValueError as problem:
        told = _(
            "%(voices)s voices were counted, but %(people)s people are present. Correct one of them first."
        )
        raise Invalid(told % {"voices": count.voted, "people": present}) from problem
    figures = {"agree": count.agree, "against": count.against, "abstain": count.abstain}
    return outcome, {**figures, "present": present, "summoned": summoned}


def _people(conference: Conference, matter: Matter) -> tuple[int, int]:
    """Present and summoned: delegates for a named vote, people counted and expected at the sites for hands."""
    if matter.mode == DecisionMode.NAMED:
        rows = Delegate.objects.filter(conference=conference)
        return rows.filter(present_at__isnull=False).count(), rows.count()
    sums = conference.sites.aggregate(
        officers=Sum("officers", default=0),
        others=Sum("others", default=0),
        expected=Sum("expected", default=0),
    )
    return sums["officers"] + sums["others"], sums["expected"]
