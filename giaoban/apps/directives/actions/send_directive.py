"""Send a directive: what is asked of which units is written down at once, a job asks them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from giaoban.apps.audit.actions.record_line import record
from giaoban.apps.documents import policies as documents
from giaoban.apps.documents.models import Document
from giaoban.apps.org.models import Unit
from giaoban.apps.tasks.queries.meant import addressing_from, meant
from giaoban.kit.access import Actor, authorize
from giaoban.kit.errors import Conflict, Invalid
from giaoban.kit.jobs import later
from giaoban.kit.usecase import nothing_changed, usecase

from .. import events, policies
from ..domain.order import Order
from ..models import Directive, Dissemination, GivenTask, LevelTerm
from .ask_dissemination import begin, move_deadlines
from .fan_out import fan_out
from .repeat_telegram import REPEAT

FAN_OUT = "directives.fan_out"


@usecase("directives.send_directive")
def send_directive(*, actor: Actor, document: Document, unit: Unit, order: Order, now: datetime) -> Directive:
    """`unit` asks everybody below it whom `order` means; a job asks them, and what is due at each level is set.

    Sent again, it adds units and tasks and moves what is not done; nobody is asked twice. Raises Invalid when nobody
    is meant or a day has passed, Conflict when the unit passes this document down in a wave from above.
    """
    authorize(actor, policies.ask, unit)
    authorize(actor, documents.read_document, document, seen_by=documents.read_document)
    today = timezone.localdate(now)
    check_order(order, today)
    if not meant(unit, order.addressing, today).exists():
        raise Invalid(_("Nobody is meant by this. Choose at least one unit below your own."))
    last = max(order.days)
    row = begin(document=document, unit=unit, deadline=order.deadline, note=order.note, now=now)
    if row.wave_id is not None:
        raise Conflict(_("Your unit passes this document down already; what is asked is set at the top."))
    own = _own_document(actor, order)
    row.own_document, row.addressing = own, {**asdict(order.addressing)}
    if order.within_hours:
        row.acknowledge_by = now + timedelta(hours=order.within_hours)
        row.repeat_hours = order.repeat_hours or order.within_hours
    row.save()
    _write_terms(row, order)
    move_deadlines(row)
    record(
        actor=actor, code=events.SENT, subject=row, unit_id=unit.pk, document=document.pk, last=last.isoformat(),
        tasks=len(order.tasks), hours=order.within_hours or 0,
    )  # fmt: skip
    later(FAN_OUT, directive_id=row.pk)
    if order.within_hours:
        later(REPEAT, at=row.acknowledge_by, directive_id=row.pk, turn=1)
    return row


@usecase("directives.pass_down")
def pass_down(
    *, actor: Actor, dissemination: Dissemination, levels: Sequence[int], note: str, now: datetime
) -> Directive:
    """A unit that was asked asks everybody below it who is not in the wave yet, of `levels` (empty: all).

    What is asked at each level and by when was set at the top. Raises Invalid when nobody is left, Conflict when the
    unit asked for this document by itself.
    """
    row: Dissemination = (
        Dissemination.objects.select_for_update(of=("self",))
        .select_related("directive__document__type", "unit")
        .get(pk=dissemination.pk)
    )
    authorize(actor, policies.tick, row, seen_by=policies.see_dissemination)
    above, today = row.directive, timezone.localdate(now)
    addressing = addressing_from({"levels": list(levels)}, everybody=True)
    in_wave = Dissemination.objects.filter(wave=row.wave_id).values("unit_id")
    if not meant(row.unit, addressing, today).exclude(pk__in=in_wave).exists():
        raise Invalid(_("Everybody below your unit has been asked already."))
    down = begin(
        document=above.document, unit=row.unit, deadline=max(above.deadline, today), note=note, now=now
    )
    if down.wave_id != row.wave_id and (down.wave_id is not None or down.sent_at is not None):
        raise Conflict(_("Your unit asked for this document by itself. See to it there."))
    down.parent, down.wave_id, down.addressing = above, row.wave_id, {**asdict(addressing)}
    down.save()
    record(
        actor=actor, code=events.PASSED_DOWN, subject=down, unit_id=row.unit_id, document=down.document_id,
        wave=row.wave_id,
    )  # fmt: skip
    later(FAN_OUT, directive_id=down.pk)
    return down


@usecase("directives.fan_out")
def ask_everybody(*, actor: Actor, directive: Directive, now: datetime) -> int:
    """Ask all units that the directive means and that the wave does not have; returns how many. Only the system.

    All of it or nothing: killed half-way it leaves nothing, a second time it finds everybody asked. Two at once take
    turns on the directive's row.
    """
    authorize(actor, policies.fan_out, directive)
    row: Directive = (
        Directive.objects.select_for_update(of=("self",))
        .select_related("document__type", "own_document__type", "unit")
        .get(pk=directive.pk)
    )
    units = meant(row.unit, addressing_from(row.addressing), timezone.localdate(now)).order_by()
    new = fan_out(actor=actor, directive=row, units=units.values("pk").query.sql_with_params(), now=now)
    if row.sent_at is not None and not new:
        nothing_changed()
        return 0
    row.sent_at, row.meant = row.sent_at or now, row.meant + new
    row.save(update_fields=["sent_at", "meant"])
    record(actor=actor, code=events.ASKED, subject=row, unit_id=row.unit_id, units=new)
    return new


def check_order(order: Order, today: date) -> None:
    """Raises Invalid naming each place where a day has passed, and for a repetition without its hours."""
    problems = [
        (place, str(_("Choose a day from today on.")))
        for place, days in (
            ("deadline", [order.deadline]),
            ("terms", [t.deadline for t in order.terms] + [t.programme_by for t in order.terms]),
            ("tasks", [t.deadline for t in order.tasks]),
        )
        if any(day is not None and day < today for day in days)
    ]
    if problems:
        raise Invalid(_("A deadline has passed already."), problems=tuple(problems))
    if order.repeat_hours and not order.within_hours:
        raise Invalid(_("Say within how many hours it is to be acknowledged."), problems=(("hours", ""),))


def _own_document(actor: Actor, order: Order) -> Document | None:
    if order.own_document_id is None:
        return None
    row: Document | None = (
        Document.objects.visible_to(actor, documents.read_document)
        .select_related("type")
        .filter(pk=order.own_document_id)
        .first()
    )
    if row is None:
        raise Invalid(_("Your own document was not found."), problems=(("own_document", ""),))
    return row


def _write_terms(row: Directive, order: Order) -> None:
    """Terms are written anew; tasks are added, since units have got those that were given."""
    row.terms.all().delete()
    LevelTerm.objects.bulk_create(
        LevelTerm(
            directive=row, level=t.level, deadline=t.deadline, programme_by=t.programme_by, asked=t.asked
        )
        for t in order.terms
    )
    known = set(row.tasks.values_list("title", flat=True))
    fresh = [t for t in order.tasks if t.title.strip() not in known]
    GivenTask.objects.bulk_create(
        GivenTask(
            directive=row, position=place, title=t.title.strip(), measure=t.measure.strip(), deadline=t.deadline,
            levels=list(t.levels),
        )
        for place, t in enumerate(fresh, start=len(known) + 1)
    )  # fmt: skip
