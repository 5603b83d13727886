"""Delegates by post, in protocol order: invited, moved, answered for, taken out; links made anew."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _

from giaoban.apps.audit.actions.record_line import record
from giaoban.apps.tasks.actions.write_asks import close_asks, open_asks
from giaoban.apps.tasks.domain.asks import NewAsk
from giaoban.apps.tasks.enums import AskKind
from giaoban.kit.access import Actor, authorize
from giaoban.kit.errors import Conflict, Invalid
from giaoban.kit.usecase import nothing_changed, usecase

from .. import events, policies
from ..domain.protocol import NewDelegate, moved
from ..enums import ConferenceState, DelegateState
from ..models import Conference, Delegate, Site
from ..queries import SUBJECT
from .add_sites import BATCH, new_key
from .plan_conference import locked, share_with


@usecase("conferences.add_delegates")
def add_delegates(
    *, actor: Actor, conference: Conference, delegates: Sequence[NewDelegate], now: datetime
) -> int:
    """Invite those posts that are not invited yet, at the end of the order; returns how many. Locks the conference.

    A unit that is named with a post may read the conference, is asked who comes, and answers for its posts.
    """
    authorize(actor, policies.run, conference, seen_by=policies.see)
    row = locked(conference)
    there = set(Delegate.objects.filter(conference=row).values_list("post", flat=True))
    fresh: dict[str, NewDelegate] = {}
    for new in delegates:
        post = " ".join(new.post.split())[:200]
        if post not in there:
            fresh.setdefault(post, new)
    if not fresh:
        nothing_changed()
        return 0
    last = Delegate.objects.filter(conference=row).aggregate(last=Max("position"))["last"] or 0
    Delegate.objects.bulk_create(
        [
            Delegate(
                conference=row,
                unit_id=new.unit_id,
                site_id=new.site_id,
                position=place,
                post=post,
                key=new_key(),
            )
            for place, (post, new) in enumerate(fresh.items(), last + 1)
        ],
        batch_size=BATCH,
    )
    units = {new.unit_id for new in fresh.values()} - {None, row.unit_id}
    share_with(row, units)
    if not row.rehearsal:
        _ask(row, [unit for unit in units if unit is not None], now)
    record(actor=actor, code=events.DELEGATES_ADDED, subject=row, unit_id=row.unit_id, delegates=len(fresh))
    return len(fresh)


@usecase("conferences.move_delegate")
def move_delegate(*, actor: Actor, delegate: Delegate, place: int) -> Conference:
    """Put a delegate at `place` (from 1) of the protocol order; the others close up. Locks the conference."""
    authorize(actor, policies.run, delegate.conference, seen_by=policies.see)
    row = locked(delegate.conference)
    rows = {d.pk: d for d in Delegate.objects.filter(conference=row)}
    if delegate.pk not in rows:
        raise Conflict(_("This delegate was taken out already."))
    order = moved(list(rows), delegate.pk, place)
    if order == list(rows):
        nothing_changed()
        return row
    for position, pk in enumerate(order, 1):
        rows[pk].position = position
    Delegate.objects.bulk_update(rows.values(), ["position"], batch_size=BATCH)
    record(actor=actor, code=events.DELEGATES_ORDERED, subject=row, unit_id=row.unit_id, delegate=delegate.pk)
    return row


@usecase("conferences.answer_delegate")
def answer_delegate(
    *,
    actor: Actor,
    delegate: Delegate,
    state: DelegateState,
    replaced_by: str = "",
    reason: str = "",
    now: datetime,
) -> Delegate:
    """Say whether a delegate comes, which post comes instead, or why nobody does. Locks the delegate.

    Raises Invalid when the post or the reason is missing, Conflict once the conclusions are confirmed.
    """
    authorize(actor, policies.answer_delegate, delegate, seen_by=policies.see_delegate)
    row = Delegate.objects.select_related("conference").select_for_update(of=("self",)).get(pk=delegate.pk)
    if row.conference.is_settled:
        raise Conflict(_("This conference is over; who took part stays as it is."))
    instead = " ".join(replaced_by.split())[:200] if state == DelegateState.REPLACED else ""
    why = " ".join(reason.split())[:300] if state in (DelegateState.REPLACED, DelegateState.EXCUSED) else ""
    if state == DelegateState.REPLACED and not instead:
        problem = ("replaced_by", _("Write which post comes instead."))
        raise Invalid(_("Somebody else comes: say which post."), problems=(problem,))
    if state == DelegateState.EXCUSED and not why:
        raise Invalid(_("Say why nobody comes."), problems=(("reason", _("It is empty.")),))
    if (row.state, row.replaced_by, row.reason) == (state, instead, why):
        nothing_changed()
        return row
    row.state, row.replaced_by, row.reason = state, instead, why
    row.save(update_fields=["state", "replaced_by", "reason"])
    _answered(row, now)
    record(
        actor=actor, code=events.DELEGATE_ANSWERED, subject=row, unit_id=row.conference.unit_id, state=state
    )
    return row


@usecase("conferences.remove_delegate")
def remove_delegate(*, actor: Actor, delegate: Delegate, now: datetime) -> Conference:
    """Take a post out of the list; the others close up. Locks the conference.

    Raises Conflict for one that was there, spoke or voted: it took part.
    """
    authorize(actor, policies.run, delegate.conference, seen_by=policies.see)
    row = locked(delegate.conference)
    there = Delegate.objects.select_for_update(of=("self",)).filter(pk=delegate.pk).first()
    if there is None:
        raise Conflict(_("This delegate was taken out already."))
    if there.present_at is not None or there.turns.exists() or there.votes.exists():
        raise Conflict(_("This delegate took part already and stays in the list."))
    record(
        actor=actor, code=events.DELEGATE_REMOVED, subject=row, unit_id=row.unit_id, position=there.position
    )
    there.delete()
    left = list(Delegate.objects.filter(conference=row))
    for position, one in enumerate(left, 1):
        one.position = position
    Delegate.objects.bulk_update(left, ["position"], batch_size=BATCH)
    _answered(there, now)
    return row


@usecase("conferences.renew_site_link")
def renew_site_link(*, actor: Actor, site: Site) -> Site:
    """Another link for a site; every older one opens nothing any more. Locks the conference."""
    authorize(actor, policies.run, site.conference, seen_by=policies.see)
    row = locked(site.conference)
    site.key = new_key()
    site.save(update_fields=["key"])
    record(actor=actor, code=events.LINK_RENEWED, subject=row, unit_id=row.unit_id, site=site.pk)
    return site


@usecase("conferences.renew_delegate_link")
def renew_delegate_link(*, actor: Actor, delegate: Delegate) -> Delegate:
    """Another link for a delegate; every older one opens nothing any more. Locks the conference."""
    authorize(actor, policies.run, delegate.conference, seen_by=policies.see)
    row = locked(delegate.conference)
    delegate.key = new_key()
    delegate.save(update_fields=["key"])
    record(actor=actor, code=events.LINK_RENEWED, subject=row, unit_id=row.unit_id, delegate=delegate.pk)
    return delegate


def _ask(row: Conference, units: Sequence[int], now: datetime) -> None:
    """Who comes? A unit whose site is asked already is not asked twice: the ask is the same one."""
    if row.state == ConferenceState.CLOSED:
        return
    url = reverse("conferences:delegates", args=[row.pk])
    asks = [NewAsk(AskKind.ATTEND, u, row.title, row.starts_at, url, SUBJECT, row.pk) for u in units]
    open_asks(asks=asks, now=now)


def _answered(row: Delegate, now: datetime) -> None:
    """A unit that has answered for all its posts, and runs no site, is asked no more."""
    if row.unit_id is None or row.site_id is not None:
        return
    of_unit = Delegate.objects.filter(
        conference=row.conference_id, unit=row.unit_id, state=DelegateState.INVITED
    )
    if of_unit.exists() or Site.objects.filter(conference=row.conference_id, unit=row.unit_id).exists():
        return
    close_asks(
        kind=AskKind.ATTEND,
        subject_type=SUBJECT,
        subject_ids=[row.conference_id],
        now=now,
        unit_ids=[row.unit_id],
    )
