"""For lines on which no stream gets through: ask every few seconds whether something moved."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from giaoban.kit.errors import NotFound

from ... import queries
from ...domain.tickets import topic_of


@login_not_required
def poll(request: HttpRequest, ticket: str) -> HttpResponse:
    """The payload as `{"version", "html"}`; 204 while `?since=` is the newest. The ticket is the right to it."""
    name = topic_of(ticket)
    state = queries.state_of(name) if name else None
    if state is None:
        raise NotFound(_("There is nothing here, or it is outside your unit's scope."))
    if request.GET.get("since") == str(state.version):
        return HttpResponse(status=204, headers={"Cache-Control": "no-store"})
    told = {"version": state.version, "html": state.payload}
    return JsonResponse(told, headers={"Cache-Control": "no-store"})
