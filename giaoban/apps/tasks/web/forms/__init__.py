"""What people type about tasks, scenarios, coordination, weeks and plans."""

from .coordination import CoordinationForm, MeetingForm, ReviewForm
from .plans import PlanEntryForm, ResultForm
from .scenarios import DeclareForm, OutcomeForm, ScenarioForm, scenario_initial
from .tasks import EvidenceForm, ManyForm, ProgrammeForm, StepForm, TaskForm
from .week import EntryForm, ObstacleForm, ReasonForm, day_choices

__all__ = [
    "CoordinationForm",
    "DeclareForm",
    "EntryForm",
    "EvidenceForm",
    "ManyForm",
    "MeetingForm",
    "ObstacleForm",
    "OutcomeForm",
    "PlanEntryForm",
    "ProgrammeForm",
    "ReasonForm",
    "ResultForm",
    "ReviewForm",
    "ScenarioForm",
    "StepForm",
    "TaskForm",
    "day_choices",
    "scenario_initial",
]
