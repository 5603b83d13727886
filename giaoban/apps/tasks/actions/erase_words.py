"""Erase what asks, tasks and programmes say of something that may not be kept.

Plain functions inside the use case of whoever erases; its audit line tells of it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db.models import F, Q

from giaoban.apps.files.actions.erase_files import erase_files
from giaoban.apps.notify.actions.erase_told import erase_told

from ..enums import ENDED, AskState, TaskState, TaskStepKind
from ..models import Ask, Evidence, MondayLine, Programme, Task, TaskOrder, TaskStep, WeekChange, WeekEntry
from .write_asks import inside_a_transaction

TASK, ENTRY = "tasks.Task", "tasks.WeekEntry"


def erase_asks(*, subjects: Mapping[str, Collection[int]], instead: str, now: datetime) -> int:
    """Whatever was ever asked about these subjects (type → ids) is asked no more and says `instead`.

    Also the reminders that named it. Returns how many asks there were.
    """
    inside_a_transaction()
    asks = Ask.objects.none()
    for kind, ids in subjects.items():
        asks = asks | Ask.objects.filter(subject_type=kind, subject_id__in=ids)
    found = list(asks.values_list("pk", "title"))
    titles = sorted({title for _pk, title in found} - {instead})
    erase_told(keys=[f"ask:{pk}" for pk, _title in found], words=titles, instead=instead)
    rows = Ask.objects.filter(pk__in=[pk for pk, _title in found])
    rows.filter(state=AskState.OPEN).update(state=AskState.CANCELLED, done_at=now)
    rows.update(title=instead, sequence=F("sequence") + 1, changed_at=now)
    return len(found)


def erase_tasks(*, meant: Q, programmes: Q, instead: str, now: datetime) -> int:
    """Programmes and tasks that were made for it, with their parts, evidence and steps; what is open is dropped.

    Returns how many tasks there were.
    """
    inside_a_transaction()
    plans = Programme.objects.filter(programmes)
    ids = _with_parts(set(Task.objects.filter(meant | Q(programme__in=plans)).values_list("pk", flat=True)))
    tasks = Task.objects.filter(pk__in=ids)
    erase_asks(subjects={TASK: ids}, instead=instead, now=now)
    TaskStep.objects.filter(task__in=ids).exclude(reason="").update(reason=instead)
    open_ones = list(tasks.exclude(state__in=ENDED).values_list("pk", flat=True))
    TaskStep.objects.bulk_create(
        [TaskStep(task_id=pk, step=TaskStepKind.DROPPED, at=now, reason=instead) for pk in open_ones],
        batch_size=2000,
    )
    Task.objects.filter(pk__in=open_ones).update(
        state=TaskState.DROPPED, ended_at=now, rests_until=None, wish="", wish_deadline=None,
        wish_rests_until=None, wished_on=None,
    )  # fmt: skip
    tasks.update(title=instead, aim="", measure="", checklist=[], ticked=[], folded="")
    tasks.exclude(result="").update(result=instead)
    TaskOrder.objects.filter(programme__in=plans).update(title=instead, aim="", measure="", checklist=[])
    plans.update(title=instead, aim="", folded="")
    _erase_evidence(ids)
    _erase_schedules(ids, instead)
    return len(ids)


def _with_parts(ids: set[int]) -> set[int]:
    """These tasks and all parts of them, to any depth."""
    found, level = set(ids), set(ids)
    while level:
        level = set(Task.objects.filter(parent__in=level).values_list("pk", flat=True)) - found
        found |= level
    return found


def _erase_evidence(ids: Collection[int]) -> None:
    rows = Evidence.objects.filter(task__in=ids)
    files = {pk for pair in rows.values_list("file", "preview") for pk in pair if pk}
    rows.delete()
    erase_files(ids=files)


def _erase_schedules(ids: Collection[int], instead: str) -> None:
    """Entries of weeks and lines of Monday's pages that stand for these tasks, also frozen ones."""
    entries = WeekEntry.objects.filter(task__in=ids)
    WeekChange.objects.filter(entry__in=entries).update(reason=instead, before={})
    lines = Q(source_type=TASK, source_id__in=ids) | Q(source_type=ENTRY, source_id__in=entries.values("pk"))
    MondayLine.objects.filter(lines).exclude(text="").update(text=instead)
    MondayLine.objects.filter(lines).exclude(words="").update(words=instead)
    entries.update(content=instead, participants="", prepared_by="", link="", clash_reason="")
