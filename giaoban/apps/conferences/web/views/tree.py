"""Attendance over the tree of sites, one level at a time: for whoever takes part, and for a site of those under it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from giaoban.apps.live.actions.open_topic import open_topic
from giaoban.kit import clock
from giaoban.kit.errors import NotFound
from giaoban.kit.request import Request, opened_by_link
from giaoban.kit.ui.columns import localized

from ... import policies, queries
from ...enums import ATTENDANCE_TOPIC
from ...models import Conference, Delegate, Site
from ...queries.minutes import own_of
from ...queries.place import holder_of
from ...queries.tree import MOST, Branch, Level, level_of, site_in
from .page import crumbs, kept_here, link_in, tells_of_renewal

Address = Callable[[Site | None], str]
"""Where the level under a site is; None: the topmost."""
FEW = 10
"""So many stand on a site's own console; the others on a page."""


class Row(NamedTuple):
    """A branch as it is shown; `url` leads to the level below it, `correct` to where its count is set right."""

    branch: Branch
    tone: str
    word: str
    url: str
    phone: str
    correct: str


@require_safe
def tree(request: Request, pk: int, site_pk: int | None = None) -> HttpResponse:
    """A level of the whole tree; htmx gets the level alone."""
    found = queries.conference(request.actor, pk)
    level = _opened(found, site_pk, _start(request))
    runs = policies.run.allows(request.actor, found)
    context = {
        "conference": found, "title": _("Attendance by level"), "crumbs": crumbs(found, _("Attendance by level")),
        "runs": runs, "live": open_topic(ATTENDANCE_TOPIC, pk, clock.now()),
        **shown(level, lambda site: _address(pk, site), phones=runs, corrects=runs and not found.is_settled),
    }  # fmt: skip
    alone = bool(request.htmx) and not request.htmx.history_restore_request
    response = render(request, "conferences/_tree.html" if alone else "conferences/tree.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _opened(found: Conference, site_pk: int | None, start: int) -> Level:
    """The level asked for; where one site stands above all others, what is below it."""
    if site_pk:
        return level_of(found, site_in(found, site_pk), start=start, most=MOST)
    top = level_of(found, start=start, most=MOST)
    alone = top.branches[0] if top.count == len(top.branches) == 1 else None
    return level_of(found, alone.site, most=MOST) if alone and alone.below else top


@opened_by_link
@require_safe
@tells_of_renewal
def below(request: HttpRequest, token: str, site_pk: int | None = None) -> HttpResponse:
    """What stands under a site, for whoever runs it: who is connected, who has not counted, whom to ring up."""
    own = holder_of(link_in(token))
    if not isinstance(own, Site):
        raise NotFound(_("There is no such site in this conference."))
    under, few = site_in(own.conference, site_pk or own.pk, own), bool(request.GET.get("it"))
    level = level_of(own.conference, under, start=_start(request), most=FEW if few else MOST)
    context = {"conference": own.conference, "own": own, "token": token, "now": clock.now(), "few": few}
    context |= below_of(token, own, level)
    return kept_here(render(request, "conferences/place_below.html", context))


def few_below(token: str, row: Site | Delegate) -> dict[str, Any]:
    """The first of those that stand under a place, for its own console; nothing where there are none."""
    if not isinstance(row, Site) or not row.below.exists():
        return {}
    return {"few": True, **below_of(token, row, level_of(row.conference, row, most=FEW))}


def below_of(token: str, own: Site, level: Level) -> dict[str, Any]:
    """A level under a site of one's own, as its pages show it: the way up ends at that site."""

    def address(site: Site | None) -> str:
        if site is None or site.pk == own.pk:
            return reverse("conferences:place_below", args=[token])
        return reverse("conferences:place_branch", args=[token, site.pk])

    return shown(level, address, phones=True, corrects=False, above=len(own.ancestors))


def shown(
    level: Level, address: Address, *, phones: bool, corrects: bool, above: int | None = None
) -> dict[str, Any]:
    """A level with its rows – first what is at the site above it –, the way down to it, and the pages of it.

    `above`: so many sites of the way are not shown.
    """
    here = address(level.under)
    return {
        "level": level, "here": here, "way": _way(level, address, above),
        "rows": [_row(branch, address, phones, corrects) for branch in _branches(level)],
        "earlier": f"{here}?tu={max(level.start - MOST, 0)}" if level.start else "",
        "later": f"{here}?tu={level.end}" if level.end < level.count else "",
    }  # fmt: skip


def _way(level: Level, address: Address, above: int | None) -> list[tuple[str, str]]:
    first = _("All sites") if above is None else _("Sites under yours")
    down = level.way[0 if above is None else above + 1 :]
    return [(first, address(None)), *((site.name, address(site)) for site in down)]


def _branches(level: Level) -> list[Branch]:
    """What is at the site above the level itself, then the level."""
    own = [Branch(level.under, own_of(level.under))] if level.under and not level.start else []
    return [*own, *level.branches]


def _row(branch: Branch, address: Address, phones: bool, corrects: bool) -> Row:
    site = branch.site
    tone, word = _said(branch)
    wanting = corrects and not branch.below and site.counted_at is None
    return Row(
        branch, tone, word, address(site) if branch.below else "", site.phone if phones else "",
        reverse("conferences:correct_site", args=[site.conference_id, site.pk]) if wanting else "",
    )  # fmt: skip


def _said(branch: Branch) -> tuple[str, str]:
    """How it stands, in a tone and in words."""
    if not branch.below:
        return _alone(branch.site)
    if branch.missing:
        return "due", _many(ngettext("%(n)s not there", "%(n)s not there", branch.missing), branch.missing)
    if branch.uncounted:
        return "progress", _many(
            ngettext("%(n)s not counted yet", "%(n)s not counted yet", branch.uncounted), branch.uncounted
        )
    return "done", _("All there and counted")


def _alone(site: Site) -> tuple[str, str]:
    if site.connected_at is None:
        return "due", _("Not connected")
    if site.gone_at is not None:
        return "due", _("Away")
    return ("done", _("Counted")) if site.counted_at else ("progress", _("Not counted yet"))


def _many(text: str, count: int) -> str:
    return text % {"n": localized(count)}


def _start(request: HttpRequest) -> int:
    """After how many of its level a page begins."""
    said = request.GET.get("tu", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 7 else 0


def _address(pk: int, site: Site | None) -> str:
    return (
        reverse("conferences:branch", args=[pk, site.pk]) if site else reverse("conferences:tree", args=[pk])
    )
