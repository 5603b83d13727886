"""Point to the lead unit of a result that several organisations achieved together, so that it counts once."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from giaoban.apps.audit.actions.record_line import record
from giaoban.apps.org.models import Unit
from giaoban.kit.access import Actor, authorize
from giaoban.kit.errors import Invalid
from giaoban.kit.usecase import usecase

from .. import events, policies
from ..models import Expectation, Report, ReportVersion, SharedResult
from ..queries.definitions import definition_of
from ..queries.values import empty, load_report
from .write_version import editable_version


@usecase("reporting.share_result")
def share_result(
    *, actor: Actor, report: Report, cell: str, lead: Unit, amount: Decimal, note: str, now: datetime
) -> SharedResult | None:
    """Say that `amount` of a cell is reported by `lead` too; 0 takes the pointer away.

    The lead must report in the same collection. Locks the report's row. Raises Invalid when the amount exceeds the
    own figure or has more decimals than it, or the cell may not be shared.
    """
    authorize(actor, policies.write_report, report, seen_by=policies.see_report)
    locked = load_report(report.pk, lock=True)
    version = editable_version(locked, now)
    definition = definition_of(locked.expectation.collection.form_version)
    found = definition.cell_by_code.get(cell)
    if found is None or not definition.indicator_by_code[found.indicator_code].shared_allowed:
        raise Invalid(_("This figure cannot be shared between units."), problems=((cell, _("not shared")),))
    if amount != round(amount, found.decimals):
        raise Invalid(_("This figure is counted in whole units."), problems=((cell, _("not whole")),))
    if (
        lead.pk == locked.expectation.unit_id
        or not Expectation.objects.filter(collection_id=locked.expectation.collection_id, unit=lead).exists()
    ):
        raise Invalid(_("%(unit)s does not report this form in this period."), unit=lead.name)
    SharedResult.objects.filter(version=version, slot=found.slot, lead=lead).delete()
    row = None
    if amount > 0:
        row = SharedResult.objects.create(
            version=version, slot=found.slot, lead=lead, amount=amount, note=note.strip()[:300]
        )
    _deduct(version, found.slot, (version.own[found.slot] or Decimal(0)), cell)
    record(
        actor=actor, code=events.SHARED, subject=locked, unit_id=locked.expectation.unit_id, cell=cell,
        lead=lead.pk, amount=str(amount),
    )  # fmt: skip
    return row


def _deduct(version: ReportVersion, slot: int, own: Decimal, cell: str) -> None:
    whole = SharedResult.objects.filter(version=version, slot=slot).aggregate(whole=Sum("amount"))["whole"]
    if whole is not None and whole > own:
        raise Invalid(
            _("What is shared (%(shared)s) is more than the unit's own figure (%(own)s)."),
            problems=((cell, _("too much")),),
            shared=whole,
            own=own,
        )
    deducted = list(version.deducted) or empty(len(version.own))
    deducted[slot] = whole
    version.deducted = deducted
    version.save(update_fields=["deducted"])
