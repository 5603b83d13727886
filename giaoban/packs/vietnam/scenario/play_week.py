"""The week of Lâm Đồng's Front: schedules written, issued and changed; Monday's page frozen; the tasks around them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, time
from typing import Any

from django.db.models import QuerySet

from giaoban.apps.accounts.enums import Post
from giaoban.apps.org.models import Unit
from giaoban.apps.tasks.actions.carry_out_task import accept_task, claim_task
from giaoban.apps.tasks.actions.create_tasks import give_task
from giaoban.apps.tasks.actions.issue_week import copy_standing, issue_week
from giaoban.apps.tasks.actions.judge_task import confirm_task
from giaoban.apps.tasks.actions.prepare_monday import explain_line, freeze_monday, name_obstacle
from giaoban.apps.tasks.actions.write_entry import cancel_entry, change_entry, write_entry
from giaoban.apps.tasks.domain.giving import NewTask
from giaoban.apps.tasks.domain.week import NewEntry
from giaoban.apps.tasks.enums import MondayState, Section, TaskState, WeekState
from giaoban.apps.tasks.models import MondayPage, Task, Week, WeekChange, WeekEntry
from giaoban.apps.tasks.queries import lines_of
from giaoban.kit import clock

from .evidence import show_done
from .play_circle import moment_of
from .stage import HANOI_TIME, Stage, script_of

Row = Mapping[str, Any]


def script() -> Mapping[str, Any]:
    """The act as data."""
    return script_of("week")


def played() -> bool:
    """Is every week issued with its changes, every page frozen, and every task where it should stand?"""
    weeks = all(
        Week.objects.filter(unit__code=row["unit"], monday=row["monday"], state=WeekState.ISSUED).exists()
        and _changes(row) == WeekChange.objects.filter(entry__in=_written(row)).count()
        for row in script()["weeks"]
    )
    pages = all(
        MondayPage.objects.filter(unit__code=r["unit"], monday=r["monday"], state=MondayState.FROZEN).exists()
        for r in script()["mondays"]
    )
    done = [row["title"] for row in script()["tasks"]["list"] if "done" in row]
    confirmed = Task.objects.filter(title__in=done, state=TaskState.CONFIRMED).count()
    return weeks and pages and confirmed == len(done)


def play(stage: Stage) -> None:
    """In the order of time, because a frozen page tells how things stood: what was done later is done after it."""
    tasks, mondays = script()["tasks"], script()["mondays"]
    frozen = min(_moment(row["frozen"]) for row in mondays)
    for row in tasks["list"]:
        _give(stage, tasks, row)
        _claim(stage, tasks["unit"], row, before=frozen)
    for row in script()["weeks"]:
        _week(stage, row, before=frozen)
    for row in mondays:
        _monday(stage, row)
    for row in script()["weeks"]:
        _change(stage, row, until=None)
    for row in tasks["list"]:
        _claim(stage, tasks["unit"], row, before=None)
        _confirm(stage, tasks["unit"], row, moment_of(tasks["confirmed"], 16))


def _give(stage: Stage, tasks: Row, row: Row) -> None:
    unit = stage.units[tasks["unit"]]
    if not Task.objects.filter(title=row["title"], lead=unit).exists():
        new = NewTask(row["title"], unit.pk, unit.pk, row["due"], row["aim"], row["measure"],
                      checklist=tuple(row.get("checklist", ())))  # fmt: skip
        leader, given = stage.actor(tasks["unit"], Post.LEADER), moment_of(tasks["given"])
        found = give_task(actor=leader, unit=unit, task=new, now=given)
        accept_task(actor=stage.actor(tasks["unit"]), task=found, now=moment_of(tasks["given"], 14))


def _claim(stage: Stage, code: str, row: Row, before: datetime | None) -> None:
    """Report it done, where the script says so (only what was done before `before`)."""
    if "done" not in row or (before and moment_of(row["done"], 16) > before):
        return
    found = Task.objects.get(title=row["title"], lead=stage.units[code])
    if found.state == TaskState.ACCEPTED:
        show_done(stage.actor(code), found, row, moment_of(row["done"], 15))
        claim_task(actor=stage.actor(code), task=found, result=row["result"], now=moment_of(row["done"], 16))


def _confirm(stage: Stage, code: str, row: Row, now: datetime) -> None:
    """The leader agrees with what was reported done."""
    found = Task.objects.get(title=row["title"], lead=stage.units[code])
    if found.state == TaskState.CLAIMED_DONE:
        confirm_task(actor=stage.actor(code, Post.LEADER), task=found, now=now)


def _week(stage: Stage, row: Row, before: datetime) -> None:
    """Written by the clerk, issued by the leader; changed as far as that happened before `before`."""
    unit = stage.units[row["unit"]]
    found = Week.objects.filter(unit=unit, monday=row["monday"]).first()
    if found is None or found.state == WeekState.DRAFT:
        _write(stage, row)
        week = Week.objects.get(unit=unit, monday=row["monday"])
        issue_week(actor=stage.actor(row["unit"], Post.LEADER), week=week, now=_moment(row["issued"]))
    _change(stage, row, until=before)


def _write(stage: Stage, row: Row) -> None:
    """Standing entries taken over, the others written, by the clerk."""
    unit, clerk = stage.units[row["unit"]], stage.actor(row["unit"], Post.CLERK)
    now = _moment(row["written"])
    if row.get("copy"):
        copy_standing(actor=clerk, unit=unit, monday=row["monday"], now=now)
    for entry in row["entries"]:
        if _entry(unit, row, entry["content"]) is None:
            write_entry(actor=clerk, unit=unit, monday=row["monday"], entry=_new(unit, entry), now=now)


def draft_written() -> bool:
    """Does the week that comes have a schedule?"""
    return _written(script()["coming"]).exists()


def write_draft(stage: Stage) -> None:
    """The schedule of the week that comes, not issued yet."""
    if not draft_written():
        _write(stage, script()["coming"])


def _change(stage: Stage, row: Row, until: datetime | None) -> None:
    """What was added, changed and cancelled after issue."""
    unit, clerk = stage.units[row["unit"]], stage.actor(row["unit"], Post.CLERK)
    for kind, change in _changed(row):
        if until and _moment(change["when"]) > until:
            continue
        step = {"actor": clerk, "reason": change["reason"], "now": _moment(change["when"])}
        entry = _entry(unit, row, change["content"])
        if kind == "added" and entry is None:
            write_entry(unit=unit, monday=row["monday"], entry=_new(unit, change), **step)
        elif kind == "changed" and entry is not None and not entry.mark:
            change_entry(entry=entry, to=replace(_as_new(entry), place=change["place"]), **step)
        elif kind == "cancelled" and entry is not None:
            cancel_entry(entry=entry, **step)


def _monday(stage: Stage, row: Row) -> None:
    """Reasons and obstacles typed, then frozen by the leader."""
    unit, monday = stage.units[row["unit"]], row["monday"]
    page = MondayPage.objects.filter(unit=unit, monday=monday).first()
    if page is not None and page.state == MondayState.FROZEN:
        return
    officer = stage.actor(row["unit"])
    typed = _moment(row["typed"])
    lines = lines_of(unit, monday, page, today=clock.local_day(typed))
    shown = {x.text: x for x in lines if x.section == Section.NOT_DONE}
    for reason in row["reasons"]:
        line = shown[reason["text"]]
        explain_line(
            actor=officer, unit=unit, monday=monday, source_type=line.source_type,
            source_id=line.source_id or 0, words=reason["words"], now=typed,
        )  # fmt: skip
    for words in row["obstacles"]:
        name_obstacle(actor=officer, unit=unit, monday=monday, words=words)
    leader = stage.actor(row["unit"], Post.LEADER)
    freeze_monday(actor=leader, unit=unit, monday=monday, now=_moment(row["frozen"]))


def _entry(unit: Unit, row: Row, content: str) -> WeekEntry | None:
    rows = WeekEntry.objects.filter(week__unit=unit, week__monday=row["monday"], content=content)
    return rows.select_related("week__unit").first()


def _written(row: Row) -> QuerySet[WeekEntry]:
    """Entries of a week that its office wrote; those of conferences come by themselves."""
    return WeekEntry.objects.filter(week__unit__code=row["unit"], week__monday=row["monday"], source_id=None)


def _new(unit: Unit, row: Row) -> NewEntry:
    task = Task.objects.filter(lead=unit, title=row["task"]).first() if "task" in row else None
    return NewEntry(
        row["day"], row["part"], row["content"], time.fromisoformat(row["at"]), row["chair"], row["who"], row["place"],
        row["by"], task.pk if task else None, standing=row.get("weekly", False), clash_reason=row.get("keep", ""),
    )  # fmt: skip


def _as_new(entry: WeekEntry) -> NewEntry:
    return NewEntry(
        entry.weekday, entry.part, entry.content, entry.starts_at, entry.chair, entry.participants, entry.place,
        entry.prepared_by, entry.task_id, entry.link, entry.standing, entry.clash_reason,
    )  # fmt: skip


def _changed(row: Row) -> list[tuple[str, Row]]:
    """What happened after issue, in the order of time."""
    found = [(kind, change) for kind in ("cancelled", "added", "changed") for change in row.get(kind, ())]
    return sorted(found, key=lambda pair: pair[1]["when"])


def _changes(row: Row) -> int:
    return len(_changed(row))


def _moment(words: str) -> datetime:
    """An hour of the script, Hà Nội time (YAML reads an hour without seconds as words)."""
    return datetime.fromisoformat(words).replace(tzinfo=HANOI_TIME)
