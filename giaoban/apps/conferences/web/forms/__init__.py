"""What people type about conferences."""

from .concluding import AgreedTaskForm, FollowForm, StanceForm, TextForm
from .floor import AddTurnForm, CorrectionForm, ItemNoteForm, MatterForm, TallyForm, TurnNoteForm
from .holding import AttendanceForm, LineTestForm, PaperForm
from .planning import AgendaForm, AskPaperForm, CallOffForm, ChangeForm, PlanForm, SitesForm

__all__ = [
    "AddTurnForm",
    "AgendaForm",
    "AgreedTaskForm",
    "AskPaperForm",
    "AttendanceForm",
    "CallOffForm",
    "ChangeForm",
    "CorrectionForm",
    "FollowForm",
    "ItemNoteForm",
    "LineTestForm",
    "MatterForm",
    "PaperForm",
    "PlanForm",
    "SitesForm",
    "StanceForm",
    "TallyForm",
    "TextForm",
    "TurnNoteForm",
]
