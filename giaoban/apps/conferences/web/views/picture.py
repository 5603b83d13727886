"""The way into the room where picture and sound are: for whoever signed in, and over a personal link.

Both are opened as links in a new tab. A form would not do: pages let forms go to this site alone (`form-action`), and
the way ends on another one. No address of ours, and no personal token in one, goes along as the referrer.
"""

from __future__ import annotations

from hashlib import sha256

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from giaoban.kit import clock
from giaoban.kit.errors import Conflict, NotFound
from giaoban.kit.outbound import NotDelivered, call
from giaoban.kit.request import Request, opened_by_link

from ... import policies, queries
from ...domain.picture import REFUSED, Room, Visitor, system_from
from ...models import Conference, Site
from ...queries.place import holder_of
from .page import link_in, tells_of_renewal

MADE_FOR = 60
"""Seconds for which a room that was made is not asked for again: thousands enter in the same minutes."""


@require_safe
def enter(request: Request, pk: int) -> HttpResponse:
    """Go to the site's own address, the conference's, or into the room of the system that the settings name."""
    found = queries.conference(request.actor, pk)
    own = found.sites.filter(unit_id__in=request.actor.unit_ids).first()
    leads = policies.run.allows(request.actor, found)
    return _into(found, own, Visitor(_called(found, own, leads), leads))


@opened_by_link
@require_safe
@tells_of_renewal
def enter_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The same for a site or a delegate, which enters under the name of its site or post."""
    row = holder_of(link_in(token))
    site = row if isinstance(row, Site) else row.site
    return _into(row.conference, site, Visitor(str(row)))


def is_there(found: Conference, site: Site | None = None) -> bool:
    """Can one enter now? Not where nobody said where picture and sound are, nor after the end."""
    own = site.line_url if site else ""
    return not found.is_settled and bool(own or found.line_url or settings.PICTURE[0])


def _into(found: Conference, site: Site | None, visitor: Visitor) -> HttpResponse:
    if not is_there(found, site):
        raise NotFound(_("No picture and sound are set up for this conference."))
    response = redirect((site.line_url if site else "") or found.line_url or _room(found, visitor))
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _room(found: Conference, visitor: Visitor) -> str:
    system, room = system_from(*settings.PICTURE), Room(f"hoi-nghi-{found.pk}", found.title)
    if system is None:
        raise NotFound(_("No picture and sound are set up for this conference."))
    _open(system.opening(room))
    return system.entrance(room, visitor, now=clock.now())


def _called(found: Conference, site: Site | None, leads: bool) -> str:
    """The convenor as the chair of the conference, others by their site."""
    return found.chair_post if leads else site.name if site else found.unit.short_name


def _open(address: str) -> None:
    """Make the room, where the system wants to be asked."""
    known = f"room-{sha256(address.encode()).hexdigest()}"
    if not address or caches["pages"].get(known):
        return
    try:
        answer = call(address)
    except NotDelivered as problem:
        raise Conflict(
            _("The system for picture and sound does not answer (%(why)s).") % {"why": problem}
        ) from problem
    if REFUSED in answer:
        raise Conflict(_("The system for picture and sound did not make the room. Tell whoever keeps it."))
    caches["pages"].set(known, True, MADE_FOR)
