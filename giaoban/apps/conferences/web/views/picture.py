"""The way into the room where picture and sound are."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from giaoban.kit import clock
from giaoban.kit.errors import Conflict, NotFound
from giaoban.kit.outbound import NotDelivered, call
from giaoban.kit.request import Request

from ... import policies, queries
from ...domain.picture import Room, Visitor, system_from
from ...models import Conference


@require_POST
def enter(request: Request, pk: int) -> HttpResponse:
    """Go to the site's own address, the conference's, or into the room of the system that the settings name."""
    found = queries.conference(request.actor, pk)
    own = found.sites.filter(unit_id__in=request.actor.unit_ids).first()
    address = (own.line_url if own else "") or found.line_url
    if address:
        return redirect(address)
    system, room = system_from(*settings.PICTURE), Room(f"hoi-nghi-{found.pk}", found.title)
    if system is None or found.is_settled:
        raise NotFound(_("No picture and sound are set up for this conference."))
    leads = policies.run.allows(request.actor, found)
    _open(system.opening(room))
    visitor = Visitor(_called(found, own.name if own else "", leads), leads)
    return redirect(system.entrance(room, visitor, now=clock.now()))


def _called(found: Conference, site: str, leads: bool) -> str:
    """The convenor as the chair of the conference, others by their site."""
    return found.chair_post if leads else site or found.unit.short_name


def _open(address: str) -> None:
    """Make the room, where the system wants to be asked."""
    if not address:
        return
    try:
        call(address)
    except NotDelivered as problem:
        raise Conflict(
            _("The system for picture and sound does not answer (%(why)s).") % {"why": problem}
        ) from problem
