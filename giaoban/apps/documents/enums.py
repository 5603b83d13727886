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
    ISSUED = "issued", _("Issued")


class Audience(TextChoices):
    """Who may read besides the unit that registered the document."""

    ADDRESSEES = "addressees", _("The units it is sent to")
    NETWORK = "network", _("Every unit of the network")


class LinkKind(TextChoices):
    """What the newer document (source) does to the older one (target)."""

    REPLACES = "replaces", _("Takes the place of")
    IMPLEMENTS = "implements", _("Carries out")


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
    ISSUED = "issued", _("Issued")


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
    DocumentState.ISSUED: "done",
}
CONTENT_TONE = {
    ContentState.DRAFT: "neutral",
    ContentState.CIRCULATED: "progress",
    ContentState.ISSUED: "done",
}
ANSWER_TONE = {Answer.ACCEPTED: "done", Answer.PARTLY: "info", Answer.EXPLAINED: "neutral"}
