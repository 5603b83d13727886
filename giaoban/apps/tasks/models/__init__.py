"""Tables of tasks: asks, programmes, tasks, orders to many, scenarios, the week and Monday's page."""

from .asks import Ask
from .orders import Declaration, Scenario, ScenarioTask, TaskOrder
from .tasks import FoldedQuerySet, Programme, Task, TaskStep
from .week import MondayLine, MondayPage, Week, WeekChange, WeekEntry

__all__ = [
    "Ask",
    "Declaration",
    "FoldedQuerySet",
    "MondayLine",
    "MondayPage",
    "Programme",
    "Scenario",
    "ScenarioTask",
    "Task",
    "TaskOrder",
    "TaskStep",
    "Week",
    "WeekChange",
    "WeekEntry",
]
