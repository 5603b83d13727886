"""Briefings: list, one of them, composing, issuing, and where a figure comes from."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from giaoban.apps.documents.policies import read_content
from giaoban.apps.files.queries import download_url
from giaoban.apps.org.models import Unit
from giaoban.kit import clock
from giaoban.kit.access import authorize
from giaoban.kit.request import Request
from giaoban.kit.ui import tables
from giaoban.kit.ui.breadcrumbs import Crumb, trail

from .. import policies
from ..actions.issue_briefing import issue_briefing
from ..actions.order_briefing import order_briefing, order_papers
from ..enums import TONE, BriefingState, Size
from ..formats.briefing_paper import reading_minutes
from ..models import Briefing
from ..queries import reading
from ..queries.today import FigureSource, figure_source
from .forms import ComposeForm, IssueForm
from .tables import BriefingFilter, BriefingTable, briefing_url


def briefing_list(request: Request) -> HttpResponse:
    """Briefings that the reader may see."""
    found = BriefingFilter(request.GET, queryset=reading.briefings(request.actor))
    table = BriefingTable(found.qs, request, filters=found, title=_("Briefings"))
    may = policies.compose.allows(request.actor, Unit(pk=request.actor.worn))
    return tables.page(
        request, table, "briefings/list.html", {"crumbs": trail(_("Briefings")), "may_compose": may}
    )


def briefing(request: Request, pk: int) -> HttpResponse:
    """One briefing: headline figures, parts, sizes, who answered, what was corrected since."""
    row = reading.briefing(request.actor, pk)
    page = reading.briefing_page(row)
    context = {
        "title": row.title, "page": page, "briefing": row, "state": BriefingState(row.state), "tones": TONE,
        "crumbs": _crumbs(), "sizes": _sizes(page), "corrections": page.corrections[: reading.CORRECTIONS],
        **_rights(request, row),
    }  # fmt: skip
    return render(request, "briefings/briefing.html", context)


def compose(request: Request) -> HttpResponse:
    """Order a briefing; it is composed in the background."""
    unit = get_object_or_404(Unit, pk=request.actor.worn)
    authorize(request.actor, policies.compose, unit)
    form = ComposeForm(request.actor, clock.now(), request.POST or None, initial=request.GET.dict())
    if form.is_valid():
        job = order_briefing(actor=request.actor, unit=unit, **form.order())
        if job is not None:
            return redirect("briefings:composing", job)
        messages.info(request, _("The same briefing is being composed already; it appears in the list."))
        return redirect("briefings:list")
    context = {"title": _("Compose a briefing"), "form": form}
    template = "briefings/_standing.html" if request.htmx else "briefings/compose.html"
    return _form_page(request, context, reverse("briefings:list"), template)


def composing(request: Request, job: int) -> HttpResponse:
    """How far it is; leads on to the briefing when it is there."""
    found = reading.composing(request.actor, job)
    if found.briefing is not None:
        if request.htmx:
            return HttpResponse(status=204, headers={"HX-Redirect": briefing_url(found.briefing)})
        return redirect(briefing_url(found.briefing))
    template = "briefings/_composing.html" if request.htmx else "briefings/composing.html"
    context = {"title": _("The briefing is being composed"), "found": found, "job": job, "crumbs": _crumbs()}
    return render(request, template, context)


def issue(request: Request, pk: int) -> HttpResponse:
    """Number and date it; from then on no figure moves."""
    row, now = reading.briefing(request.actor, pk), clock.now()
    authorize(request.actor, policies.issue, row)
    form = IssueForm(request.POST) if request.method == "POST" else IssueForm.on(clock.local_day(now))
    if form.is_valid():
        issue_briefing(actor=request.actor, briefing=row, now=now, **form.value())
        messages.success(request, _("The briefing was issued; its papers are being laid out."))
        return redirect(briefing_url(row))
    lead = _("No figure and no word moves afterwards; a correction is a new briefing.")
    context = {"title": _("Issue the briefing"), "lead": lead, "form": form, "submit_label": _("Issue")}
    return _form_page(request, context, briefing_url(row))


@require_POST
def papers(request: Request, pk: int) -> HttpResponse:
    """Have the papers laid out for the text as it stands."""
    row = reading.briefing(request.actor, pk)
    order_papers(actor=request.actor, briefing=row)
    messages.info(request, _("The papers are being laid out; reload this page in a moment."))
    return redirect(briefing_url(row))


def file(request: Request, pk: int) -> HttpResponse:
    """One paper, for whoever may read the briefing."""
    return redirect(download_url(reading.paper(request.actor, pk).file, request.actor))


def source(request: Request, code: str) -> HttpResponse:
    """A stated figure and what it is made of, one level down."""
    found = figure_source(request.actor, code)
    figure, row = found.figure, found.briefing
    context = {
        "title": figure.name, "lead": found.scope_name, "found": found, "figure": figure, "briefing": row,
        "summands": [(s, _drill(found, s.unit)) for s in found.summands],
        "crumbs": [*_crumbs(), Crumb(row.title[:60], briefing_url(row)), Crumb(found.scope_name)],
    }  # fmt: skip
    return render(request, "briefings/source.html", context)


def _drill(found: FigureSource, unit: Unit) -> list[tuple[str, str]]:
    """(label, address) one level further down, one for each cell of the figure."""
    pk = found.briefing.collection_id
    return [(c.label, reverse("reporting:source", args=[pk, unit.pk, c.slot])) for c in found.cells]


def _rights(request: Request, row: Briefing) -> dict[str, bool]:
    draft = row.state == BriefingState.DRAFT
    return {
        "may_issue": draft and policies.issue.allows(request.actor, row),
        "may_compose": policies.compose.allows(request.actor, row.unit),
        "may_read_text": read_content.allows(request.actor, row.content),
    }


def _sizes(page: reading.BriefingPage) -> list[dict[str, Any]]:
    """The three sizes with their papers and, where they are read out, the minutes it takes."""
    return [
        {
            "size": size,
            "minutes": None if size is Size.FIGURES else reading_minutes(page.texts, size),
            "files": [f for f in page.files if f.size == size],
            "old": any(f.revision < page.briefing.content.revision for f in page.files if f.size == size),
        }
        for size in Size
    ]


def _crumbs() -> list[Crumb]:
    return trail((_("Briefings"), reverse("briefings:list")))


def _form_page(
    request: Request, context: dict[str, Any], back: str, template: str = "kit/form.html"
) -> HttpResponse:
    wrong = context["form"].is_bound
    context |= {"cancel_url": back, "crumbs": [*_crumbs(), Crumb(context["title"])]}
    return render(request, template, context, status=422 if wrong else 200)
