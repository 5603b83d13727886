"""What people type about conferences."""

from .concluding import AgreedTaskForm, FollowForm, StanceForm, TextForm
from .holding import AttendanceForm, LineTestForm, PaperForm
from .planning import AgendaForm, AskPaperForm, CallOffForm, ChangeForm, PlanForm, SitesForm

__all__ = [
    "AgendaForm",
    "AgreedTaskForm",
    "AskPaperForm",
    "AttendanceForm",
    "CallOffForm",
    "ChangeForm",
    "FollowForm",
    "LineTestForm",
    "PaperForm",
    "PlanForm",
    "SitesForm",
    "StanceForm",
    "TextForm",
]
