"""States and forms of dissemination, and why a unit is told of a replacement."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class DisseminationState(TextChoices):
    ASKED = "asked", pgettext_lazy("dissemination", "Not disseminated yet")
    DONE = "done", pgettext_lazy("dissemination", "Disseminated")


class Form(TextChoices):
    """How it was made known."""

    CONFERENCE = "conference", _("Conference of its own")
    ONLINE = "online", _("Online conference")
    COMBINED = "combined", _("Together with another meeting")
    BRANCH = "branch", _("Meetings of branches")
    HANDED_OUT = "handed_out", _("Document handed out to study")


class Reason(TextChoices):
    """What a unit has to do with the document that was replaced, corrected or recalled."""

    RECEIVED = "received", _("received it")
    CARRIES_OUT = "carries_out", _("has a document that carries it out")
    DISSEMINATES = "disseminates", _("disseminated it or was asked to")
    ASKED_OTHERS = "asked_others", _("asked other units to disseminate it")
    IN_CHARGE = "in_charge", _("is in charge of it")
    TASK = "task", _("has a task under it")


ASK_INSTRUCT = "instruct"
ASK_CARRY_OUT = "carry_out"
ASK_DISSEMINATE = "disseminate"
ASK_PROGRAMME = "file_programme"
ASK_CHASE = "chase_late"
ASK_COMMENT = "comment"
ASK_REPLACED = "document_replaced"
ASK_ACKNOWLEDGE = "acknowledge"
ASK_OUTGOING = "outgoing_document"
ASK_STRUCK = "entry_struck"
ASK_ERASED = "found_secret"
TONE = {DisseminationState.ASKED: "due", DisseminationState.DONE: "done"}
TASK_ORIGIN = "directives.GivenTask"
"""`Task.origin_type` of what a directive gives to many."""
