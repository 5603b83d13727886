"""Tables of tasks: asks, programmes, tasks, evidence, orders to many, scenarios, coordination, weeks, feeds."""

from .asks import Ask
from .coordination import Commitment, Coordination, JointMeeting, Judgement, Party, Review
from .evidence import Evidence
from .feeds import CalendarFeed
from .orders import Declaration, Scenario, ScenarioTask, TaskOrder
from .plans import Plan, PlanChange, PlanEntry
from .tasks import FoldedQuerySet, Programme, Task, TaskStep
from .week import MondayLine, MondayPage, PublicSchedule, Week, WeekChange, WeekEntry

__all__ = [
    "Ask",
    "CalendarFeed",
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
    "Plan",
    "PlanChange",
    "PlanEntry",
    "Programme",
    "PublicSchedule",
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
