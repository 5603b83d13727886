"""Who may read, register, instruct, write, comment."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from giaoban.apps.accounts.enums import WORKING_POSTS, Post
from giaoban.apps.org.models import Unit
from giaoban.kit.access import Actor, Policy

from .enums import Audience, ContentState
from .models import (
    Comment,
    Content,
    Delivery,
    Document,
    MatterFile,
    MatterPaper,
    Outgoing,
    PaperRegisterNote,
    StruckNotice,
)

FILING = (Post.CLERK, Post.OFFICER)
DESK = (Post.CLERK, Post.OFFICER, Post.LEADER)


def _reads_document(actor: Actor, document: Document) -> bool:
    if not actor.unit_ids:
        return False
    if document.audience == Audience.NETWORK or document.unit_id in actor.unit_ids:
        return True
    return Delivery.objects.filter(document=document, unit_id__in=actor.unit_ids).exists()


def _readable_documents(actor: Actor, rows: QuerySet[Any]) -> QuerySet[Any]:
    if not actor.unit_ids:
        return rows.none()
    sent = Delivery.objects.filter(document=OuterRef("pk"), unit_id__in=actor.unit_ids)
    return rows.filter(Q(unit_id__in=actor.unit_ids) | Q(audience=Audience.NETWORK) | Exists(sent))


def _reads_content(actor: Actor, content: Content) -> bool:
    return content.unit_id in actor.unit_ids or not actor.unit_ids.isdisjoint(content.readers)


def _readable_contents(actor: Actor, rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.filter(Q(unit_id__in=actor.unit_ids) | Q(readers__overlap=sorted(actor.unit_ids)))


def _comments(actor: Actor, content: Content) -> bool:
    """While it is written or lies with the leader: the unit's own posts; once sent round: the readers too."""
    if content.state in (ContentState.AGREED, ContentState.ISSUED):
        return False
    if actor.holds(content.unit_id, WORKING_POSTS):
        return True
    reads = actor.units_as(WORKING_POSTS) & set(content.readers)
    return content.state == ContentState.CIRCULATED and bool(reads)


load_types: Policy[Document] = Policy("documents.load_types", may=lambda actor, _type: False)
register_document: Policy[Unit] = Policy(
    "documents.register_document", may=lambda actor, unit: actor.holds(unit.pk, (Post.CLERK,))
)
correct_entry: Policy[Document] = Policy(
    "documents.correct_entry",
    may=lambda actor, document: actor.holds(document.unit_id, (Post.CLERK,)),
)
erase_secret: Policy[Document] = Policy(
    "documents.erase_secret",
    may=lambda actor, document: actor.holds(document.unit_id, (Post.CLERK, Post.LEADER)),
)
see_struck: Policy[StruckNotice] = Policy(
    "documents.see_struck", may=lambda actor, row: actor.holds(row.unit_id)
)
answer_struck: Policy[StruckNotice] = Policy(
    "documents.answer_struck",
    may=lambda actor, row: actor.holds(row.unit_id, WORKING_POSTS),
    rows=lambda actor, rows: rows.filter(unit_id__in=actor.units_as(WORKING_POSTS)),
)
read_document: Policy[Document] = Policy(
    "documents.read_document", may=_reads_document, rows=_readable_documents
)
link_document: Policy[Document] = Policy(
    "documents.link_document",
    may=lambda actor, document: actor.holds(document.unit_id, (Post.CLERK, Post.OFFICER)),
    rows=lambda actor, rows: rows.filter(unit_id__in=actor.units_as((Post.CLERK, Post.OFFICER))),
)
instruct_document: Policy[Document] = Policy(
    "documents.instruct_document",
    may=lambda actor, document: actor.holds(document.unit_id, (Post.LEADER,)),
    rows=lambda actor, rows: rows.filter(unit_id__in=actor.units_as((Post.LEADER,))),
)
finish_document: Policy[Document] = Policy(
    "documents.finish_document",
    may=lambda actor, document: actor.holds(document.unit_id, DESK),
    rows=lambda actor, rows: rows.filter(unit_id__in=actor.units_as(DESK)),
)
deliver_document: Policy[Document] = Policy(
    "documents.deliver_document",
    may=lambda actor, document: actor.holds(document.unit_id, (Post.CLERK, Post.OFFICER)),
)
see_delivery: Policy[Delivery] = Policy(
    "documents.see_delivery",
    may=lambda actor, row: actor.holds(row.unit_id),
    rows=lambda actor, rows: rows.filter(unit_id__in=actor.unit_ids),
)
answer_delivery: Policy[Delivery] = Policy(
    "documents.answer_delivery",
    may=lambda actor, row: actor.holds(row.unit_id, WORKING_POSTS),
    rows=lambda actor, rows: rows.filter(unit_id__in=actor.units_as(WORKING_POSTS)),
)
see_arrivals: Policy[Document] = Policy(
    "documents.see_arrivals",
    may=lambda actor, document: actor.holds(document.unit_id),
    rows=lambda actor, rows: rows.filter(unit_id__in=actor.unit_ids),
)
read_paper_notes: Policy[PaperRegisterNote] = Policy(
    "documents.read_paper_notes",
    may=lambda actor, note: actor.holds(note.unit_id, (Post.CLERK, Post.LEADER)),
    rows=lambda actor, rows: rows.filter(unit_id__in=actor.units_as((Post.CLERK, Post.LEADER))),
)
read_outgoing: Policy[Outgoing] = Policy(
    "documents.read_outgoing",
    may=lambda actor, row: actor.holds(row.unit_id),
    rows=lambda actor, rows: rows.filter(unit_id__in=actor.unit_ids),
)
begin_outgoing: Policy[Unit] = Policy(
    "documents.begin_outgoing", may=lambda actor, unit: actor.holds(unit.pk, WORKING_POSTS)
)
write_outgoing: Policy[Outgoing] = Policy(
    "documents.write_outgoing",
    may=lambda actor, row: actor.holds(row.unit_id, WORKING_POSTS),
    rows=lambda actor, rows: rows.filter(unit_id__in=actor.units_as(WORKING_POSTS)),
)
agree_outgoing: Policy[Outgoing] = Policy(
    "documents.agree_outgoing",
    may=lambda actor, row: actor.holds(row.unit_id, (Post.LEADER,)),
    rows=lambda actor, rows: rows.filter(unit_id__in=actor.units_as((Post.LEADER,))),
)
number_outgoing: Policy[Outgoing] = Policy(
    "documents.number_outgoing",
    may=lambda actor, row: actor.holds(row.unit_id, (Post.CLERK,)),
    rows=lambda actor, rows: rows.filter(unit_id__in=actor.units_as((Post.CLERK,))),
)
keep_numbers: Policy[Unit] = Policy(
    "documents.keep_numbers", may=lambda actor, unit: actor.holds(unit.pk, (Post.CLERK,))
)
read_book: Policy[Unit] = Policy("documents.read_book", may=lambda actor, unit: actor.holds(unit.pk, DESK))
open_matter: Policy[Unit] = Policy(
    "documents.open_matter", may=lambda actor, unit: actor.holds(unit.pk, FILING)
)
read_matter: Policy[MatterFile] = Policy(
    "documents.read_matter",
    may=lambda actor, row: actor.holds(row.unit_id),
    rows=lambda actor, rows: rows.filter(unit_id__in=actor.unit_ids),
)
keep_matter: Policy[MatterFile] = Policy(
    "documents.keep_matter",
    may=lambda actor, row: actor.holds(row.unit_id, FILING),
    rows=lambda actor, rows: rows.filter(unit_id__in=actor.units_as(FILING)),
)
reopen_matter: Policy[MatterFile] = Policy(
    "documents.reopen_matter", may=lambda actor, row: actor.holds(row.unit_id, (Post.CLERK,))
)
read_matter_paper: Policy[MatterPaper] = Policy(
    "documents.read_matter_paper",
    may=lambda actor, row: actor.holds(row.file.unit_id),
    rows=lambda actor, rows: rows.filter(file__unit_id__in=actor.unit_ids),
)
keep_matter_paper: Policy[MatterPaper] = Policy(
    "documents.keep_matter_paper", may=lambda actor, row: actor.holds(row.file.unit_id, FILING)
)
create_content: Policy[Unit] = Policy(
    "documents.create_content", may=lambda actor, unit: actor.holds(unit.pk, WORKING_POSTS)
)
read_content: Policy[Content] = Policy("documents.read_content", may=_reads_content, rows=_readable_contents)
write_content: Policy[Content] = Policy(
    "documents.write_content",
    may=lambda actor, content: actor.holds(content.unit_id, WORKING_POSTS),
    rows=lambda actor, rows: rows.filter(unit_id__in=actor.units_as(WORKING_POSTS)),
)
issue_content: Policy[Content] = Policy(
    "documents.issue_content",
    may=lambda actor, content: actor.holds(content.unit_id, (Post.CLERK, Post.LEADER)),
)
comment_on_content: Policy[Content] = Policy("documents.comment_on_content", may=_comments)
see_comment: Policy[Comment] = Policy(
    "documents.see_comment", may=lambda actor, comment: _reads_content(actor, comment.content)
)
answer_comment: Policy[Comment] = Policy(
    "documents.answer_comment",
    may=lambda actor, comment: actor.holds(comment.content.unit_id, WORKING_POSTS),
)
