"""A conference as it goes on, step by step as its script tells it. Everybody acts by their own way: the officer of the
convening unit at console and secretary's page, sites and delegates over their personal links.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.urls import reverse

from giaoban.apps.conferences import policies
from giaoban.apps.conferences.actions.give_floor import add_turn, close_list, end_turn, give_floor, note_turn
from giaoban.apps.conferences.actions.keep_order import correct_attendance, handle_remark
from giaoban.apps.conferences.actions.put_matter import close_matter, put_matter
from giaoban.apps.conferences.actions.put_task import put_task, record_stance
from giaoban.apps.conferences.actions.run_agenda import begin_item, end_item, note_item
from giaoban.apps.conferences.actions.take_command import take_delegate_command, take_site_command
from giaoban.apps.conferences.actions.write_conclusion import write_conclusion
from giaoban.apps.conferences.domain.commands import Command
from giaoban.apps.conferences.domain.plan import NewAgreedTask
from giaoban.apps.conferences.enums import CommandKind, DecisionMode, DelegateState, StanceKind, TurnState
from giaoban.apps.conferences.formats.majorities import load_rules
from giaoban.apps.conferences.formats.places import link_of_delegate, link_of_site
from giaoban.apps.conferences.models import AgreedTask, Conference, Delegate, Site, Turn
from giaoban.apps.proposals.actions.raise_proposal import raise_proposal
from giaoban.apps.proposals.domain.raising import NewProposal
from giaoban.apps.proposals.enums import Kind
from giaoban.kit.access import Actor
from giaoban.kit.clock import local_day

from .play_reports import TOP
from .splits import unit_interval
from .stage import HANOI_TIME, Clock, Stage

Row = Mapping[str, Any]
A_MATTER = timedelta(minutes=2)
"""What putting one task to consensus takes."""


@dataclass(frozen=True)
class Day:
    """One conference on its day; `row` is its part of the script. Moments of the script are Hà Nội time."""

    stage: Stage
    conference: Conference
    row: Row

    @property
    def officer(self) -> Actor:
        return self.stage.actor(TOP)

    def at(self, clock: str) -> datetime:
        return datetime.combine(
            local_day(self.conference.starts_at), time.fromisoformat(clock), tzinfo=HANOI_TIME
        )

    def site(self, code: str) -> Site:
        return self.conference.sites.select_related("conference", "unit").get(unit__code=code)

    def holder(self, who: str) -> Site | Delegate:
        """The site of a unit's code, or the delegate of a post."""
        if who in self.stage.units:
            return self.site(who)
        return self.conference.delegates.select_related("conference").get(post=who)

    def waiting(self, who: str) -> Turn:
        """Whose turn is next of those that wait for `who`: the arranged paper before the hand."""
        rows = self.conference.turns.filter(state=TurnState.WAITING).select_related(
            "conference", "paper__unit", "site__unit", "delegate"
        )
        return next(turn for turn in rows if who in _names(turn))


def _names(turn: Turn) -> tuple[str, ...]:
    site = turn.site.unit.code if turn.site and turn.site.unit else ""
    paper = turn.paper.unit.code if turn.paper else ""
    return paper, site, turn.delegate.post if turn.delegate else "", turn.who


def send(
    holder: Site | Delegate, kind: CommandKind, now: datetime, data: Row | None = None, words: str = ""
) -> None:
    """What the holder of a personal link sends, as its device does."""
    link = link_of_site(holder) if isinstance(holder, Site) else link_of_delegate(holder)
    key = uuid5(NAMESPACE_URL, f"{link.short}/{kind}/{now.isoformat()}")
    take = take_site_command if isinstance(holder, Site) else take_delegate_command
    take(
        actor=policies.by_link(link), link=link, command=Command(kind, key, data or {}, words), now=now
    )  # fmt: skip


def come_in(day: Day) -> None:
    """Sites connect and count, each with the delegates who sit there; delegates of the hall show their badges."""
    begun, until = (day.at(day.row["counted"][edge]) for edge in ("from", "until"))
    missing, others = day.row.get("not_there", ()), day.row.get("others", {})
    coming = day.conference.delegates.exclude(state=DelegateState.EXCUSED)
    for site in day.conference.sites.select_related("unit", "conference"):
        code, luck = site.unit.code if site.unit else "", unit_interval(day.row["key"], site.name)
        if code in missing:
            continue
        now = begun + (until - begun) * luck
        send(site, CommandKind.HERE, now)
        data: dict[str, Any] = {"officers": site.expected - int(luck * 3), "others": others.get(code, 0)}
        here = sorted(coming.filter(site=site).values_list("pk", flat=True))
        send(
            site, CommandKind.COUNT, now + timedelta(minutes=1), data | ({"delegates": here} if here else {})
        )
    for delegate in coming.filter(site=None):
        send(delegate, CommandKind.HERE, begun + (until - begun) * unit_interval(delegate.post))


def run_through(day: Day) -> None:
    """The agenda as it ran. The last point of a course that goes on is left running."""
    for item, told in zip(day.conference.items.select_related("conference"), day.row["course"], strict=False):
        begin_item(actor=day.officer, item=item, now=day.at(told["begun"]))
        for step in told.get("steps", ()):
            STEPS[step["do"]](day, step, day.at(step["at"]))
        if "note" in told:
            note_item(actor=day.officer, item=item, note=told["note"], seen="")
    if "closed" in day.row:
        last = day.conference.items.select_related("conference").last()
        if last is not None:
            end_item(actor=day.officer, item=last, now=day.at(day.row["closed"]))


def _hand(day: Day, step: Row, now: datetime) -> None:
    send(day.holder(step["who"]), CommandKind.HAND, now, words=step["about"])


def _lower(day: Day, step: Row, now: datetime) -> None:
    send(day.holder(step["who"]), CommandKind.LOWER, now)


def _floor(day: Day, step: Row, now: datetime) -> None:
    """Called, noted while speaking; ended where the script says when."""
    turn = give_floor(actor=day.officer, turn=day.waiting(step["who"]), now=now)
    if "note" in step:
        turn = note_turn(actor=day.officer, turn=turn, note=step["note"], minutes=turn.minutes)
    if "until" in step:
        end_turn(actor=day.officer, turn=turn, now=day.at(step["until"]))


def _added(day: Day, step: Row, now: datetime) -> None:
    add_turn(
        actor=day.officer, conference=day.conference, who=step["who"], about=step["about"], minutes=step["minutes"],
        now=now,
    )  # fmt: skip


def _written(day: Day, step: Row, now: datetime) -> None:
    """A comment for the proceedings or a message; seen to where the script says when."""
    send(day.holder(step["who"]), CommandKind(step["do"]), now, words=step["words"])
    if "seen" in step:
        remark = day.conference.remarks.select_related("conference").latest("pk")
        handle_remark(actor=day.officer, remark=remark, now=day.at(step["seen"]))


def _connection(day: Day, step: Row, now: datetime) -> None:
    send(day.holder(step["who"]), CommandKind(step["do"]), now)


def _correct(day: Day, step: Row, now: datetime) -> None:
    site = day.site(step["who"])
    fewer = (site.officers or 0) - step["less"]
    correct_attendance(
        actor=day.officer, site=site, officers=fewer, others=site.others or 0, reason=step["reason"], now=now
    )


def _close_list(day: Day, step: Row, now: datetime) -> None:
    close_list(actor=day.officer, conference=day.conference, closed=True, now=now)


def _propose(day: Day, step: Row, now: datetime) -> None:
    """What was asked in a speech becomes a proposal of that unit to the convening one."""
    unit, page = (
        day.stage.units[step["who"]],
        reverse("conferences:conference", args=[day.conference.pk]),
    )
    spoken = day.conference.turns.filter(state=TurnState.SPOKEN).select_related(
        "paper__unit", "site__unit", "delegate"
    )
    turn = [one for one in spoken if step["said"] in _names(one)][-1]
    new = NewProposal(
        Kind.PROPOSAL, unit.pk, day.conference.unit_id, step["difficulty"], step["remedy"], "conferences.Turn", turn.pk,
        source_url=page, passage=step["remedy"],
    )  # fmt: skip
    raise_proposal(actor=day.stage.actor(step["who"]), unit=unit, proposal=new, now=now)


def _agree(day: Day, step: Row, now: datetime) -> None:
    """Every task is put, one after the other; what somebody keeps to themselves is written down with the post."""
    for number, row in enumerate(day.row["tasks"], start=1):
        task = put_task(actor=day.officer, conference=day.conference, task=agreed_task(day.stage, row))
        matter = put_matter(
            actor=day.officer, conference=day.conference, text=row["title"], mode=DecisionMode.CONSENSUS, rule=None,
            now=now, agreed_task=task,
        )  # fmt: skip
        if number == step["task"]:
            _keep(day, step, task, now + timedelta(minutes=1))
        now += A_MATTER
        close_matter(actor=day.officer, matter=matter, now=now)


def _keep(day: Day, step: Row, task: AgreedTask, now: datetime) -> None:
    record_stance(
        actor=day.officer, agreed_task=task, kind=StanceKind.RESERVATION, post=step["post"], text=step["words"],
        unit=day.stage.units[step["unit"]], now=now,
    )  # fmt: skip


def agreed_task(stage: Stage, row: Row) -> NewAgreedTask:
    """A key task of the script, as it is put to a conference."""
    return NewAgreedTask(
        title=row["title"], lead_id=stage.units[row["lead"]].pk, deadline=row["due"], aim=row["aim"],
        measure=row["measure"], coordinating_ids=tuple(stage.units[c].pk for c in row["with"]),
    )  # fmt: skip


def _count(day: Day, step: Row, now: datetime) -> None:
    """Hands are counted at each site; `against` and `abstain` are shares of those present."""
    matter = put_matter(
        actor=day.officer, conference=day.conference, text=step["text"], mode=DecisionMode.HANDS,
        rule=load_rules()[step["rule"]], now=now,
    )  # fmt: skip
    clock = Clock(now)
    for site in day.conference.sites.select_related("conference"):
        present = (site.officers or 0) + (site.others or 0)
        if not present:
            continue
        luck = unit_interval(day.row["key"], "hands", site.name)
        against, abstain = (
            int(present * step["against"] * luck * 2),
            int(present * step["abstain"] * luck * 2),
        )
        data = {
            "agree": present - against - abstain, "against": against, "abstain": abstain, "matter": matter.pk
        }  # fmt: skip
        send(site, CommandKind.TALLY, clock(), data)
    close_matter(actor=day.officer, matter=matter, now=day.at(step["closed"]))


def _conclude(day: Day, step: Row, now: datetime) -> None:
    for text in day.row["conclusions"]:
        write_conclusion(actor=day.officer, conference=day.conference, text=text)


STEPS: Mapping[str, Callable[[Day, Row, datetime], None]] = {
    "hand": _hand, "lower": _lower, "floor": _floor, "added": _added, "comment": _written, "message": _written,
    "away": _connection, "here": _connection, "correct": _correct, "close_list": _close_list, "propose": _propose,
    "agree": _agree, "count": _count, "conclude": _conclude,
}  # fmt: skip
"""What the script may say under `do`."""
