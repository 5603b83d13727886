"""What everybody may read of conferences, without signing in."""

from __future__ import annotations

from giaoban.kit.access import Actor
from giaoban.kit.errors import NotFound

from .. import policies
from ..models import Conference


def public_conference(pk: int) -> Conference:
    """A conference that is public; a rehearsal and one that was called off are not. Raises NotFound. One query."""
    rows = Conference.objects.visible_to(Actor.public(), policies.look_on).select_related("unit")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotFound()
    return found
