"""Change a planned conference, or call it off: with the reason, and whoever was asked to take part is told."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from giaoban.apps.audit.actions.record_line import record
from giaoban.apps.tasks.actions.write_asks import close_asks, move_due, open_asks, rename_asks
from giaoban.apps.tasks.domain.asks import NewAsk
from giaoban.apps.tasks.enums import AskKind
from giaoban.kit.access import Actor, authorize
from giaoban.kit.errors import Conflict, Invalid
from giaoban.kit.usecase import nothing_changed, usecase

from .. import events, policies
from ..domain.changing import PlannedFacts, changed_parts, said_shortly
from ..enums import ConferenceState
from ..models import ChangeNotice, Conference, ConferenceChange, Paper, Site
from ..queries import SUBJECT
from .enter_weeks import follow_weeks, leave_weeks
from .order_papers import SUBJECT as PAPER_SUBJECT
from .plan_conference import check_plan, locked


@usecase("conferences.change_conference")
def change_conference(
    *,
    actor: Actor,
    conference: Conference,
    facts: PlannedFacts,
    reason: str,
    now: datetime,
    after_the_fact: bool = False,
) -> Conference:
    """Let a planned conference read as `facts` do. Locks it. The same facts again change nothing.

    The asks to take part and for papers follow, and so do the weeks; every unit of a site or a paper is told until
    it has looked.
    Raises Invalid (as `plan_conference`, or no reason), Conflict once it was opened or called off.
    """
    authorize(actor, policies.run, conference, seen_by=policies.see)
    row = _planned(conference)
    owed = {"title": facts.title, "place": facts.place, "chair_post": facts.chair_post}
    check_plan(owed, facts.starts_at, now, after_the_fact or facts.starts_at == row.starts_at)
    parts = changed_parts({name: getattr(row, name) for name in facts.values()}, facts.values())
    if not parts:
        nothing_changed()
        return row
    why = _reason(reason)
    for name, value in facts.values().items():
        setattr(row, name, value)
    row.entered_after = row.starts_at < now
    row.fold_words()
    row.save()
    ConferenceChange.objects.create(conference=row, reason=why, parts=parts, user_id=actor.user_id, at=now)
    rename_asks(kind=AskKind.ATTEND, subject_type=SUBJECT, subject_ids=[row.pk], title=row.title)
    move_due(kind=AskKind.ATTEND, subject_type=SUBJECT, subject_ids=[row.pk], due=row.starts_at)
    papers = list(Paper.objects.filter(conference=row).values_list("pk", flat=True))
    move_due(kind=AskKind.PAPER, subject_type=PAPER_SUBJECT, subject_ids=papers, due=row.starts_at)
    follow_weeks(row, parts, why, actor, now)
    said = {"conference": row.title, "changes": said_shortly(parts)}
    _tell(row, _("Changed: %(conference)s. %(changes)s") % said, now)
    fields = [part["field"] for part in parts]
    record(actor=actor, code=events.CHANGED, subject=row, unit_id=row.unit_id, fields=fields)
    return row


@usecase("conferences.call_off_conference")
def call_off_conference(*, actor: Actor, conference: Conference, reason: str, now: datetime) -> Conference:
    """Say that it does not take place; nobody is asked for it any more, and whoever was is told. Locks it.

    It goes from the weeks; where one was issued, it stays there as cancelled.

    Called off again, nothing changes. Raises Invalid without a reason, Conflict once it was opened.
    """
    authorize(actor, policies.run, conference, seen_by=policies.see)
    row = Conference.objects.select_for_update().get(pk=conference.pk)
    if row.state == ConferenceState.CALLED_OFF:
        nothing_changed()
        return row
    row, why = _planned(conference), _reason(reason)
    row.state = ConferenceState.CALLED_OFF
    row.save(update_fields=["state"])
    ConferenceChange.objects.create(
        conference=row, called_off=True, reason=why, user_id=actor.user_id, at=now
    )
    papers = list(Paper.objects.filter(conference=row).values_list("pk", flat=True))
    close_asks(kind=AskKind.ATTEND, subject_type=SUBJECT, subject_ids=[row.pk], now=now, done=False)
    close_asks(kind=AskKind.PAPER, subject_type=PAPER_SUBJECT, subject_ids=papers, now=now, done=False)
    leave_weeks(row, actor, now, why)
    _tell(row, _("Called off: %(conference)s. %(reason)s") % {"conference": row.title, "reason": why}, now)
    record(actor=actor, code=events.CALLED_OFF, subject=row, unit_id=row.unit_id)
    return row


@usecase("conferences.note_changes")
def note_changes(*, actor: Actor, notice: ChangeNotice, now: datetime) -> ChangeNotice:
    """The unit has looked at what was changed. Locks the notice. With nothing newer, nothing changes."""
    authorize(actor, policies.answer_notice, notice, seen_by=policies.see_notice)
    row = ChangeNotice.objects.select_for_update().get(pk=notice.pk)
    newer = ConferenceChange.objects.filter(conference=row.conference_id, at__gte=row.since)
    if not (newer.filter(at__gt=row.seen_at) if row.seen_at else newer).exists():
        nothing_changed()
        return row
    row.seen_at = now
    row.save(update_fields=["seen_at"])
    close_asks(
        kind=AskKind.CONFERENCE_CHANGED, subject_type=SUBJECT, subject_ids=[row.conference_id], now=now,
        unit_ids=[row.unit_id],
    )  # fmt: skip
    record(
        actor=actor, code=events.CHANGES_SEEN, subject=row, unit_id=row.unit_id, conference=row.conference_id
    )
    return row


def _planned(conference: Conference) -> Conference:
    row = locked(conference)
    if row.state != ConferenceState.PLANNED:
        raise Conflict(
            _(
                "This conference was opened already; what it was planned with stays. Write what came differently "
                "into its conclusions."
            )
        )
    return row


def _reason(reason: str) -> str:
    why = " ".join(reason.split())
    if not why:
        problem = ("reason", _("Say why; whoever was asked to take part reads it."))
        raise Invalid(_("A change needs a reason."), problems=(problem,))
    return why


def _tell(row: Conference, title: str, now: datetime) -> None:
    """Every unit of a site or a paper has one notice; a later change takes the place of its title. Nobody was told
    of a rehearsal in the first place.
    """
    if row.rehearsal:
        return
    asked = {
        *Site.objects.filter(conference=row, unit__isnull=False).values_list("unit_id", flat=True),
        *Paper.objects.filter(conference=row).values_list("unit_id", flat=True),
    } - {None, row.unit_id}
    units = sorted(unit for unit in asked if unit is not None)
    ChangeNotice.objects.bulk_create(
        [ChangeNotice(conference=row, unit_id=unit, since=now) for unit in units],
        ignore_conflicts=True,
        batch_size=2000,
    )
    kind, url = AskKind.CONFERENCE_CHANGED, reverse("conferences:conference", args=[row.pk])
    rename_asks(kind=kind, subject_type=SUBJECT, subject_ids=[row.pk], title=title)
    open_asks(asks=[NewAsk(kind, unit, title, None, url, SUBJECT, row.pk) for unit in units], now=now)
