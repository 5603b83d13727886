"""Plan a conference, with its agenda; change the agenda."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from giaoban.apps.audit.actions.record_line import record
from giaoban.apps.documents.models import Content
from giaoban.apps.indicators.models import Period
from giaoban.apps.org.models import Unit
from giaoban.kit.access import Actor, authorize
from giaoban.kit.errors import Conflict, Invalid
from giaoban.kit.usecase import usecase

from .. import events, policies
from ..domain.plan import NewItem
from ..enums import ConferenceForm, ConferenceKind, ConferenceState
from ..models import AgendaItem, Conference
from .enter_weeks import enter_weeks


def locked(conference: Conference) -> Conference:
    """The conference as it stands now, locked; refused once its conclusions are confirmed, or it was called off."""
    row = Conference.objects.select_for_update().get(pk=conference.pk)
    if row.state == ConferenceState.CALLED_OFF:
        raise Conflict(_("This conference was called off. Plan another one."))
    if row.confirmed_at is not None:
        raise Conflict(_("The conclusions of this conference are confirmed; nothing of it changes any more."))
    return row


def share_with(conference: Conference, unit_ids: Collection[int | None]) -> None:
    """Let these units read a locked conference."""
    readers = {*conference.seen_by, *(u for u in unit_ids if u is not None)}
    if len(readers) > len(conference.seen_by):
        conference.seen_by = sorted(readers)
        conference.save(update_fields=["seen_by"])


def check_plan(owed: Mapping[str, str], starts_at: datetime, now: datetime, after_the_fact: bool) -> None:
    """Raises Invalid naming what is empty, or a beginning that has passed without anybody saying so."""
    empty = tuple((name, str(_("It is empty."))) for name, value in owed.items() if not value.strip())
    if empty:
        raise Invalid(_("A conference has a title, a place and a chair."), problems=empty)
    if starts_at < now and not after_the_fact:
        problem = (
            "day",
            str(_("This moment has passed. Check the day; or say that it is entered afterwards.")),
        )
        raise Invalid(_("A conference is planned for a moment to come."), problems=(problem,))


def write_items(conference: Conference, items: Sequence[NewItem]) -> None:
    """Put `items` in the place of the agenda that was there."""
    AgendaItem.objects.filter(conference=conference).delete()
    AgendaItem.objects.bulk_create(
        AgendaItem(
            conference=conference,
            position=place,
            kind=item.kind,
            title=item.title.strip(),
            minutes=item.minutes,
            unit_id=item.unit_id,
            paper_id=item.paper_id,
        )
        for place, item in enumerate(items, 1)
    )


@usecase("conferences.plan_conference")
def plan_conference(
    *,
    actor: Actor,
    unit: Unit,
    title: str,
    kind: ConferenceKind,
    form: ConferenceForm,
    starts_at: datetime,
    place: str,
    chair_post: str,
    now: datetime,
    secretary_post: str = "",
    agenda_note: str = "",
    after_the_fact: bool = False,
    period: Period | None = None,
    draft: Content | None = None,
    synthetic: bool = False,
    facts_published: str = "",
    agenda: Sequence[NewItem] = (),
) -> Conference:
    """`unit` convenes a conference. Chair and secretary are posts.

    One that has begun already is refused unless `after_the_fact` says so; its page then says so too. Raises
    Invalid for that, and for an empty title, place or post. It stands in the week of `unit` at once.
    """
    authorize(actor, policies.convene, unit)
    check_plan({"title": title, "place": place, "chair_post": chair_post}, starts_at, now, after_the_fact)
    row = Conference(
        unit=unit,
        title=title.strip(),
        kind=kind,
        form=form,
        starts_at=starts_at,
        place=place.strip(),
        chair_post=chair_post.strip(),
        secretary_post=secretary_post.strip(),
        period=period,
        draft=draft,
        agenda_note=agenda_note.strip(),
        entered_after=starts_at < now,
        synthetic=synthetic,
        facts_published=facts_published.strip(),
        seen_by=sorted({unit.pk, *(i.unit_id for i in agenda if i.unit_id is not None)}),
    )
    row.fold_words()
    row.save(force_insert=True)
    write_items(row, agenda)
    enter_weeks(row, [], actor, now)
    record(actor=actor, code=events.PLANNED, subject=row, unit_id=unit.pk, kind=kind, items=len(agenda))
    return row


@usecase("conferences.set_agenda")
def set_agenda(*, actor: Actor, conference: Conference, items: Sequence[NewItem]) -> Conference:
    """Put another agenda in the place of the old one. Locks the conference. Raises Conflict once concluded."""
    authorize(actor, policies.run, conference, seen_by=policies.see)
    row = locked(conference)
    write_items(row, items)
    share_with(row, [i.unit_id for i in items])
    record(actor=actor, code=events.AGENDA_SET, subject=row, unit_id=row.unit_id, items=len(items))
    return row
