"""The desk around the reports: own documents that carry out what arrived, and the programme of the year."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from giaoban.apps.accounts.enums import Post
from giaoban.apps.documents.actions.instruct_document import finish_document
from giaoban.apps.documents.actions.register_document import Issuer, NewDocument, register_document
from giaoban.apps.documents.enums import Audience, Direction, DocumentState, Secrecy
from giaoban.apps.documents.models import Document, DocumentType
from giaoban.apps.tasks.actions.carry_out_task import accept_task, begin_task, claim_task
from giaoban.apps.tasks.actions.judge_task import confirm_task, send_back_task
from giaoban.apps.tasks.actions.open_programme import open_programme
from giaoban.apps.tasks.domain.giving import NewTask
from giaoban.apps.tasks.enums import TaskState
from giaoban.apps.tasks.models import Programme, Task

from .play_circle import moment_of, script
from .stage import Stage

Row = Mapping[str, Any]


def played() -> bool:
    """Is the last own document registered, and the programme given with every task where it should stand?"""
    given = Task.objects.filter(programme__title=script()["programme"]["title"])
    last = script()["carried_out"][-1]["symbol"]
    return (
        Document.objects.filter(symbol=last).exists()
        and given.exists()
        and not given.filter(state=TaskState.PLANNED).exists()
    )


def play(stage: Stage) -> None:
    """Register what the units issued themselves, say what is done; give the programme and carry it out."""
    for row in script()["carried_out"]:
        _carry_out(stage, row)
    _programme(stage, script()["programme"])


def _carry_out(stage: Stage, row: Row) -> None:
    unit = stage.units[row["unit"]]
    target = Document.objects.get(symbol=row["of"], unit=unit)
    clerk = stage.actor(row["unit"], Post.CLERK)
    if not Document.objects.filter(symbol=row["symbol"], unit=unit).exists():
        new = NewDocument(
            direction=Direction.OUTGOING,
            type=DocumentType.objects.get(code=row["type"]),
            issuer=Issuer(unit.name, unit=unit),
            symbol=row["symbol"],
            issued_on=row["issued"],
            summary=row["summary"],
            received_on=row["issued"],
            secrecy=Secrecy.NONE,
            audience=Audience.NETWORK,
            carries_out=(target,),
        )
        register_document(actor=clerk, unit=unit, new=new, now=moment_of(row["issued"], 16))
    if "done" in row and target.state != DocumentState.DONE:
        finish_document(actor=clerk, document=target, now=moment_of(row["done"], 16))


def _programme(stage: Stage, row: Row) -> None:
    unit = stage.units[row["unit"]]
    found = Programme.objects.filter(title=row["title"], unit=unit).first()
    given = moment_of(row["given"])
    if found is None:
        found = open_programme(
            actor=stage.actor(row["unit"], Post.LEADER), unit=unit, title=row["title"], year=row["year"],
            aim=row["aim"], document=Document.objects.get(symbol=row["carries_out"], unit=unit),
            tasks=[_task(stage, unit.pk, task) for task in row["tasks"]], now=given,
        )  # fmt: skip
    for task in row["tasks"]:
        _follow(stage, Task.objects.get(programme=found, title=task["title"]), task, row["unit"])


def _task(stage: Stage, unit_id: int, row: Row) -> NewTask:
    return NewTask(
        title=row["title"], lead_id=stage.units[row["lead"]].pk, assigned_by_id=unit_id, deadline=row["due"],
        aim=row["aim"], measure=row["measure"],
        coordinating_ids=tuple(stage.units[code].pk for code in row["with"]),
    )  # fmt: skip


def _follow(stage: Stage, task: Task, row: Row, giver: str) -> None:
    """Accepted, begun; reported done with the result and judged, where the script says so."""
    if task.state != TaskState.PLANNED:
        return
    officer = stage.actor(row["lead"])
    now = moment_of(script()["programme"]["given"]) + timedelta(days=3)
    accept_task(actor=officer, task=task, now=now)
    begin_task(actor=officer, task=task, now=now + timedelta(days=7))
    if "done" not in row:
        return
    done, leader = moment_of(row["done"]), stage.actor(giver, Post.LEADER)
    claim_task(actor=officer, task=task, result=row["result"], now=done)
    if "confirmed" not in row:
        return  # waits for the leader who comes to look
    if row["confirmed"]:
        confirm_task(actor=leader, task=task, now=done + timedelta(days=2))
    else:
        reason = "Bổ sung địa chỉ kiểm chứng của từng mô hình rồi báo cáo lại."
        send_back_task(actor=leader, task=task, reason=reason, now=done + timedelta(days=2))
