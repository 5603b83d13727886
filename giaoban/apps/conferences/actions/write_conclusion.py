"""The chair's conclusions, typed by the secretary; later, what became of them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from giaoban.apps.audit.actions.record_line import record
from giaoban.kit.access import Actor, authorize
from giaoban.kit.errors import Conflict, Invalid
from giaoban.kit.usecase import usecase

from .. import events, policies
from ..enums import Outcome
from ..models import Conclusion, Conference
from .plan_conference import locked


@usecase("conferences.write_conclusion")
def write_conclusion(
    *, actor: Actor, conference: Conference, text: str, conclusion: Conclusion | None = None
) -> Conclusion:
    """Write another conclusion at the end, or `conclusion` anew. Locks the conference.

    Raises Invalid for an empty text, Conflict once the conclusions are confirmed.
    """
    authorize(actor, policies.run, conference, seen_by=policies.see)
    row = locked(conference)
    if not text.strip():
        raise Invalid(_("Write what was concluded."), problems=(("text", str(_("It is empty."))),))
    if conclusion is None:
        place = Conclusion.objects.filter(conference=row).count() + 1
        written = Conclusion.objects.create(conference=row, position=place, text=text.strip())
    else:
        written = Conclusion.objects.get(pk=conclusion.pk, conference=row)
        written.text = text.strip()
        written.save(update_fields=["text"])
    record(actor=actor, code=events.CONCLUSION_WRITTEN, subject=written, unit_id=row.unit_id)
    return written


@usecase("conferences.follow_conclusion")
def follow_conclusion(*, actor: Actor, conclusion: Conclusion, outcome: Outcome, note: str) -> Conclusion:
    """Say how far a conclusion is. Locks it. Raises Invalid when it is said to be done without saying how.

    Raises Conflict before the conclusions are confirmed.
    """
    authorize(actor, policies.run, conclusion.conference, seen_by=policies.see)
    row = (
        Conclusion.objects.select_for_update(of=("self",)).select_related("conference").get(pk=conclusion.pk)
    )
    if row.conference.confirmed_at is None:
        raise Conflict(_("The conclusions are not confirmed yet."))
    if outcome is Outcome.DONE and not note.strip():
        raise Invalid(_("Say how it was carried out."), problems=(("note", str(_("It is empty."))),))
    row.outcome, row.outcome_note = outcome, note.strip()
    row.save(update_fields=["outcome", "outcome_note"])
    record(
        actor=actor,
        code=events.CONCLUSION_FOLLOWED,
        subject=row,
        unit_id=row.conference.unit_id,
        outcome=outcome,
    )
    return row
