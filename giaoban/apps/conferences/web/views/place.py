"""The console of a site or a delegate, opened by its personal link: no sign-in, no session, no cookie."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from giaoban.apps.files.queries import path_of
from giaoban.apps.live.actions.open_topic import open_topic
from giaoban.kit import clock
from giaoban.kit.errors import GiaoBanError, Invalid
from giaoban.kit.request import opened_by_link
from giaoban.kit.too_often import TooMany

from ... import policies
from ...actions.take_command import take_delegate_command, take_site_command
from ...actions.try_line import try_line
from ...domain.commands import read_command
from ...domain.links import Link, LinkRenewed, link_of
from ...enums import FLOOR_TOPIC, LINE_TONE, PLACE_TOPIC, CommandKind, LineTest, VoteChoice
from ...models import Delegate, Site
from ...queries.place import paper_file, place_of
from ..forms.place import AtPlaceLineForm
from .page import gone, kept_here, link_in, not_ours
from .picture import is_there
from .tree import few_below

_TAKE = {"site": take_site_command, "delegate": take_delegate_command}


@opened_by_link
@require_http_methods(["GET", "HEAD", "POST"])
def place(request: HttpRequest, token: str) -> HttpResponse:
    """The console; POST takes a command: JSON for a program that asks for it, else the page again."""
    link = link_of(token)
    if link is None:
        return gone(request, not_ours())
    if request.method != "POST":
        return _page(request, link)
    try:
        taken = _TAKE[link.holder](
            actor=policies.by_link(link), link=link, command=read_command(request.POST), now=clock.now()
        )
    except GiaoBanError as error:
        return _refused(request, link, error)
    told = {"kind": taken.kind, "at": f"{localtime(taken.at):%H:%M}", "again": taken.again}
    return JsonResponse(told) if _is_program(request) else redirect(request.path)


@opened_by_link
@require_POST
def line_test(request: HttpRequest, token: str) -> HttpResponse:
    """Note picture, sound and telephone."""
    link = link_in(token)
    form = AtPlaceLineForm(request.POST)
    if not form.is_valid():
        return _page(request, link, Invalid(_("Say of picture, sound and telephone whether each is good.")))
    try:
        try_line(actor=policies.by_link(link), link=link, **form.cleaned_data)
    except GiaoBanError as error:
        return _refused(request, link, error)
    return redirect("conferences:place", token)


@opened_by_link
@require_safe
def paper(request: HttpRequest, token: str, paper_pk: int) -> FileResponse:
    """A paper's file, for who takes part: as an attachment, never shown inside a page of this site."""
    file = paper_file(link_in(token), paper_pk)
    response = FileResponse(
        path_of(file).open("rb"), as_attachment=True, filename=file.name, content_type=file.media_type
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _is_program(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def _refused(request: HttpRequest, link: Link, error: GiaoBanError) -> HttpResponse:
    """Why it was not taken; what was typed stands in the form still."""
    if not _is_program(request):
        return gone(request, error) if isinstance(error, LinkRenewed) else _page(request, link, error)
    told: dict[str, Any] = {"code": error.code, "message": str(error)}
    if isinstance(error, Invalid):
        told["message"] = " ".join([str(error), *(s for _place, s in error.problems if s != str(error))])
    # Only "too many" is worth another try with the same key: everything else is an answer.
    return JsonResponse({**told, "later": isinstance(error, TooMany)}, status=error.status)


def _page(request: HttpRequest, link: Link, error: GiaoBanError | None = None) -> HttpResponse:
    try:
        context = {**_shown(link), "error": error, "typed": request.POST if error else {}}
    except LinkRenewed as renewed:
        return gone(request, renewed)
    response = render(request, "conferences/place.html", context, status=error.status if error else 200)
    return kept_here(response)


def _shown(link: Link) -> dict[str, Any]:
    """What the page shows, with a key for each of its forms."""
    found, now = place_of(link), clock.now()
    conference = found.state.conference
    today = clock.local_day(now) >= clock.local_day(conference.starts_at)
    return {
        "place": found, "state": found.state, "conference": conference, "now": now, "token": link.token,
        "floor": open_topic(FLOOR_TOPIC, conference.pk, now), "own": open_topic(PLACE_TOPIC, link.short, now),
        "keys": {kind.value: uuid4() for kind in CommandKind}, "choices": VoteChoice.choices,
        "takes_counts": today and not conference.is_settled, **_line(found.state.row),
        **few_below(link.token, found.state.row),
        "has_picture": is_there(conference, _site_of(found.state.row)),
        "hall": reverse("conferences:public", args=[conference.pk]) if conference.is_open_to_all else "",
    }  # fmt: skip


def _line(row: object) -> dict[str, Any]:
    """The form of the line test, for a site."""
    if not isinstance(row, Site):
        return {}
    return {"line_form": AtPlaceLineForm.of(row), "test": LineTest(row.line_test), "tones": LINE_TONE}


def _site_of(row: Site | Delegate) -> Site | None:
    return row if isinstance(row, Site) else row.site
