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
from .enter_weeks import enter_weeks, time_weeks

ITEM_FIELDS = ("kind", "title", "minutes", "unit", "paper", "script")


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
    """Put `items` in the place of the agenda that was there. Points that have begun stay as they are, and first.

    Raises Invalid for a point of another conference, Conflict when one that has begun is moved or left out while
    others of those are named.
    """
    there = {row.pk: row for row in AgendaItem.objects.filter(conference=conference)}
    begun = [row.pk for row in there.values() if row.started_at is not None]
    named = [item.item_id for item in items if item.item_id is not None]
    if len(set(named)) != len(named) or not set(named) <= set(there):
        raise Invalid(_("The agenda was changed meanwhile. Reload the page."))
    if set(named) & set(begun):
        if [item.item_id for item in items[: len(begun)]] != begun:
            raise Conflict(_("Points that have begun stay first, in their order."))
        items = items[len(begun) :]
    AgendaItem.objects.filter(conference=conference).exclude(pk__in={*named, *begun}).delete()
    rows = [_item(conference, item, there) for item in items]
    for place, row in enumerate((*(there[pk] for pk in begun), *rows), 1):
        row.position = place
    AgendaItem.objects.bulk_create([row for row in rows if row.pk is None])
    kept = [*(there[pk] for pk in begun), *(row for row in rows if row.pk in there)]
    AgendaItem.objects.bulk_update(kept, ["position", *ITEM_FIELDS])


def _item(conference: Conference, item: NewItem, there: Mapping[int, AgendaItem]) -> AgendaItem:
    row = there[item.item_id] if item.item_id is not None else AgendaItem(conference=conference)
    row.kind, row.title, row.minutes, row.script = (
        item.kind,
        item.title.strip(),
        item.minutes,
        item.script.strip(),
    )
    row.unit_id, row.paper_id = item.unit_id, item.paper_id
    return row


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
    questions: str = "",
    line_url: str = "",
    is_public: bool = False,
    rehearsal: bool = False,
) -> Conference:
    """`unit` convenes a conference. Chair and secretary are posts.

    One that has begun already is refused unless `after_the_fact` says so; its page then says so too. Raises
    Invalid for that, and for an empty title, place or post. It stands in the week of `unit` at once; a rehearsal in
    none, and nobody is asked for anything.
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
        questions=questions.strip(),
        line_url=line_url,
        is_public=is_public and not rehearsal,
        rehearsal=rehearsal,
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
def set_agenda(
    *, actor: Actor, conference: Conference, items: Sequence[NewItem], now: datetime
) -> Conference:
    """Put another agenda in the place of the old one (see `write_items`). Locks the conference.

    Raises Conflict once concluded.
    """
    authorize(actor, policies.run, conference, seen_by=policies.see)
    row = locked(conference)
    write_items(row, items)
    time_weeks(row, now)
    share_with(row, [i.unit_id for i in items])
    record(actor=actor, code=events.AGENDA_SET, subject=row, unit_id=row.unit_id, items=len(items))
    return row


@usecase("conferences.write_item")
def write_item(*, actor: Actor, item: AgendaItem, new: NewItem) -> AgendaItem:
    """Let a point of the agenda read as `new` says. Locks the conference. Raises Conflict once it has begun."""
    authorize(actor, policies.run, item.conference, seen_by=policies.see)
    row = locked(item.conference)
    there = AgendaItem.objects.get(pk=item.pk, conference=row)
    if there.started_at is not None:
        raise Conflict(_("This point has begun; write a note on it instead."))
    changed = _item(row, new, {there.pk: there}) if new.item_id == there.pk else None
    if changed is None:
        raise Invalid(_("The agenda was changed meanwhile. Reload the page."))
    changed.save(update_fields=ITEM_FIELDS)
    share_with(row, [new.unit_id])
    record(actor=actor, code=events.AGENDA_SET, subject=row, unit_id=row.unit_id, item=there.pk)
    return changed
