"""Who may see asks; who may see, give, carry out and confirm tasks; who writes and issues the week."""

from __future__ import annotations

from django.db.models import Q

from giaoban.apps.accounts.enums import WORKING_POSTS, Post
from giaoban.apps.accounts.models import User
from giaoban.apps.org.models import Unit
from giaoban.kit.access import Actor, Policy

from .models import (
    Ask,
    CalendarFeed,
    Coordination,
    Evidence,
    MondayPage,
    Plan,
    Programme,
    Scenario,
    Task,
    TaskOrder,
    Week,
)

_SPECIALISTS = (Post.OFFICER, Post.LEADER)


def _asked(actor: Actor) -> Q:
    """Asks of the actor's units: those for any post, and those for a post that the actor holds there."""
    found = Q(post="", unit_id__in=actor.unit_ids)
    for post in Post.values:
        if units := actor.units_as((post,)):
            found |= Q(post=post, unit_id__in=units)
    return found


def _may_judge(actor: Actor, task: Task) -> bool:
    """Who gave it. What a unit set itself is confirmed by its leader, not by whoever carried it out."""
    own = task.assigned_by_id == task.lead_id
    return actor.holds(task.assigned_by_id, (Post.LEADER,) if own else _SPECIALISTS)


see_ask: Policy[Ask] = Policy(
    "tasks.see_ask",
    may=lambda actor, ask: actor.holds(ask.unit_id, (ask.post,) if ask.post else ()),
    rows=lambda actor, rows: rows.filter(_asked(actor)),
)


remind: Policy[User] = Policy("tasks.remind", may=lambda actor, _user: False)


def may_give(actor: Actor) -> bool:
    """May the actor give tasks for the unit whose hat is worn? (For buttons; the step asks again.)"""
    return actor.holds(actor.worn, _SPECIALISTS)


see: Policy[Task] = Policy(
    "tasks.see",
    may=lambda actor, task: not actor.unit_ids.isdisjoint(task.seen_by),
    rows=lambda actor, rows: rows.filter(seen_by__overlap=sorted(actor.unit_ids)),
)
give: Policy[Unit] = Policy("tasks.give", may=lambda actor, unit: actor.holds(unit.pk, _SPECIALISTS))
carry_out: Policy[Task] = Policy(
    "tasks.carry_out", may=lambda actor, task: actor.holds(task.lead_id, WORKING_POSTS)
)
judge: Policy[Task] = Policy("tasks.judge", may=_may_judge)
see_evidence: Policy[Evidence] = Policy(
    "tasks.see_evidence",
    may=lambda actor, row: (
        not actor.unit_ids.isdisjoint(row.task.seen_by)
        and (row.claim_id is not None or row.task.lead_id in actor.unit_ids)
    ),
    rows=lambda actor, rows: rows.filter(
        Q(claim__isnull=False) | Q(task__lead_id__in=actor.unit_ids),
        task__seen_by__overlap=sorted(actor.unit_ids),
    ),
)
gather: Policy[Evidence] = Policy(
    "tasks.gather", may=lambda actor, row: actor.holds(row.task.lead_id, WORKING_POSTS)
)
see_programme: Policy[Programme] = Policy(
    "tasks.see_programme",
    may=lambda actor, row: not actor.unit_ids.isdisjoint(row.seen_by),
    rows=lambda actor, rows: rows.filter(seen_by__overlap=sorted(actor.unit_ids)),
)
run_programme: Policy[Programme] = Policy(
    "tasks.run_programme", may=lambda actor, row: actor.holds(row.unit_id, _SPECIALISTS)
)
see_order: Policy[TaskOrder] = Policy(
    "tasks.see_order",
    may=lambda actor, row: actor.holds(row.unit_id),
    rows=lambda actor, rows: rows.filter(unit_id__in=actor.unit_ids),
)
see_scenario: Policy[Scenario] = Policy(
    "tasks.see_scenario",
    may=lambda actor, row: actor.holds(row.unit_id),
    rows=lambda actor, rows: rows.filter(unit_id__in=actor.unit_ids),
)
prepare_scenario: Policy[Scenario] = Policy(
    "tasks.prepare_scenario", may=lambda actor, row: actor.holds(row.unit_id, _SPECIALISTS)
)
declare_scenario: Policy[Scenario] = Policy(
    "tasks.declare_scenario", may=lambda actor, row: actor.holds(row.unit_id, (Post.LEADER,))
)
see_coordination: Policy[Coordination] = Policy(
    "tasks.see_coordination",
    may=lambda actor, row: not actor.unit_ids.isdisjoint(row.seen_by),
    rows=lambda actor, rows: rows.filter(seen_by__overlap=sorted(actor.unit_ids)),
)
keep_coordination: Policy[Coordination] = Policy(
    "tasks.keep_coordination", may=lambda actor, row: actor.holds(row.unit_id, _SPECIALISTS)
)
end_coordination: Policy[Coordination] = Policy(
    "tasks.end_coordination", may=lambda actor, row: actor.holds(row.unit_id, (Post.LEADER,))
)

read_week: Policy[Unit] = Policy("tasks.read_week", may=lambda actor, unit: actor.holds(unit.pk))
write_week: Policy[Unit] = Policy(
    "tasks.write_week", may=lambda actor, unit: actor.holds(unit.pk, WORKING_POSTS)
)
issue_week: Policy[Unit] = Policy(
    "tasks.issue_week", may=lambda actor, unit: actor.holds(unit.pk, (Post.LEADER,))
)
see_week: Policy[Week] = Policy(
    "tasks.see_week",
    may=lambda actor, week: actor.holds(week.unit_id),
    rows=lambda actor, rows: rows.filter(unit_id__in=actor.unit_ids),
)
see_plan: Policy[Plan] = Policy(
    "tasks.see_plan",
    may=lambda actor, row: actor.holds(row.unit_id),
    rows=lambda actor, rows: rows.filter(unit_id__in=actor.unit_ids),
)
see_monday: Policy[MondayPage] = Policy(
    "tasks.see_monday",
    may=lambda actor, page: actor.holds(page.unit_id),
    rows=lambda actor, rows: rows.filter(unit_id__in=actor.unit_ids),
)
have_feed: Policy[Unit] = Policy(
    "tasks.have_feed", may=lambda actor, unit: actor.user_id is not None and actor.holds(unit.pk)
)
own_feed: Policy[CalendarFeed] = Policy(
    "tasks.own_feed",
    may=lambda actor, row: actor.user_id is not None and actor.user_id == row.user_id,
    rows=lambda actor, rows: rows.filter(user_id=actor.user_id or 0),
)
