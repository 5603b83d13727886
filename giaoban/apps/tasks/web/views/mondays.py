"""Monday's page: reading it, saying why, naming obstacles, raising them, freezing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from giaoban.apps.proposals.actions.raise_proposal import raise_proposal
from giaoban.apps.proposals.domain.raising import NewProposal
from giaoban.apps.proposals.enums import Kind
from giaoban.apps.proposals.queries import holder_for
from giaoban.kit import clock
from giaoban.kit.access import authorize
from giaoban.kit.request import Request
from giaoban.kit.ui.parts import Tile

from ... import policies, queries
from ...actions.prepare_monday import explain_line, freeze_monday, name_obstacle
from ...domain.week import monday_of
from ...enums import LINE_TONE, MONDAY_TONE, MondayState, Section, line_label
from ...formats.monday_paper import monday_paper
from ...queries.mondays import ENTRY, LINE, TASK, Line, Monday
from ..forms import ObstacleForm
from .weeks import address, asked, confirm_page, crumbs, days_of, paper_file

_PAGES = ("week", "explain_line", "name_obstacle", "freeze_monday")
_SOURCES = {"task": TASK, "entry": ENTRY}


def monday(request: Request, code: str, monday: str) -> HttpResponse:
    """Done, not done and why, next, obstacles; what became of last Monday's."""
    unit, day = asked(code, monday)
    found = queries.monday_page(request.actor, unit, day)
    state = MondayState(found.page.state) if found.page else MondayState.OPEN
    context = {
        "title": _("Monday's briefing, %(day)s") % {"day": f"{day:%d/%m/%Y}"}, "lead": unit.name, "found": found,
        "sections": _sections(found), "state": state, "tones": MONDAY_TONE, "tiles": _tiles(found),
        "crumbs": crumbs(unit, day, _("Monday's briefing")), "obstacle": Section.OBSTACLE,
        "not_done": Section.NOT_DONE, "may_raise": policies.write_week.allows(request.actor, unit),
        "urls": {name: address(name, unit, day) for name in _PAGES}, "form": ObstacleForm(),
        "files": [(kind.upper(), address("monday_file", unit, day, kind)) for kind in ("docx", "pdf")],
    }  # fmt: skip
    return render(request, "tasks/monday.html", context)


@require_POST
def explain(request: Request, code: str, monday: str) -> HttpResponse:
    """Say why something was not done."""
    unit, day = asked(code, monday)
    authorize(request.actor, policies.write_week, unit, seen_by=policies.read_week)
    explain_line(actor=request.actor, unit=unit, monday=day, **_explained(request))
    return redirect(address("monday", unit, day))


@require_POST
def obstacle(request: Request, code: str, monday: str) -> HttpResponse:
    """Name an obstacle."""
    unit, day = asked(code, monday)
    authorize(request.actor, policies.write_week, unit, seen_by=policies.read_week)
    form = ObstacleForm(request.POST)
    if form.is_valid():
        name_obstacle(actor=request.actor, unit=unit, monday=day, **form.cleaned_data)
        return redirect(address("monday", unit, day))
    context = {
        "title": _("Obstacles"), "form": form, "submit_label": _("Add"),
        "cancel_url": address("monday", unit, day), "crumbs": crumbs(unit, day, _("Obstacles")),
    }  # fmt: skip
    return render(request, "kit/form.html", context, status=422)


@require_POST
def raise_obstacle(request: Request, pk: int) -> HttpResponse:
    """An obstacle becomes a proposal to the unit above."""
    row = queries.obstacle_of(request.actor, pk)
    unit, day, now = row.page.unit, row.page.monday, clock.now()
    holder = holder_for(unit.pk, clock.local_day(now))
    proposal = NewProposal(
        Kind.OBSTACLE, unit.pk, holder, row.words, "", LINE, row.pk,
        source_url=address("monday", unit, day), passage=row.words,
    )  # fmt: skip
    made = raise_proposal(actor=request.actor, unit=unit, proposal=proposal, now=now)
    messages.success(request, _("The obstacle was raised as a proposal."))
    return redirect("proposals:proposal", made.pk)


def freeze(request: Request, code: str, monday: str) -> HttpResponse:
    """Freeze the page: asks first."""
    unit, day = asked(code, monday)
    found = queries.monday_page(request.actor, unit, day)
    authorize(request.actor, policies.issue_week, unit, seen_by=policies.read_week)
    if request.method == "POST":
        freeze_monday(actor=request.actor, unit=unit, monday=day, now=clock.now())
        return redirect(address("monday", unit, day))
    question = _("Freeze the page of %(day)s?") % {"day": f"{day:%d/%m/%Y}"}
    back = {"cancel_url": address("monday", unit, day)}
    return confirm_page(request, unit, day, _("Freeze the page"), question, _freezing_means(found), **back)


def file(request: Request, code: str, monday: str, kind: str) -> HttpResponse:
    """The page as DOCX or PDF."""
    unit, day = asked(code, monday)
    found = queries.monday_page(request.actor, unit, day)
    return paper_file(monday_paper(found), kind, f"giao-ban-{code}-{day}")


def _explained(request: Request) -> dict[str, Any]:
    """The line that was meant and its words; a line that cannot be is none of the page's."""
    number = request.POST.get("id", "")
    return {
        "source_type": _SOURCES.get(request.POST.get("source", ""), ""),
        "source_id": int(number) if number.isdecimal() and len(number) < 19 else 0,
        "words": request.POST.get("words", "")[:2000],
    }


def _freezing_means(found: Monday) -> list[str]:
    open_lines = sum(not line.words for line in found.of(Section.NOT_DONE))
    means = [_("Nothing on the page changes afterwards.")]
    means.append(_("The next page opens with what became of “not done”."))
    return means + ([_("Lines without a reason: %(count)s") % {"count": open_lines}] if open_lines else [])


def _sections(found: Monday) -> list[dict[str, Any]]:
    """Each section with its lines as the template shows them; the first only where there is something to say."""
    return [
        {"section": section, "lines": [_shown(found, line) for line in found.of(section)]}
        for section in Section
        if section is not Section.BECAME or found.of(section)
    ]


def _shown(found: Monday, line: Line) -> dict[str, Any]:
    """A line with the page of its source, its state in words and tone."""
    url, source = "", ""
    if line.source_type == TASK and line.source_id:
        url, source = reverse("tasks:task", args=[line.source_id]), "task"
    elif line.source_type == ENTRY:
        url, source = address("week", found.unit, monday_of(line.day or found.monday)), "entry"
    return {
        "line": line, "url": url, "source": source, "label": line_label(line.state),
        "tone": LINE_TONE.get(line.state, "neutral"),
    }  # fmt: skip


def _tiles(found: Monday) -> list[Tile]:
    count = {section: len(found.of(section)) for section in Section}
    late = count[Section.NOT_DONE]
    return [
        Tile(_("Done last week"), count[Section.DONE], _("items")),
        Tile(_("Not done"), late, _("items"), tone="late" if late else ""),
        Tile(_("This week and next"), count[Section.NEXT], _("items"), note=days_of(found.monday)),
        Tile(_("Obstacles"), count[Section.OBSTACLE], _("items")),
    ]
