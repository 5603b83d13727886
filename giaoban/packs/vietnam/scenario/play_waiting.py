"""The last act: what lies open on the desks when a visitor comes, so that every post has a next step to take.

What else waits came about before: the new document without an instruction, the reports of July, the documents to be
disseminated and acknowledged, the tasks that were fanned out.
"""

from __future__ import annotations

from datetime import date

from giaoban.apps.conferences.actions.confirm_conclusions import ORIGIN
from giaoban.apps.tasks.actions.ask_change import ask_change
from giaoban.apps.tasks.actions.carry_out_task import accept_task, begin_task
from giaoban.apps.tasks.enums import TaskState, Wish
from giaoban.apps.tasks.models import Task

from . import play_conferences, play_letters, play_week
from .play_circle import moment_of
from .play_reports import TOP
from .stage import Clock, Stage


def played() -> bool:
    """Is the next conference prepared, the coming week drafted, and did the last letter arrive?"""
    return play_letters.waiting_played() and play_conferences.next_played() and play_week.draft_written()


def play(stage: Stage) -> None:
    """Key tasks are under way, one asks for more time; next week is drafted, the next conference prepared; letters lie
    with whoever goes on."""
    _begin_key_tasks(stage)
    _ask_for_more_time(stage)
    play_week.write_draft(stage)
    play_conferences.play_next(stage)
    play_letters.play_waiting(stage)


def _begin_key_tasks(stage: Stage) -> None:
    """The six organisations have begun theirs; that of the convening body is the visitor's to accept."""
    tasks = Task.objects.filter(origin_type=ORIGIN, state=TaskState.PLANNED).exclude(lead__code=TOP)
    clock = Clock(moment_of(date(2021, 7, 15)))
    for task in tasks.select_related("lead").order_by("position", "pk"):
        officer = stage.actor(task.lead.code)
        accept_task(actor=officer, task=task, now=clock())
        begin_task(actor=officer, task=task, now=clock())


def _ask_for_more_time(stage: Stage) -> None:
    for row in play_conferences.tasks():
        if "more_time" in row:
            task = Task.objects.get(origin_type=ORIGIN, title=row["title"])
            if task.state == TaskState.IN_PROGRESS and not task.wish:
                ask_change(
                    actor=stage.actor(row["lead"]), task=task, wish=Wish.EXTEND, deadline=row["more_time"],
                    reason=row["why"], now=moment_of(date(2021, 8, 2), 14),
                )  # fmt: skip
