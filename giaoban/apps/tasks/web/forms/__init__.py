"""What people type about tasks, scenarios, coordination and the week."""

from .coordination import CoordinationForm, MeetingForm, ReviewForm
from .scenarios import DeclareForm, OutcomeForm, ScenarioForm, scenario_initial
from .tasks import ManyForm, ProgrammeForm, StepForm, TaskForm
from .week import EntryForm, ObstacleForm, ReasonForm, day_choices

__all__ = [
    "CoordinationForm",
    "DeclareForm",
    "EntryForm",
    "ManyForm",
    "MeetingForm",
    "ObstacleForm",
    "OutcomeForm",
    "ProgrammeForm",
    "ReasonForm",
    "ReviewForm",
    "ScenarioForm",
    "StepForm",
    "TaskForm",
    "day_choices",
    "scenario_initial",
]
