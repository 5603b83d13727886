"""Acts around the documents that arrived: disseminated two levels down, some late; tasks fanned out; late ones go up.

The job that asks the units meant runs in the play itself, at the hour of the scenario; the deferred one then finds
everybody asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from giaoban.apps.accounts.enums import Post
from giaoban.apps.directives.actions.ask_dissemination import ask_dissemination
from giaoban.apps.directives.actions.escalate_late import escalate_late
from giaoban.apps.directives.actions.send_directive import (
    FAN_OUT,
    ask_everybody,
    pass_down,
    send_directive,
)
from giaoban.apps.directives.actions.tick_dissemination import Held, tick_dissemination
from giaoban.apps.directives.domain.order import Order, TaskForAll, Term
from giaoban.apps.directives.enums import TASK_ORIGIN, DisseminationState, Form
from giaoban.apps.directives.models import Directive, Dissemination, Escalation, GivenTask
from giaoban.apps.documents.domain.addressing import Addressing
from giaoban.apps.documents.models import Document
from giaoban.apps.tasks.actions.carry_out_task import accept_task, begin_task
from giaoban.apps.tasks.enums import TaskState
from giaoban.apps.tasks.models import Task
from giaoban.kit.access import Actor

from .play_reports import LAM_DONG, unit_code, visited_commune
from .splits import unit_interval
from .stage import HANOI_TIME, Clock, Stage, at, script_of
from .today import TODAY

Row = Mapping[str, Any]
FRONT = unit_code("MTTQ", LAM_DONG)


def script() -> Mapping[str, Any]:
    """The acts as data."""
    return script_of("waves")


def played() -> bool:
    """Has what is late in the last wave gone up the line, or did a visitor send that document first?"""
    last = script()["later"][-1]
    waves = Directive.objects.filter(document__symbol=last["of"], unit__code=last["unit"])
    gone_up = Escalation.objects.filter(dissemination__wave__in=waves)
    return gone_up.exists() or waves.filter(asked_at__gte=TODAY).exists()


def play(stage: Stage) -> None:
    """The documents of July 2021; what was late on the reader's morning has just gone up the line."""
    stage.people(_below_lam_dong(stage), (Post.OFFICER,), at(2020, 1, 2))
    disseminate(stage, script()["later"])


def disseminate(stage: Stage, waves: Iterable[Row]) -> None:
    """Each wave from asking to what is late; one that a visitor sent first is the visitor's."""
    rows = list(waves)
    for done, row in enumerate(rows, start=1):
        unit = stage.units[row["unit"]]
        document = Document.objects.get(symbol=row["of"], unit=unit)
        wave = Directive.objects.filter(document=document, unit=unit).first() or _ask(stage, document, row)
        if wave.asked_at < TODAY:
            _go_down(stage, wave, row)
        stage.tell("Quán triệt văn bản", done, len(rows))


def _go_down(stage: Stage, wave: Directive, row: Row) -> None:
    """Passed down, ticked, its tasks begun; what is late goes up the line."""
    down = row.get("down")
    if down:
        _tick(stage, wave, row, [down["by"]])
        _pass_down(stage, wave, down)
        _tick(stage, wave, {**row, "done": {}, "late": 0.0, **down}, _asked_by(wave, down["by"]))
    _tick(stage, wave, row, _asked_by(wave, row["unit"]))
    _begin_tasks(stage, wave, row.get("begun", 0.0))
    if "escalated" in row:
        now = datetime.fromisoformat(row["escalated"]).replace(tzinfo=HANOI_TIME)
        escalate_late(actor=Actor.system("directives.escalate"), directive=wave, now=now)


def _below_lam_dong(stage: Stage) -> list[str]:
    """The district and the commune of Lâm Đồng that are lived through."""
    return sorted(code for code in stage.units if code.startswith(f"{FRONT}-"))


def _ask(stage: Stage, document: Document, row: Row) -> Directive:
    """Units named one by one get a plain ask; levels get an order, with terms and tasks."""
    unit, now = stage.units[row["unit"]], _morning(row["asked"])
    leader = stage.actor(row["unit"], Post.LEADER)
    if "to" in row:
        return ask_dissemination(
            actor=leader, document=document, unit=unit, units=[stage.units[code] for code in row["to"]],
            deadline=row["deadline"], note=row["note"], now=now,
        )  # fmt: skip
    order = Order(
        addressing=Addressing(levels=tuple(row["levels"]), organisations=tuple(row.get("organisations", ()))),
        deadline=row["deadline"],
        terms=tuple(Term(t["level"], t["deadline"], asked=t["asked"]) for t in row.get("terms", ())),
        tasks=tuple(
            TaskForAll(t["title"], t["due"], t["measure"], tuple(t["levels"])) for t in row.get("tasks", ())
        ),
        note=row["note"],
        own_document_id=Document.objects.get(symbol=row["own"], unit=unit).pk,
    )
    return _at_once(
        lambda: send_directive(actor=leader, document=document, unit=unit, order=order, now=now), now
    )


def _pass_down(stage: Stage, wave: Directive, down: Row) -> None:
    unit, now = stage.units[down["by"]], _morning(down["day"])
    if not Directive.objects.filter(wave=wave, unit=unit).exists():
        part = Dissemination.objects.get(wave=wave, unit=unit)
        officer = stage.actor(down["by"])
        _at_once(
            lambda: pass_down(actor=officer, dissemination=part, levels=down["levels"], note="", now=now), now
        )


def _at_once(send: Callable[[], Directive], now: datetime) -> Directive:
    """Sent, and everybody meant asked at the same hour, before a worker sees the job."""
    with transaction.atomic():
        row = send()
        ask_everybody(actor=Actor.system(FAN_OUT), directive=row, now=now)
    return row


def _asked_by(wave: Directive, code: str) -> list[str]:
    """Codes of the units that this unit asked in the wave and that have not ticked."""
    rows = Dissemination.objects.filter(wave=wave, directive__unit__code=code, state=DisseminationState.ASKED)
    return list(rows.order_by("unit__code").values_list("unit__code", flat=True))


def _tick(stage: Stage, wave: Directive, row: Row, codes: list[str]) -> None:
    """Those who have disseminated by the reader's day say so; `never` and the visitor's commune have not."""
    silent = {*row.get("never", ()), *([visited_commune(stage)] if "terms" in row else ())}
    passes_down = row.get("down", {}).get("by")
    parts = Dissemination.objects.filter(wave=wave, unit__code__in=codes, state=DisseminationState.ASKED)
    for part in parts.select_related("unit").order_by("unit__code"):
        code = part.unit.code
        first = code == passes_down  # the day before it passed the matter down
        day = row["down"]["day"] - timedelta(days=1) if first else _day_held(part, row)
        share = row.get("done", {}).get(part.level, 1.0)
        if code in silent or day >= TODAY.date():
            continue
        if first or unit_interval("disseminated", row["of"], _area(code)) < share:
            held = _held(row["of"], part, day)
            tick_dissemination(actor=stage.actor(code), dissemination=part, held=held, now=_evening(day))


def _area(code: str) -> str:
    """What the units of one area share: where it is hard, it is hard for all of them."""
    return code.partition("-")[2]


def _day_held(part: Dissemination, row: Row) -> date:
    """A working day between the day of asking and the deadline; for a few some days after it."""
    of, code = row["of"], part.unit.code
    if unit_interval("late", of, _area(code)) < row.get("late", 0.0):
        return part.deadline + timedelta(days=1 + int(unit_interval("days", of, code) * 5))
    asked: date = row.get("day", row["asked"])
    day = asked + (part.deadline - asked) * unit_interval("day", of, code)
    working = day - timedelta(days=max(0, day.weekday() - 4))
    return working if working >= asked else day


def _held(of: str, part: Dissemination, day: date) -> Held:
    """Fewer people the lower the level; almost everybody due was present."""
    most = (200, 120, 60, 30)[part.level]
    due = most // 2 + int(unit_interval("due", of, part.unit.code) * most)
    present = due - int(unit_interval("present", of, part.unit.code) * due * 0.12)
    gathered = Form.CONFERENCE if day.year == 2020 else Form.ONLINE
    form = gathered if part.level < 3 else Form.BRANCH
    return Held(form=form, held_on=day, classes=1, due=due, officers=present, members=0)


def _begin_tasks(stage: Stage, wave: Directive, share: float) -> None:
    """Some of those who disseminated have begun the first task of the wave; Lâm Đồng's are the visitor's."""
    first = GivenTask.objects.filter(directive=wave).order_by("position").first()
    if first is None or not share:
        return
    done = Dissemination.objects.filter(wave=wave, state=DisseminationState.DONE).values("unit_id")
    tasks = Task.objects.filter(
        origin_type=TASK_ORIGIN, origin_id=first.pk, lead__in=done, state=TaskState.PLANNED
    )
    clock = Clock(_evening(date(2021, 7, 30)))
    for task in tasks.select_related("lead").order_by("lead__code"):
        code = task.lead.code
        if code != FRONT and unit_interval("begun", code) < share:
            accept_task(actor=stage.actor(code), task=task, now=clock())
            begin_task(actor=stage.actor(code), task=task, now=clock())


def _morning(day: date) -> datetime:
    return at(day.year, day.month, day.day, 9)


def _evening(day: date) -> datetime:
    return at(day.year, day.month, day.day, 17)
