"""Inside the unit: put to the leader, agree, send back, give up."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from giaoban.apps.audit.actions.record_line import record
from giaoban.kit.access import Actor, Policy, authorize
from giaoban.kit.errors import Conflict, Invalid
from giaoban.kit.events import publish
from giaoban.kit.usecase import usecase

from .. import events, policies
from ..domain.register import tidy_line
from ..domain.sealing import new_code
from ..enums import ContentState, OutgoingState, OutgoingStepKind
from ..models import Comment, Content, Outgoing, OutgoingStep, ParagraphText
from ..queries.outgoing import places_to_fill
from .issue_content import OpenComments
from .number_document import locked_outgoing
from .write_content import mark

SHOWN_PLACES = 5


@usecase("documents.put_outgoing")
def put_outgoing(*, actor: Actor, outgoing: Outgoing, now: datetime) -> Outgoing:
    """Put the draft to the leader; its text rests from now on.

    Raises Conflict in another state, Invalid naming the places that are still in brackets, OpenComments.
    """
    row = _at(actor, outgoing, policies.write_outgoing, OutgoingState.WRITING)
    if not ParagraphText.objects.filter(content=row.content_id, until__isnull=True).exists():
        raise Invalid(_("Nothing has been written yet."))
    if places := places_to_fill(row):
        sentence = str(_("Fill it in, or delete the paragraph."))
        raise Invalid(
            _("%(count)s places are still to be filled in."),
            problems=tuple((place[:80], sentence) for place in places[:SHOWN_PLACES]),
            count=len(places),
        )
    waiting = Comment.objects.filter(content=row.content_id, answer="").count()
    if waiting:
        raise OpenComments(
            _("%(count)s comments are still without an answer. Answer each of them first."), count=waiting
        )
    _rest(row, ContentState.PUT, now)
    mark(content=row.content, label=str(_("Put to the leader")), actor=actor, now=now)
    _step(actor, row, OutgoingState.PUT, OutgoingStepKind.PUT, now, code=events.PUT_TO_LEADER)
    publish(events.OutgoingPut(row.pk, now))
    return row


@usecase("documents.agree_outgoing")
def agree_outgoing(*, actor: Actor, outgoing: Outgoing, now: datetime) -> Outgoing:
    """The leader agrees to the text as it rests. Raises Conflict in another state, OpenComments."""
    row = _at(actor, outgoing, policies.agree_outgoing, OutgoingState.PUT)
    if Comment.objects.filter(content=row.content_id, answer="").exists():
        raise OpenComments(_("There are remarks without an answer. Send the draft back with a reason."))
    _rest(row, ContentState.AGREED, now)
    row.check_code = new_code()
    row.save(update_fields=["check_code"])
    _step(actor, row, OutgoingState.AGREED, OutgoingStepKind.AGREED, now, code=events.AGREED)
    publish(events.OutgoingAnswered(row.pk, True, now))
    return row


@usecase("documents.send_back_outgoing")
def send_back_outgoing(*, actor: Actor, outgoing: Outgoing, reason: str, now: datetime) -> Outgoing:
    """The leader sends the draft back, also one agreed to that has no number yet. Raises Invalid, Conflict."""
    row = _at(actor, outgoing, policies.agree_outgoing, OutgoingState.PUT, OutgoingState.AGREED)
    said = tidy_line(reason)
    if not said:
        raise Invalid(_("Say what is to be changed."), problems=(("reason", str(_("Missing."))),))
    again = ContentState.CIRCULATED if row.content.readers else ContentState.DRAFT
    _rest(row, again, now)
    _step(
        actor, row, OutgoingState.WRITING, OutgoingStepKind.SENT_BACK, now, code=events.SENT_BACK, note=said
    )
    publish(events.OutgoingAnswered(row.pk, False, now))
    return row


@usecase("documents.drop_outgoing")
def drop_outgoing(*, actor: Actor, outgoing: Outgoing, reason: str, now: datetime) -> Outgoing:
    """Give a draft up; it stays readable. Only while it is written: raises Conflict."""
    row = _at(actor, outgoing, policies.write_outgoing, OutgoingState.WRITING)
    _step(
        actor, row, OutgoingState.DROPPED, OutgoingStepKind.DROPPED, now, code=events.DROPPED,
        note=tidy_line(reason),
    )  # fmt: skip
    return row


def _at(actor: Actor, outgoing: Outgoing, policy: Policy[Outgoing], *states: OutgoingState) -> Outgoing:
    """The row under its lock, in one of `states`. Raises NotFound, Forbidden, Conflict."""
    row = locked_outgoing(outgoing)
    authorize(actor, policy, row, seen_by=policies.read_outgoing)
    if row.state not in states:
        state = OutgoingState(row.state).label
        raise Conflict(_("The document is at “%(state)s” meanwhile; look at its page again."), state=state)
    return row


def _rest(row: Outgoing, state: ContentState, now: datetime) -> None:
    """Set the state of the text, under its lock: whoever edits holds the same."""
    row.content = Content.objects.select_for_update().get(pk=row.content_id)
    row.content.state, row.content.updated_at = state, now
    row.content.save(update_fields=["state", "updated_at"])


def _step(
    actor: Actor,
    row: Outgoing,
    state: OutgoingState,
    step: OutgoingStepKind,
    now: datetime,
    *,
    code: str,
    note: str = "",
) -> None:
    row.state = state
    row.save(update_fields=["state"])
    OutgoingStep.objects.create(outgoing=row, step=step, note=note, user_id=actor.user_id, at=now)
    record(
        actor=actor,
        code=code,
        subject=row,
        unit_id=row.unit_id,
        revision=row.content.revision,
        state=str(state),
    )
