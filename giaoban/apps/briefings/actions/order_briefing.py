"""Ask for a briefing to be composed, or for the papers of one to be laid out anew, by a job."""

from __future__ import annotations

from giaoban.apps.audit.actions.record_line import record
from giaoban.apps.org.models import Unit
from giaoban.apps.reporting.models import Collection, Expectation
from giaoban.apps.reporting.policies import see_expectation
from giaoban.kit.access import Actor, authorize
from giaoban.kit.errors import Invalid, NotFound
from giaoban.kit.jobs import later
from giaoban.kit.usecase import nothing_changed, usecase

from .. import events, policies
from ..models import Briefing
from ..queries.outlines import outline_codes


@usecase("briefings.order_briefing")
def order_briefing(
    *, actor: Actor, unit: Unit, root: Unit, collection: Collection, layout: str
) -> int | None:
    """Have a draft composed in the background; gives the job's number, None while the same one waits already.

    Raises NotFound when the root is outside the actor's scope, Invalid for a layout without an outline.
    """
    authorize(actor, policies.compose, unit)
    top = Expectation.objects.visible_to(actor, see_expectation).filter(collection=collection, unit=root)
    if not top.exists():
        raise NotFound("the collection or the root is outside the actor's scope")
    if layout not in outline_codes():
        raise Invalid("no outline for the layout")
    job = later(
        "briefings.compose", once=f"compose-{unit.pk}-{root.pk}-{collection.pk}-{layout}", unit_id=unit.pk,
        root_id=root.pk, collection_id=collection.pk, layout=layout, user_id=actor.user_id,
    )  # fmt: skip
    record(
        actor=actor, code=events.ORDERED, subject=collection, unit_id=unit.pk, root=root.pk, layout=layout
    )  # fmt: skip
    return job


@usecase("briefings.order_papers")
def order_papers(*, actor: Actor, briefing: Briefing) -> None:
    """Have the papers laid out for the text as it stands now. Changes nothing that has to be recorded."""
    authorize(actor, policies.lay_out, briefing, seen_by=policies.see_briefing)
    nothing_changed()
    later("briefings.render", once=f"briefing-{briefing.pk}", briefing_id=briefing.pk, anew=True)
