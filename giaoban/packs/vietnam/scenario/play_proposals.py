"""Act between the reports and the briefing: what units asked for is merged, sent on, answered, or still waits.

The proposals themselves came with the reports that were received; nothing is raised here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from giaoban.apps.org.models import Organisation, Unit
from giaoban.apps.proposals.actions.answer_proposal import answer_proposal
from giaoban.apps.proposals.actions.confirm_answer import confirm_answer, contest_answer
from giaoban.apps.proposals.actions.forward_proposal import forward_proposal
from giaoban.apps.proposals.actions.merge_proposals import merge_proposals
from giaoban.apps.proposals.enums import Outcome, State
from giaoban.apps.proposals.models import Proposal, Raising

from .figures import CENTRE, ORGANISATIONS
from .play_reports import NOW, unit_code
from .stage import Clock, Stage, at, script_of
from .texts import ask_keys

Ways = Mapping[str, Any]


def script() -> Mapping[str, Any]:
    """The act as data."""
    return script_of("proposals")


def played() -> bool:
    """Is the last step of the act taken: did somebody say that an answer does not settle it?"""
    return Proposal.objects.filter(period__code=NOW, steps__step="contested").exists()


def play(stage: Stage) -> None:
    """Each central body merges what asks the same, and sends it to whoever can answer."""
    bodies = {row.code: row for row in Organisation.objects.all()}
    for done, organisation in enumerate(ORGANISATIONS, start=1):
        code = unit_code(organisation, CENTRE)
        for key, rows in sorted(_by_key(stage.units[code]).items()):
            _take_up(stage, code, rows, script()["ways"].get(key, {}), bodies)
        stage.tell("Gộp, chuyển đề xuất, kiến nghị", done, len(ORGANISATIONS))
    _judge(stage)


def _by_key(holder: Unit) -> dict[str, list[Proposal]]:
    keys, found = ask_keys(), defaultdict(list)
    gone = (State.MERGED, State.WITHDRAWN)
    rows = Proposal.objects.filter(holder=holder, period__code=NOW).exclude(state__in=gone)
    for row in rows.order_by("raisings__unit__code", "remedy", "pk"):
        if key := keys.get(row.remedy):
            found[key].append(row)
    return found


def _take_up(
    stage: Stage, code: str, rows: list[Proposal], way: Ways, bodies: Mapping[str, Organisation]
) -> None:
    officer, clock = stage.actor(code), Clock(_moment(script()["forwarded_on"]))
    kept, *others = rows
    if others:
        kept = merge_proposals(actor=officer, into=kept, others=others, now=clock())
    to = way.get("to")
    if to and kept.state == State.RAISED:
        due: date = script()["due"]
        addressee = bodies.get(to) or stage.units[to]
        kept = forward_proposal(actor=officer, proposal=kept, to=addressee, due=due, now=clock())
    answer = way.get("answer")
    if answer and kept.state in (State.RAISED, State.FORWARDED):
        answering = (
            stage.actor(to) if to and to not in bodies else officer
        )  # who wrote an outside answer down
        answer_proposal(
            actor=answering, proposal=kept, outcome=Outcome(answer["outcome"]), text=answer["text"],
            now=_moment(script()["answered_on"]),
        )  # fmt: skip


def _judge(stage: Stage) -> None:
    """Raisers say whether the answers settle it; one says no, and the addressee owes an answer again."""
    clock = Clock(_moment(script()["answered_on"], 15))
    keys = ask_keys()
    answered = Raising.objects.filter(
        proposal__state=State.ANSWERED, proposal__period__code=NOW, settled=None
    ).select_related("unit", "proposal")
    against = script()["contested"]
    said_no = False
    for raising in answered.order_by("unit__code", "proposal__remedy", "passage", "pk"):
        key, actor = keys.get(raising.passage), stage.actor(raising.unit.code)
        if key in script()["confirmed"]:
            confirm_answer(actor=actor, raising=raising, now=clock())
        elif key == against["key"] and not said_no:
            contest_answer(actor=actor, raising=raising, text=against["text"], now=clock())
            said_no = True


def _moment(day: date, hour: int = 9) -> datetime:
    return at(day.year, day.month, day.day, hour)
