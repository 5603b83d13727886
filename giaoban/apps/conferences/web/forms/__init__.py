"""What people type about conferences."""

from .agenda import AgendaForm, ItemForm
from .concluding import AgreedTaskForm, FollowForm, StanceForm, TextForm
from .floor import AddTurnForm, CorrectionForm, ItemNoteForm, MatterForm, TallyForm, TurnNoteForm
from .holding import AttendanceForm, LineTestForm, PaperForm
from .places import AreaSitesForm, DelegateForm, LinesForm, PlaceForm, SiteForm, SitesForm
from .planning import AskPaperForm, CallOffForm, ChangeForm, CopyForm, PlanForm

__all__ = [
    "AddTurnForm",
    "AgendaForm",
    "AgreedTaskForm",
    "AreaSitesForm",
    "AskPaperForm",
    "AttendanceForm",
    "CallOffForm",
    "ChangeForm",
    "CopyForm",
    "CorrectionForm",
    "DelegateForm",
    "FollowForm",
    "ItemForm",
    "ItemNoteForm",
    "LineTestForm",
    "LinesForm",
    "MatterForm",
    "PaperForm",
    "PlaceForm",
    "PlanForm",
    "SiteForm",
    "SitesForm",
    "StanceForm",
    "TallyForm",
    "TextForm",
    "TurnNoteForm",
]
