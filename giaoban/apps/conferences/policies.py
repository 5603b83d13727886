"""Who may see, run, follow and conclude a conference."""

from __future__ import annotations

from giaoban.apps.accounts.enums import WORKING_POSTS, Post
from giaoban.apps.org.models import Unit
from giaoban.kit.access import Actor, Policy

from .domain.links import Link
from .enums import ConferenceState
from .models import ChangeNotice, Conference, Delegate, Paper, Site


def _convenes(actor: Actor, conference: Conference) -> bool:
    return actor.holds(conference.unit_id, WORKING_POSTS)


def may_convene(actor: Actor) -> bool:
    """May the actor convene for the unit whose hat is worn? (For buttons; the step asks again.)"""
    return actor.holds(actor.worn, WORKING_POSTS)


def may_report(actor: Actor, conference: Conference, site: Site) -> bool:
    """May the actor report for this site of a conference that is at hand? Asks the database nothing."""
    return actor.holds(site.unit_id, WORKING_POSTS) or _convenes(actor, conference)


see: Policy[Conference] = Policy(
    "conferences.see",
    may=lambda actor, row: not actor.unit_ids.isdisjoint(row.seen_by),
    rows=lambda actor, rows: rows.filter(seen_by__overlap=sorted(actor.unit_ids)),
)
look_on: Policy[Conference] = Policy(
    "conferences.look_on",
    may=lambda actor, row: row.is_open_to_all,
    rows=lambda actor, rows: rows.filter(is_public=True, rehearsal=False).exclude(
        state=ConferenceState.CALLED_OFF
    ),
)
convene: Policy[Unit] = Policy(
    "conferences.convene", may=lambda actor, unit: actor.holds(unit.pk, WORKING_POSTS)
)
enter_planned: Policy[Conference] = Policy("conferences.enter_planned", may=lambda actor, _row: False)
run: Policy[Conference] = Policy("conferences.run", may=_convenes)
conclude: Policy[Conference] = Policy(
    "conferences.conclude", may=lambda actor, row: actor.holds(row.unit_id, (Post.LEADER,))
)
see_site: Policy[Site] = Policy("conferences.see_site", may=lambda actor, row: see.may(actor, row.conference))
see_paper: Policy[Paper] = Policy(
    "conferences.see_paper", may=lambda actor, row: see.may(actor, row.conference)
)
report_site: Policy[Site] = Policy(
    "conferences.report_site",
    may=lambda actor, site: may_report(actor, site.conference, site),
)
see_notice: Policy[ChangeNotice] = Policy(
    "conferences.see_notice", may=lambda actor, row: actor.holds(row.unit_id)
)
answer_notice: Policy[ChangeNotice] = Policy(
    "conferences.answer_notice",
    may=lambda actor, row: actor.holds(row.unit_id, WORKING_POSTS),
    rows=lambda actor, rows: rows.filter(unit_id__in=actor.units_as(WORKING_POSTS)),
)
see_delegate: Policy[Delegate] = Policy(
    "conferences.see_delegate", may=lambda actor, row: see.may(actor, row.conference)
)
answer_delegate: Policy[Delegate] = Policy(
    "conferences.answer_delegate",
    may=lambda actor, row: (
        (row.unit_id is not None and actor.holds(row.unit_id, WORKING_POSTS))
        or _convenes(actor, row.conference)
    ),
)
hand_in_paper: Policy[Paper] = Policy(
    "conferences.hand_in_paper",
    may=lambda actor, paper: actor.holds(paper.unit_id, WORKING_POSTS) or _convenes(actor, paper.conference),
)


def by_link(link: Link) -> Actor:
    """Whoever came by a personal link: may act for that site or delegate, and sees nothing else."""
    return Actor(kind="token", label=link.label)


act_for_site: Policy[Site] = Policy(
    "conferences.act_for_site",
    may=lambda actor, site: actor.kind == "token" and actor.label == f"site:{site.pk}",
)
act_for_delegate: Policy[Delegate] = Policy(
    "conferences.act_for_delegate",
    may=lambda actor, row: actor.kind == "token" and actor.label == f"delegate:{row.pk}",
)
