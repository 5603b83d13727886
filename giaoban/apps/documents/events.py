"""Audit codes of documents, and the events that higher rooms listen to."""

from dataclasses import dataclass
from datetime import date, datetime

TYPES_LOADED = "documents.types_loaded"
REGISTERED = "documents.registered"
ENTRY_CORRECTED = "documents.entry_corrected"
ENTRY_STRUCK = "documents.entry_struck"
STRUCK_SEEN = "documents.struck_seen"
DOCUMENT_ERASED = "documents.erased"
PAPER_NOTED = "documents.paper_register_noted"
INSTRUCTED = "documents.instructed"
DONE = "documents.done"
DELIVERED = "documents.delivered"
LINKED = "documents.linked"
CONTENT_WRITTEN = "documents.content_written"
PARAGRAPHS_ADDED = "documents.paragraphs_added"
PARAGRAPH_EDITED = "documents.paragraph_edited"
PARAGRAPH_MOVED = "documents.paragraph_moved"
PARAGRAPH_DELETED = "documents.paragraph_deleted"
PARAGRAPHS_MERGED = "documents.paragraphs_merged"
TEXT_KEPT_ASIDE = "documents.text_kept_aside"
CITATION_DECIDED = "documents.citation_decided"
COMMENTED = "documents.commented"
COMMENT_ANSWERED = "documents.comment_answered"
CIRCULATED = "documents.content_circulated"
VERSION_MARKED = "documents.version_marked"
CONTENT_ISSUED = "documents.content_issued"
OUTGOING_BEGUN = "documents.outgoing_begun"
OUTGOING_CHANGED = "documents.outgoing_changed"
PUT_TO_LEADER = "documents.put_to_leader"
SENT_BACK = "documents.sent_back"
AGREED = "documents.agreed"
DROPPED = "documents.dropped"
NUMBERED = "documents.numbered"
NUMBER_VOIDED = "documents.number_voided"
NUMBER_SKIPPED = "documents.number_skipped"
SERIES_BEGUN = "documents.series_begun"
ISSUED = "documents.issued"
MATTER_OPENED = "documents.matter_opened"
MATTER_CHANGED = "documents.matter_changed"
MATTER_CLOSED = "documents.matter_closed"
MATTER_REOPENED = "documents.matter_reopened"
PAPER_PUT_IN = "documents.paper_put_in"
PAPER_TAKEN_OUT = "documents.paper_taken_out"
PAPER_MOVED = "documents.paper_moved"
DELIVERY_RECEIVED = "documents.delivery_received"
DELIVERY_ACKNOWLEDGED = "documents.delivery_acknowledged"


@dataclass(frozen=True, slots=True)
class DocumentRegistered:
    """An incoming document waits for the leader of the unit that registered it. `now` is when."""

    document_id: int
    now: datetime


@dataclass(frozen=True, slots=True)
class EntryCorrected:
    """Number, summary or issuer of a registered document read otherwise from now on."""

    document_id: int
    now: datetime


@dataclass(frozen=True, slots=True)
class EntryStruck:
    """An entry is being struck: nothing is asked for it any more, and `unit_ids` are to be told.

    A room above raises Conflict, with the remedy, when something there was built on the document. `waiting` says
    that the leader of the registering unit had not instructed yet.
    """

    document_id: int
    unit_ids: tuple[int, ...]
    waiting: bool
    reason: str
    now: datetime


@dataclass(frozen=True, slots=True)
class DocumentFoundSecret:
    """Every word of a document is being erased: a room above erases what it holds of it, in this transaction.

    `draft_ids` are the outgoing documents, `content_ids` the texts that went with it. `had` are units that had it;
    `like` are documents (id, unit) that may have to be marked too: the same paper in another register, or one that
    cites it.
    """

    document_id: int
    draft_ids: tuple[int, ...]
    content_ids: tuple[int, ...]
    had: tuple[int, ...]
    like: tuple[tuple[int, int], ...]
    now: datetime


@dataclass(frozen=True, slots=True)
class StruckSeen:
    """A unit has seen that an entry was struck, or found secret."""

    document_id: int
    unit_id: int
    now: datetime


@dataclass(frozen=True, slots=True)
class DocumentInstructed:
    """The leader named who is in charge (`lead_unit_id`) and by when."""

    document_id: int
    instruction_id: int
    now: datetime


@dataclass(frozen=True, slots=True)
class DocumentDone:
    """What the document asked for is done."""

    document_id: int
    now: datetime


@dataclass(frozen=True, slots=True)
class DocumentReplaced:
    """`new_id` replaces, corrects or recalls `old_id`: whoever has or acts under the old one must be told."""

    old_id: int
    new_id: int
    now: datetime


@dataclass(frozen=True, slots=True)
class ContentCirculated:
    """A draft was sent round to these units for comment, until `due_on`."""

    content_id: int
    unit_ids: tuple[int, ...]
    due_on: date | None
    now: datetime


@dataclass(frozen=True, slots=True)
class ContentCommented:
    """A unit commented on a draft."""

    content_id: int
    unit_id: int
    now: datetime


@dataclass(frozen=True, slots=True)
class ContentIssued:
    """A draft became final."""

    content_id: int
    now: datetime


@dataclass(frozen=True, slots=True)
class OutgoingPut:
    """An outgoing document waits for the leader of its unit."""

    outgoing_id: int
    now: datetime


@dataclass(frozen=True, slots=True)
class OutgoingAnswered:
    """The leader agreed, or sent the draft back."""

    outgoing_id: int
    agreed: bool
    now: datetime


@dataclass(frozen=True, slots=True)
class DocumentIssued:
    """A document of one of our units was sealed."""

    outgoing_id: int
    document_id: int
    now: datetime


@dataclass(frozen=True, slots=True)
class DocumentSent:
    """A document was sent to units that did not have it; they are asked to acknowledge it by `due_on`."""

    document_id: int
    sent_at: datetime
    due_on: date | None


@dataclass(frozen=True, slots=True)
class DeliveryAcknowledged:
    """A unit says that it has the document and has read it."""

    document_id: int
    unit_id: int
    now: datetime
