"""Kinds and states of asks, states and steps of tasks, the tones of their badges."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from giaoban.apps.accounts.enums import WORKING_POSTS, Post


class AskKind(TextChoices):
    """What is asked. A room above may add a code of its own; it is then shown without a word."""

    REPORT = "report", _("Hand in a report")
    CORRECT_REPORT = "correct_report", _("Complete a returned report")
    AGREE_REPORT = "agree_report", _("Agree to a report")
    RECEIVE_REPORT = "receive_report", _("Receive a report")
    RESOLVE_DOUBT = "resolve_doubt", _("Check a figure")
    INSTRUCT = "instruct", _("Instruct on a document")
    ACKNOWLEDGE = "acknowledge", _("Acknowledge a document")
    CARRY_OUT = "carry_out", _("Carry out a document")
    REPLACED = "document_replaced", _("A document was replaced")
    ENTRY_STRUCK = "entry_struck", _("An entry of the register was struck")
    FOUND_SECRET = "found_secret", _("A document was found secret")
    OUTGOING = "outgoing_document", _("Pass a document on")
    DISSEMINATE = "disseminate", _("Disseminate a document")
    FILE_PROGRAMME = "file_programme", _("File an action programme")
    CHASE_LATE = "chase_late", _("See to late units")
    COMMENT = "comment", _("Comment on a draft")
    TASK = "task", _("Carry out a task")
    CONFIRM_TASK = "confirm_task", _("Confirm a result")
    ANSWER_WISH = "answer_wish", _("Answer a request about a task")
    ANSWER_PROPOSAL = "answer_proposal", _("Answer a proposal")
    CONFIRM_ANSWER = "confirm_answer", _("Confirm an answer")
    REVIEW = "review", _("Review a coordination")
    ATTEND = "attend", _("Take part in a conference")
    CONFERENCE_CHANGED = "conference_changed", _("A conference was changed")
    PAPER = "paper", _("Prepare a paper")


FROM_OUTSIDE = (
    AskKind.REPORT, AskKind.CORRECT_REPORT, AskKind.ACKNOWLEDGE, AskKind.DISSEMINATE, AskKind.FILE_PROGRAMME,
    AskKind.COMMENT, AskKind.TASK, AskKind.ANSWER_PROPOSAL, AskKind.ATTEND, AskKind.PAPER,
)  # fmt: skip
"""What others ask of a unit. The rest are steps inside it, which nobody else is shown."""

WORK = (AskKind.REPORT, AskKind.TASK, AskKind.PAPER)
"""What is work of its own: two of these that are alike are one thing asked twice. Steps on one document are not."""


class AskGroup(TextChoices):
    """Kinds of asks, as the burden of a unit counts them."""

    REPORTS = "reports", _("Reports")
    TASKS = "tasks", _("Tasks")
    DOCUMENTS = "documents", _("Documents")
    OTHERS = "others", _("Other work")


_GROUPS: dict[str, AskGroup] = {
    **dict.fromkeys(
        (AskKind.REPORT, AskKind.CORRECT_REPORT, AskKind.AGREE_REPORT, AskKind.RECEIVE_REPORT, AskKind.RESOLVE_DOUBT),
        AskGroup.REPORTS,
    ),
    **dict.fromkeys((AskKind.TASK, AskKind.CONFIRM_TASK, AskKind.ANSWER_WISH), AskGroup.TASKS),
    **dict.fromkeys(
        (
            AskKind.INSTRUCT, AskKind.ACKNOWLEDGE, AskKind.CARRY_OUT, AskKind.REPLACED, AskKind.OUTGOING,
            AskKind.DISSEMINATE, AskKind.FILE_PROGRAMME, AskKind.CHASE_LATE, AskKind.COMMENT,
        ),
        AskGroup.DOCUMENTS,
    ),
}  # fmt: skip


def group_of(kind: str) -> AskGroup:
    """The group of a kind, also of one that another room added."""
    return _GROUPS.get(kind, AskGroup.OTHERS)


_ANSWERED_BY: dict[str, tuple[Post, ...]] = {
    **dict.fromkeys((AskKind.AGREE_REPORT, AskKind.INSTRUCT), (Post.LEADER,)),
    **dict.fromkeys(
        (AskKind.CONFIRM_TASK, AskKind.ANSWER_WISH, AskKind.ANSWER_PROPOSAL, AskKind.CHASE_LATE, AskKind.REVIEW),
        (Post.OFFICER, Post.LEADER),
    ),
    **dict.fromkeys(
        (AskKind.ACKNOWLEDGE, AskKind.REPLACED, AskKind.ENTRY_STRUCK, AskKind.CONFERENCE_CHANGED),
        (Post.OFFICER, Post.CLERK),
    ),
    AskKind.ATTEND: WORKING_POSTS,
}  # fmt: skip


def answered_by(kind: str) -> tuple[Post, ...]:
    """The posts that usually see to a kind of ask that names none. Others may; home shows it to them apart."""
    return _ANSWERED_BY.get(kind, (Post.OFFICER,))


class AskState(TextChoices):
    OPEN = "open", _("To do")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("No longer asked")


ASK_TONE = {AskState.OPEN: "due", AskState.DONE: "done", AskState.CANCELLED: "neutral"}


class TaskState(TextChoices):
    """How far a task is. Claimed is not confirmed: whoever gave it says whether it is done."""

    PLANNED = "planned", _("Planned")
    ACCEPTED = "accepted", pgettext_lazy("task", "Accepted")
    IN_PROGRESS = "in_progress", _("In progress")
    SENT_BACK = "sent_back", _("Sent back")
    POSTPONED = "postponed", pgettext_lazy("task", "Put off")
    CLAIMED_DONE = "claimed_done", _("Reported done")
    CONFIRMED = "confirmed", _("Confirmed done")
    DROPPED = "dropped", _("Dropped")


ENDED = (TaskState.CONFIRMED, TaskState.DROPPED)
WITH_LEAD = (
    TaskState.PLANNED,
    TaskState.ACCEPTED,
    TaskState.IN_PROGRESS,
    TaskState.SENT_BACK,
    TaskState.POSTPONED,
)
TASK_TONE = {
    TaskState.PLANNED: "neutral",
    TaskState.ACCEPTED: "info",
    TaskState.IN_PROGRESS: "progress",
    TaskState.SENT_BACK: "late",
    TaskState.POSTPONED: "neutral",
    TaskState.CLAIMED_DONE: "due",
    TaskState.CONFIRMED: "done",
    TaskState.DROPPED: "neutral",
}


class Wish(TextChoices):
    """What the lead unit asks of whoever gave the task."""

    EXTEND = "extend", _("More time")
    POSTPONE = "postpone", _("Put it off")
    DROP = "drop", _("Drop the task")


class TaskStepKind(TextChoices):
    """What somebody did to a task."""

    GIVEN = "given", _("Given")
    ACCEPTED = "accepted", pgettext_lazy("task", "Accepted")
    BEGUN = "begun", _("Begun")
    CLAIMED = "claimed", _("Reported done")
    CONFIRMED = "confirmed", _("Confirmed done")
    SENT_BACK = "sent_back", _("Sent back")
    EXTENDED = "extended", _("Deadline moved")
    POSTPONED = "postponed", pgettext_lazy("task", "Put off")
    DROPPED = "dropped", _("Dropped")
    ASKED = "asked", pgettext_lazy("task", "Request made")
    AGREED = "agreed", pgettext_lazy("task", "Request agreed to")
    REFUSED = "refused", pgettext_lazy("task", "Request refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("task", "Request withdrawn")
    CHASED = "chased", pgettext_lazy("task", "Chased")
    TICKED = "ticked", pgettext_lazy("checklist", "Item done")
    UNTICKED = "unticked", pgettext_lazy("checklist", "Item open again")


STEP_VERB = {
    TaskStepKind.ACCEPTED: _("Take on"),
    TaskStepKind.BEGUN: _("Begin work"),
    TaskStepKind.CLAIMED: _("Report done"),
    TaskStepKind.CONFIRMED: _("Confirm the result"),
    TaskStepKind.SENT_BACK: _("Send back"),
    TaskStepKind.CHASED: pgettext_lazy("task", "Chase"),
    TaskStepKind.EXTENDED: _("Move the deadline"),
    TaskStepKind.POSTPONED: pgettext_lazy("task", "Put off"),
    TaskStepKind.DROPPED: _("Drop"),
    TaskStepKind.ASKED: _("Ask for more time, to put it off or to drop it"),
    TaskStepKind.AGREED: _("Agree to the request"),
    TaskStepKind.REFUSED: _("Refuse the request"),
    TaskStepKind.WITHDRAWN: _("Withdraw the request"),
}
STEP_TONE = {
    TaskStepKind.GIVEN: "neutral",
    TaskStepKind.ACCEPTED: "info",
    TaskStepKind.BEGUN: "progress",
    TaskStepKind.CLAIMED: "due",
    TaskStepKind.CONFIRMED: "done",
    TaskStepKind.SENT_BACK: "late",
    TaskStepKind.EXTENDED: "due",
    TaskStepKind.POSTPONED: "neutral",
    TaskStepKind.DROPPED: "neutral",
    TaskStepKind.ASKED: "due",
    TaskStepKind.AGREED: "info",
    TaskStepKind.REFUSED: "late",
    TaskStepKind.WITHDRAWN: "neutral",
    TaskStepKind.CHASED: "due",
    TaskStepKind.TICKED: "progress",
    TaskStepKind.UNTICKED: "neutral",
}


class ProgrammeState(TextChoices):
    DRAFT = "draft", _("Being drawn up")
    RUNNING = "running", _("Under way")
    CLOSED = "closed", _("Finished")


PROGRAMME_TONE = {
    ProgrammeState.DRAFT: "neutral",
    ProgrammeState.RUNNING: "progress",
    ProgrammeState.CLOSED: "done",
}


class CoordinationKind(TextChoices):
    """What several bodies have agreed on."""

    REGULATION = "regulation", _("Coordination regulation")
    PROGRAMME = "programme", _("Joint programme")
    SCHEME = "scheme", _("Scheme")


class Part(TextChoices):
    """A part of a working day."""

    MORNING = "morning", _("Morning")
    AFTERNOON = "afternoon", _("Afternoon")
    EVENING = "evening", _("Evening")


class WeekState(TextChoices):
    DRAFT = "draft", pgettext_lazy("week", "Being drawn up")
    ISSUED = "issued", pgettext_lazy("week", "Issued")


WEEK_TONE = {WeekState.DRAFT: "neutral", WeekState.ISSUED: "done"}


class Mark(TextChoices):
    """What became of an entry after its week was issued."""

    NONE = "", ""
    ADDED = "added", pgettext_lazy("entry", "Added")
    CHANGED = "changed", pgettext_lazy("entry", "Changed")
    CANCELLED = "cancelled", pgettext_lazy("entry", "Cancelled")


MARK_TONE = {Mark.ADDED: "info", Mark.CHANGED: "due", Mark.CANCELLED: "late"}


class ClashKind(TextChoices):
    """What two entries of one part of a day both need."""

    CHAIR = "chair", _("Same chair")
    PERSON = "person", _("Same participant")
    PLACE = "place", _("Same place")


class CalendarKind(TextChoices):
    """What stands in a calendar."""

    SCHEDULE = "schedule", _("Working schedule")
    CONFERENCE = "conference", _("Conferences")
    REPORT = "report", _("Reports due")
    TASK = "task", _("Tasks due")
    DOCUMENT = "document", _("Documents to answer")
    OTHER = "other", _("Other work due")
    REVIEW = "review", _("Reviews due")
    HOLIDAY = "holiday", _("Days off and make-up days")


KIND_OF_GROUP = {
    AskGroup.REPORTS: CalendarKind.REPORT,
    AskGroup.TASKS: CalendarKind.TASK,
    AskGroup.DOCUMENTS: CalendarKind.DOCUMENT,
    AskGroup.OTHERS: CalendarKind.OTHER,
}


class Span(TextChoices):
    """How far a plan of work, or a look back, reaches."""

    WEEK = "week", _("Week")
    MONTH = "month", _("Month")
    QUARTER = "quarter", _("Quarter")
    YEAR = "year", _("Year")


class MondayState(TextChoices):
    OPEN = "open", _("Being prepared")
    FROZEN = "frozen", _("Frozen")


MONDAY_TONE = {MondayState.OPEN: "neutral", MondayState.FROZEN: "done"}


class Section(TextChoices):
    """The parts of Monday's page, in their order."""

    BECAME = "became", _("What became of last Monday's “not done”")
    DONE = "done", _("Done last week")
    NOT_DONE = "not_done", _("Not done, and why")
    NEXT = "next", _("To be done this week and next")
    OBSTACLE = "obstacle", _("Obstacles")


class LineState(TextChoices):
    """How a line of Monday's page stood when it was made; tasks use their own states too."""

    HELD = "held", _("Held")
    CANCELLED = "cancelled", pgettext_lazy("entry", "Cancelled")
    LATE = "late", _("Late")
    UNANSWERED = "unanswered", _("Waits for an answer")
    SCHEDULED = "scheduled", _("In the schedule")
    AGAIN = "again", _("Scheduled again")
    STILL = "still", _("Still not done")


LINE_TONE: dict[str, str] = {
    **{state.value: tone for state, tone in TASK_TONE.items()},
    LineState.HELD: "done",
    LineState.CANCELLED: "late",
    LineState.LATE: "late",
    LineState.UNANSWERED: "due",
    LineState.SCHEDULED: "info",
    LineState.AGAIN: "due",
    LineState.STILL: "late",
}


def line_label(state: str) -> str:
    """The state of a line of Monday's page in words; "" for none."""
    for kind in (LineState, TaskState):
        if state in kind.values:
            return str(kind(state).label)
    return ""
