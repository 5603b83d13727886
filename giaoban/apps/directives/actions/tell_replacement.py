"""A newer document replaced, corrected or recalled an older one: tell every unit that has or acts under it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from giaoban.apps.audit.actions.record_line import record
from giaoban.apps.documents.actions.deliver_document import deliver
from giaoban.apps.documents.enums import CHANGES, LinkKind
from giaoban.apps.documents.models import Delivery, Document, DocumentLink, Instruction
from giaoban.apps.tasks.actions.write_asks import close_asks, open_asks
from giaoban.apps.tasks.domain.asks import NewAsk
from giaoban.apps.tasks.enums import ENDED
from giaoban.apps.tasks.models import Task
from giaoban.kit.access import Actor, authorize
from giaoban.kit.usecase import nothing_changed, usecase

from .. import events, policies
from ..enums import ASK_REPLACED, TASK_ORIGIN, Reason
from ..models import Directive, Dissemination, GivenTask, ReplacementNotice

SUBJECT = "directives.ReplacementNotice"
DOCUMENT = "documents.Document"


@usecase("directives.tell_replacement")
def tell_replacement(*, actor: Actor, old: Document, new: Document, now: datetime) -> int:
    """Send `new` to all who have or act under `old`, note why, and ask them to look; returns how many were told.

    Idempotent by (old, new, unit). The unit that made the replacement is not told. Only the system calls it.
    """
    authorize(actor, policies.tell_replacement, new)
    told = set(ReplacementNotice.objects.filter(old=old, new=new).values_list("unit_id", flat=True))
    concerned = {
        unit: reasons
        for unit, reasons in acting_under(old).items()
        if unit not in told and unit != new.unit_id
    }
    if not concerned:
        nothing_changed()
        return 0
    rows = ReplacementNotice.objects.bulk_create(
        [
            ReplacementNotice(old=old, new=new, unit_id=unit, reasons=reasons, told_at=now)
            for unit, reasons in sorted(concerned.items())
        ],
        batch_size=2000,
    )
    deliver(actor=actor, document=new, unit_ids=concerned, now=now)
    title = _title(old, new)
    open_asks(
        asks=[
            NewAsk(
                ASK_REPLACED,
                row.unit_id,
                title,
                None,
                reverse("directives:notice", args=[row.pk]),
                SUBJECT,
                row.pk,
            )
            for row in rows
        ],
        now=now,
    )
    record(
        actor=actor,
        code=events.REPLACEMENT_TOLD,
        subject=new,
        unit_id=new.unit_id,
        old=old.pk,
        units=len(rows),
    )
    return len(rows)


@usecase("directives.note_replacement")
def note_replacement(
    *, actor: Actor, notice: ReplacementNotice, note: str, now: datetime
) -> ReplacementNotice:
    """A unit says that it has seen the replacement and what it does about it."""
    row: ReplacementNotice = (
        ReplacementNotice.objects.select_for_update(of=("self",)).select_related("new").get(pk=notice.pk)
    )
    authorize(actor, policies.note_replacement, row, seen_by=policies.see_notice)
    if row.noted_at is not None:
        nothing_changed()
        return row
    row.noted_at, row.noted_by_id, row.note = now, actor.user_id, note.strip()
    row.save(update_fields=["noted_at", "noted_by", "note"])
    record(actor=actor, code=events.REPLACEMENT_NOTED, subject=row, unit_id=row.unit_id)
    close_asks(kind=ASK_REPLACED, subject_type=SUBJECT, subject_ids=[row.pk], now=now)
    return row


def _title(old: Document, new: Document) -> str:
    """The sentence of the ask; recalled weighs more than replaced, replaced more than corrected."""
    kinds = set(
        DocumentLink.objects.filter(source=new, target=old, kind__in=CHANGES).values_list("kind", flat=True)
    )
    words = {"new": new, "old": old}
    if LinkKind.RECALLS in kinds:
        return _("%(new)s recalls %(old)s: see what you do under it") % words
    if kinds == {LinkKind.CORRECTS}:
        return _("%(new)s corrects %(old)s: see what you do under it") % words
    return _("%(new)s takes the place of %(old)s: see what you do under it") % words


def acting_under(document: Document) -> Mapping[int, list[str]]:
    """Unit id → why: it carries the document out, disseminates it, is in charge, has a task; or just has it."""
    found: dict[int, list[str]] = defaultdict(list)

    def add(reason: Reason, units: Iterable[int]) -> None:
        for unit in sorted(set(units)):
            found[unit].append(reason)

    own = DocumentLink.objects.filter(target=document, kind=LinkKind.IMPLEMENTS)
    add(Reason.CARRIES_OUT, own.values_list("source__unit_id", flat=True))
    asked = Dissemination.objects.filter(directive__document=document)
    add(Reason.DISSEMINATES, asked.values_list("unit_id", flat=True))
    asking = Directive.objects.filter(document=document)
    add(Reason.ASKED_OTHERS, asking.values_list("unit_id", flat=True))
    charge = Instruction.objects.filter(document=document)
    add(Reason.IN_CHARGE, charge.values_list("lead_unit_id", flat=True))
    origins = [document.pk, *own.values_list("source_id", flat=True)]
    of_orders = GivenTask.objects.filter(directive__document=document).values_list("pk", flat=True)
    tasks = Task.objects.filter(
        Q(origin_type=DOCUMENT, origin_id__in=origins)
        | Q(origin_type=TASK_ORIGIN, origin_id__in=list(of_orders))
    ).exclude(state__in=ENDED)
    add(Reason.TASK, tasks.values_list("lead_id", flat=True))
    got = Delivery.objects.filter(document=document).exclude(unit__in=list(found))
    add(Reason.RECEIVED, got.values_list("unit_id", flat=True))
    return found
