"""Open a unit's public page, close it, and say what stands on it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from giaoban.apps.audit.actions.record_line import record
from giaoban.apps.org.models import Unit
from giaoban.kit.access import Actor, authorize
from giaoban.kit.errors import Invalid
from giaoban.kit.usecase import nothing_changed, usecase

from .. import events, policies
from ..domain.text import tidy, tidy_line
from ..models import PublicPage
from .renew_pages import renew_pages


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What a page says of itself, and its switches."""

    name: str
    editor: str = ""
    licence: str = ""
    contact: str = ""
    attribution: str = ""
    is_open: bool = False
    from_above: bool = True
    all_documents: bool = False

    def tidied(self) -> PageFacts:
        return replace(
            self, name=tidy_line(self.name), editor=tidy_line(self.editor), licence=tidy_line(self.licence),
            contact=tidy(self.contact), attribution=tidy_line(self.attribution),
        )  # fmt: skip


def page_for(unit: Unit) -> PublicPage:
    """The unit's page; a closed one under the unit's name where there was none. Inside a use case only."""
    row, _new = PublicPage.objects.get_or_create(unit=unit, defaults={"name": unit.name})
    return row


@usecase("portal.keep_page")
def keep_page(*, actor: Actor, unit: Unit, facts: PageFacts, now: datetime) -> PublicPage:
    """Write the settings of the unit's page. Locks it. Raises Invalid without a name, or open without an editor."""
    authorize(actor, policies.keep_page, unit)
    row = PublicPage.objects.select_for_update(of=("self",)).get(pk=page_for(unit).pk)
    wanted = facts.tidied()
    if not wanted.name:
        raise Invalid(_("The page needs a name."), problems=(("name", _("It is empty.")),))
    if wanted.is_open and not wanted.editor:
        problem = ("editor", _("Name the post that answers for it."))
        raise Invalid(_("A page that everybody reads needs an editor."), problems=(problem,))
    given = asdict(wanted)
    changed = [name for name, value in given.items() if getattr(row, name) != value]
    if not changed:
        nothing_changed()
        return row
    for name in changed:
        setattr(row, name, given[name])
    row.save(update_fields=changed)
    record(
        actor=actor, code=events.PAGE_KEPT, subject=row, unit_id=unit.pk, fields=changed, is_open=row.is_open
    )
    renew_pages(now)
    return row
