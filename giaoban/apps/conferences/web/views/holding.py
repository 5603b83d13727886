"""On the day: sites and attendance, papers, opening and closing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from giaoban.apps.files.queries import download_url
from giaoban.apps.live.actions.open_topic import open_topic
from giaoban.kit import clock
from giaoban.kit.access import authorize
from giaoban.kit.errors import NotFound
from giaoban.kit.request import Request
from giaoban.kit.ui import dotmap, tables

from ... import policies, queries
from ...actions.hold_conference import close_conference, open_conference
from ...actions.order_papers import hand_in_paper, order_papers
from ...actions.report_site import note_line_test, report_attendance
from ...domain.attendance import Attendance
from ...enums import ATTENDANCE_TOPIC, LINE_TONE, LineTest
from ...formats.places import link_of_site
from ...models import Conference, Paper, Site
from ..forms import AttendanceForm, LineTestForm, PaperForm
from ..tables import SiteFilter, SiteTable, site_map
from .page import crumbs, form_page, here, shown_link
from .picture import is_there


def site_list(request: Request, pk: int) -> HttpResponse:
    """All sites: map of dots, table, totals; how many are there moves by itself."""
    found = queries.conference(request.actor, pk)
    total, open_still = queries.attendance_of(found), queries.counting_is_open(found)
    may_run = policies.run.allows(request.actor, found) and open_still
    table = _sites(request, found, total, may_run, open_still)
    context = {
        "conference": found, "map": site_map(found, total.sites) , "may_run": may_run,
        "live": open_topic(ATTENDANCE_TOPIC, found.pk, clock.now()), "crumbs": crumbs(found, _("Sites")),
    }  # fmt: skip
    return tables.page(request, table, "conferences/sites.html", context)


def _sites(
    request: Request, found: Conference, total: Attendance, may_run: bool, open_still: bool
) -> SiteTable:
    narrowed = SiteFilter(request.GET, queryset=queries.sites(found))
    totals = {
        "name": _("All sites"),
        "expected": total.expected,
        "officers": total.officers,
        "others": total.others,
    }
    return SiteTable(
        narrowed.qs, request, lambda site: open_still and policies.may_report(request.actor, found, site), may_run,
        filters=narrowed, title=_("Sites"), totals=totals,
    )  # fmt: skip


def map_dots(request: Request, pk: int) -> HttpResponse:
    """The map alone, as it stands now."""
    found = queries.conference(request.actor, pk)
    dots = site_map(found, found.sites.count())
    if dots is None:
        raise NotFound()
    return dotmap.respond(request, dots)


def site(request: Request, pk: int, site_pk: int) -> HttpResponse:
    """The page of one site: who is there, by count; on a telephone in the hall."""
    row = queries.site(request.actor, pk, site_pk)
    form = AttendanceForm(request.POST or None, initial={"officers": row.officers, "others": row.others})
    if form.is_valid():
        report_attendance(actor=request.actor, site=row, now=clock.now(), **form.cleaned_data)
        messages.success(request, _("Counted. You may correct it until the conclusions are confirmed."))
        return redirect("conferences:site", pk, site_pk)
    context = {"form": form, **_site(request, row)}
    return render(request, "conferences/site.html", context, status=422 if form.is_bound else 200)


def _site(request: Request, row: Site) -> dict[str, Any]:
    """What its page shows besides the count."""
    found = row.conference
    return {
        "site": row, "title": row.name, "tones": LINE_TONE,
        "test": LineTest(row.line_test), "test_form": LineTestForm(initial=_tried(row)),
        "open": queries.counting_is_open(found), "crumbs": crumbs(found, row.name),
        "may_run": not found.is_settled and policies.run.allows(request.actor, found),
        "has_picture": is_there(found, row), "has_below": row.below.exists(),
        "link": shown_link(request, link_of_site(row)) if not found.is_settled else None,
    }  # fmt: skip


def _tried(row: Site) -> dict[str, Any]:
    """What was good when the line was tried last."""
    good = {"picture": row.picture_good, "sound": row.sound_good, "phone": row.phone_good}
    return {**good, "note": row.line_note}


@require_POST
def line_test(request: Request, pk: int, site_pk: int) -> HttpResponse:
    """Note the line test."""
    row = queries.site(request.actor, pk, site_pk)
    form = LineTestForm(request.POST)
    if form.is_valid():
        note_line_test(actor=request.actor, site=row, **form.cleaned_data)
        return redirect("conferences:site", pk, site_pk)
    back = reverse("conferences:site", args=[pk, site_pk])
    return form_page(request, form, _("Line test"), row.conference, back)


def paper(request: Request, pk: int, paper_pk: int) -> HttpResponse:
    """Hand in a paper."""
    row = _paper(request, pk, paper_pk)
    authorize(request.actor, policies.hand_in_paper, row)
    form = PaperForm(request.POST or None, request.FILES or None, initial={"title": row.title})
    if form.is_valid():
        upload = form.cleaned_data["file"]
        hand_in_paper(
            actor=request.actor, paper=row, title=form.cleaned_data["title"], upload=upload or None,
            name=upload.name if upload else "", now=clock.now(),
        )  # fmt: skip
        return redirect(here(row.conference))
    return form_page(request, form, _("Hand in the paper"), row.conference)


@require_POST
def paper_up(request: Request, pk: int, paper_pk: int) -> HttpResponse:
    """Move a paper one place up in the order."""
    row = _paper(request, pk, paper_pk)
    order = list(row.conference.papers.values_list("pk", flat=True))
    place = order.index(paper_pk)
    if place:
        order[place - 1], order[place] = order[place], order[place - 1]
    order_papers(actor=request.actor, conference=row.conference, paper_ids=order)
    return redirect(here(row.conference))


def paper_file(request: Request, pk: int, paper_pk: int) -> HttpResponse:
    """The file of a paper, for those who may read the conference."""
    row = _paper(request, pk, paper_pk)
    if row.file is None:
        raise NotFound("no file yet")
    return redirect(download_url(row.file, request.actor))


@require_POST
def open_now(request: Request, pk: int) -> HttpResponse:
    """Declare it open."""
    open_conference(actor=request.actor, conference=queries.conference(request.actor, pk), now=clock.now())
    return redirect("conferences:console", pk)


@require_POST
def close_now(request: Request, pk: int) -> HttpResponse:
    """Declare it closed."""
    close_conference(actor=request.actor, conference=queries.conference(request.actor, pk), now=clock.now())
    return redirect("conferences:conference", pk)


def _paper(request: Request, pk: int, paper_pk: int) -> Paper:
    found = queries.conference(request.actor, pk)
    return get_object_or_404(found.papers.select_related("conference", "unit", "file"), pk=paper_pk)
