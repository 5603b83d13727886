"""Kinds and states of documents, contents and paragraphs, and the tones of their badges."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Direction(TextChoices):
    INCOMING = "incoming", _("Incoming")
    OUTGOING = "outgoing", _("Outgoing")
    INTERNAL = "internal", _("Internal")


class Urgency(TextChoices):
    """Nghị định 30/2020/NĐ-CP knows three degrees above the ordinary."""

    ORDINARY = "ordinary", _("Ordinary")
    URGENT = "urgent", _("Urgent")
    VERY_URGENT = "very_urgent", _("Very urgent")
    FLASH = "flash", _("Flash")


class Secrecy(TextChoices):
    """The mark on the paper. Only `NONE` may enter; the value itself is never stored."""

    NONE = "none", pgettext_lazy("secrecy", "Not secret")
    SECRET = "secret", _("Secret")
    TOP_SECRET = "top_secret", _("Top secret")
    HIGHEST = "highest", _("Highest secrecy")


class DocumentState(TextChoices):
    """Where a registered document stands; "replaced" is not a state but follows from a newer document."""

    REGISTERED = "registered", _("Registered")
    INSTRUCTED = "instructed", _("Instructed")
    DONE = "done", _("Done")
    NUMBERED = "numbered", _("Numbered, not issued yet")
    ISSUED = "issued", _("Issued")
    VOID = "void", _("Not issued, number skipped")
    STRUCK = "struck", pgettext_lazy("entry", "Struck")
    SECRET = "secret", pgettext_lazy("entry", "Secret: see the paper register")


CLOSED = (DocumentState.STRUCK, DocumentState.SECRET)
"""Entries that stay only as numbers of the book: nothing is built on them any more."""


class Audience(TextChoices):
    """Who may read besides the unit that registered the document."""

    ADDRESSEES = "addressees", _("The units it is sent to")
    NETWORK = "network", _("Every unit of the network")


class LinkKind(TextChoices):
    """What the newer document (source) does to the older one (target)."""

    REPLACES = "replaces", _("Takes the place of")
    IMPLEMENTS = "implements", _("Carries out")
    CORRECTS = "corrects", _("Corrects")
    RECALLS = "recalls", _("Recalls")


CHANGES = (LinkKind.REPLACES, LinkKind.CORRECTS, LinkKind.RECALLS)
"""Links of which everybody who has the older document is told."""


class ContentKind(TextChoices):
    """What a content written here becomes."""

    BRIEFING = "briefing", _("Briefing")
    REPORT = "report", _("Report")
    NOTICE = "notice", _("Notice of conclusions")
    PLAN = "plan", _("Plan")
    PROGRAMME = "programme", _("Action programme")
    LETTER = "letter", _("Official letter")
    INVITATION = "invitation", _("Invitation")
    MINUTES = "minutes", _("Minutes")
    REGULATION = "regulation", _("Joint regulation")
    OTHER = "other", _("Other document")


class ContentState(TextChoices):
    DRAFT = "draft", _("Drafting")
    CIRCULATED = "circulated", _("Sent round for comment")
    PUT = "put", _("Put to the leader")
    AGREED = "agreed", _("Agreed by the leader")
    ISSUED = "issued", _("Issued")


RESTING = frozenset({ContentState.PUT, ContentState.AGREED})
"""States in which nobody edits: the leader reads, or has agreed to exactly this text."""


class OutgoingState(TextChoices):
    """Where an outgoing document stands on its way to the seal."""

    WRITING = "writing", _("Drafting")
    PUT = "put", _("Put to the leader")
    AGREED = "agreed", _("Agreed by the leader")
    NUMBERED = "numbered", _("Numbered, not issued yet")
    ISSUED = "issued", _("Issued")
    DROPPED = "dropped", pgettext_lazy("document", "Given up")


class OutgoingStepKind(TextChoices):
    BEGUN = "begun", _("Begun")
    PUT = "put", _("Put to the leader")
    SENT_BACK = "sent_back", _("Sent back")
    AGREED = "agreed", _("Agreed")
    NUMBERED = "numbered", _("Number taken")
    VOIDED = "voided", _("Number skipped")
    ISSUED = "issued", _("Issued")
    DROPPED = "dropped", pgettext_lazy("document", "Given up")


class SignsAs(TextChoices):
    """Who signs: the head, or a deputy for the head."""

    HEAD = "head", _("The head")
    DEPUTY = "deputy", _("A deputy for the head")


class ParagraphKind(TextChoices):
    HEADING = "heading", _("Heading")
    PARAGRAPH = "paragraph", _("Paragraph")
    BULLET = "bullet", _("Bullet")
    TABLE = "table", _("Table")
    CHART = "chart", _("Chart")
    FIGURE = "figure", _("Sentence of figures")


WRITTEN = frozenset(
    {ParagraphKind.HEADING, ParagraphKind.PARAGRAPH, ParagraphKind.BULLET, ParagraphKind.FIGURE}
)


class TextStep(TextChoices):
    """How a text of a paragraph came about."""

    WRITTEN = "written", _("Written")
    EDITED = "edited", _("Edited")
    MOVED = "moved", _("Moved")
    MERGED = "merged", _("Merged")


class Fate(TextChoices):
    """Which document a mention means, as far as the reader may know."""

    RESOLVED = "resolved", _("Found")
    AMBIGUOUS = "ambiguous", _("Several fit")
    UNKNOWN = "unknown", _("Not in the register")
    OUTSIDE = "outside", _("Outside this system")


class MatterState(TextChoices):
    """Where a matter file stands; that its retention has ended follows from the years."""

    OPEN = "open", pgettext_lazy("file", "Open")
    CLOSED = "closed", pgettext_lazy("file", "Closed")


class MatterStepKind(TextChoices):
    OPENED = "opened", pgettext_lazy("file", "Opened")
    CONTINUED = "continued", _("Carried on from the year before")
    CHANGED = "changed", pgettext_lazy("file", "Changed")
    CLOSED = "closed", pgettext_lazy("file", "Closed")
    REOPENED = "reopened", _("Opened again")


class Answer(TextChoices):
    ACCEPTED = "accepted", _("Accepted")
    PARTLY = "partly", _("Accepted in part")
    EXPLAINED = "explained", _("Not taken up, explained")


URGENCY_TONE = {
    Urgency.ORDINARY: "neutral",
    Urgency.URGENT: "due",
    Urgency.VERY_URGENT: "due",
    Urgency.FLASH: "late",
}
TONE = {
    DocumentState.REGISTERED: "neutral",
    DocumentState.INSTRUCTED: "progress",
    DocumentState.DONE: "done",
    DocumentState.NUMBERED: "progress",
    DocumentState.ISSUED: "done",
    DocumentState.VOID: "neutral",
    DocumentState.STRUCK: "neutral",
    DocumentState.SECRET: "late",
}
OUTGOING_TONE = {
    OutgoingState.WRITING: "neutral",
    OutgoingState.PUT: "due",
    OutgoingState.AGREED: "progress",
    OutgoingState.NUMBERED: "progress",
    OutgoingState.ISSUED: "done",
    OutgoingState.DROPPED: "neutral",
}
CONTENT_TONE = {
    ContentState.DRAFT: "neutral",
    ContentState.CIRCULATED: "progress",
    ContentState.PUT: "due",
    ContentState.AGREED: "progress",
    ContentState.ISSUED: "done",
}
FATE_TONE = {
    Fate.RESOLVED: "done",
    Fate.AMBIGUOUS: "due",
    Fate.UNKNOWN: "neutral",
    Fate.OUTSIDE: "neutral",
}
ANSWER_TONE = {Answer.ACCEPTED: "done", Answer.PARTLY: "info", Answer.EXPLAINED: "neutral"}
MATTER_TONE = {MatterState.OPEN: "progress", MatterState.CLOSED: "done"}
