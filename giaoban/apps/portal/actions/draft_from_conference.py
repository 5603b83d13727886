"""Let a conference draft its news item, from the view of its convenor or of a site."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from giaoban.apps.audit.actions.record_line import record
from giaoban.apps.conferences import policies as conference_policies
from giaoban.apps.conferences.enums import ConferenceState
from giaoban.apps.conferences.models import Conference
from giaoban.apps.org.models import Unit
from giaoban.kit.access import Actor, authorize
from giaoban.kit.errors import Conflict
from giaoban.kit.usecase import usecase

from .. import events, policies
from ..domain.telling import told
from ..formats.telling import load_words
from ..models import NewsItem
from ..queries.telling import told_conference
from .keep_page import page_for
from .write_item import sound


@usecase("portal.draft_from_conference")
def draft_from_conference(*, actor: Actor, conference: Conference, unit: Unit, now: datetime) -> NewsItem:
    """A draft of the unit's about a conference that was held; an editor goes on with it. Another call, another draft.

    Raises NotFound for a unit that had no part in it, Conflict before it was adjourned, or for a rehearsal.
    """
    authorize(actor, policies.write_item, unit)
    authorize(actor, conference_policies.see, conference, seen_by=conference_policies.see)
    if conference.state != ConferenceState.CLOSED or conference.rehearsal:
        raise Conflict(_("News is drafted from a conference that was held; this one was not adjourned yet."))
    row = NewsItem(
        page=page_for(unit),
        created_at=now,
        updated_at=now,
        created_by_id=actor.user_id,
        conference=conference,
    )
    row.take(sound(told(told_conference(conference, unit), load_words())))
    row.save()
    record(actor=actor, code=events.ITEM_DRAFTED, subject=row, unit_id=unit.pk, conference=conference.pk)
    return row
