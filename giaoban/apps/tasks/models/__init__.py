"""Tables of tasks: asks, programmes and tasks with their history, the week and Monday's page."""

from .asks import Ask
from .tasks import FoldedQuerySet, Programme, Task, TaskStep
from .week import MondayLine, MondayPage, Week, WeekChange, WeekEntry

__all__ = [
    "Ask",
    "FoldedQuerySet",
    "MondayLine",
    "MondayPage",
    "Programme",
    "Task",
    "TaskStep",
    "Week",
    "WeekChange",
    "WeekEntry",
]
