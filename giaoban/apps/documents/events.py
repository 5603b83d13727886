"""Audit codes of documents, and the events that higher rooms listen to."""

from dataclasses import dataclass
from datetime import date, datetime

TYPES_LOADED = "documents.types_loaded"
REGISTERED = "documents.registered"
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
COMMENTED = "documents.commented"
COMMENT_ANSWERED = "documents.comment_answered"
CIRCULATED = "documents.content_circulated"
VERSION_MARKED = "documents.version_marked"
CONTENT_ISSUED = "documents.content_issued"


@dataclass(frozen=True, slots=True)
class DocumentRegistered:
    """An incoming document waits for the leader of the unit that registered it. `now` is when."""

    document_id: int
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
    """`new_id` takes the place of `old_id`: whoever acts under the old one must be told."""

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
