"""Tables of tasks: asks, programmes, tasks, evidence, orders to many, scenarios, coordination, week, Monday's page."""

from .asks import Ask
from .coordination import Commitment, Coordination, JointMeeting, Judgement, Party, Review
from .evidence import Evidence
from .orders import Declaration, Scenario, ScenarioTask, TaskOrder
from .tasks import FoldedQuerySet, Programme, Task, TaskStep
from .week import MondayLine, MondayPage, Week, WeekChange, WeekEntry

__all__ = [
    "Ask",
    "Commitment",
    "Coordination",
    "Declaration",
    "Evidence",
    "FoldedQuerySet",
    "JointMeeting",
    "Judgement",
    "MondayLine",
    "MondayPage",
    "Party",
    "Programme",
    "Review",
    "Scenario",
    "ScenarioTask",
    "Task",
    "TaskOrder",
    "TaskStep",
    "Week",
    "WeekChange",
    "WeekEntry",
]
