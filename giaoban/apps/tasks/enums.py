"""Kinds and states of asks, states and steps of tasks, the tones of their badges."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AskKind(TextChoices):
    """What is asked. A room above may add a code of its own; it is then shown without a word."""

    REPORT = "report", _("Hand in a report")
    CORRECT_REPORT = "correct_report", _("Complete a returned report")
    AGREE_REPORT = "agree_report", _("Agree to a report")
    RECEIVE_REPORT = "receive_report", _("Receive a report")
    RESOLVE_DOUBT = "resolve_doubt", _("Check a figure")
    INSTRUCT = "instruct", _("Instruct on a document")
    ACKNOWLEDGE = "acknowledge", _("Acknowledge a document")
    DISSEMINATE = "disseminate", _("Disseminate a document")
    COMMENT = "comment", _("Comment on a draft")
    TASK = "task", _("Carry out a task")
    CONFIRM_TASK = "confirm_task", _("Confirm a result")
    ANSWER_PROPOSAL = "answer_proposal", _("Answer a proposal")
    CONFIRM_ANSWER = "confirm_answer", _("Confirm an answer")
    ATTEND = "attend", _("Take part in a conference")
    PAPER = "paper", _("Prepare a paper")


class AskState(TextChoices):
    OPEN = "open", _("To do")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("No longer asked")


ASK_TONE = {AskState.OPEN: "due", AskState.DONE: "done", AskState.CANCELLED: "neutral"}
