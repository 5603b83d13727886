"""Monday's page: reading it, saying why, naming obstacles, raising them, freezing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from giaoban.apps.org.models import Unit
from giaoban.apps.proposals.actions.raise_proposal import raise_proposal
from giaoban.apps.proposals.domain.raising import NewProposal
from giaoban.apps.proposals.enums import Kind
from giaoban.apps.proposals.queries import holder_for
from giaoban.kit import clock
from giaoban.kit.access import authorize
from giaoban.kit.request import Request
from giaoban.kit.ui.parts import Tile

from ... import policies, queries
from ...actions.prepare_monday import drop_line, explain_line, freeze_monday, name_obstacle
from ...domain.turn import Turn
from ...enums import MONDAY_TONE, LineState, MondayState, Section, Span
from ...formats.monday_paper import monday_paper
from ...queries.mondays import ENTRY, LINE, PLANNED, TASK, Monday
from ..charts import drawn_lines
from ..forms import ObstacleForm
from .turns import section_title, turn_address, turn_asked, turn_crumbs, turn_title
from .weeks import days_of, paper_file

_PAGES = ("week", "explain_line", "drop_line", "name_obstacle", "freeze_monday")
_SOURCES = {"task": TASK, "entry": ENTRY, "plan": PLANNED}


def monday(request: Request, code: str, monday: str = "", period: str = "") -> HttpResponse:
    """Done, not done and why, next, obstacles; what became of last time's."""
    unit, turn = turn_asked(code, monday, period)
    found = _page(request, unit, turn)
    state = MondayState(found.page.state) if found.page else MondayState.OPEN
    urls = {name: turn_address(name, unit, turn) for name in _PAGES}
    context = {
        "title": turn_title(turn), "lead": unit.name, "found": found, "state": state, "urls": urls,
        "sections": _sections(found, urls, get_token(request)),
        "tones": MONDAY_TONE, "tiles": _tiles(found), "crumbs": turn_crumbs(unit, turn, turn_title(turn)),
        "obstacle": Section.OBSTACLE, "not_done": Section.NOT_DONE, "week": turn.span == Span.WEEK,
        "may_raise": policies.write_week.allows(request.actor, unit), "form": ObstacleForm(),
        "files": [(kind.upper(), turn_address("monday_file", unit, turn, kind)) for kind in ("docx", "pdf")],
    }  # fmt: skip
    return render(request, "tasks/monday.html", context)


@require_POST
def explain(request: Request, code: str, monday: str = "", period: str = "") -> HttpResponse:
    """Say why something was not done."""
    unit, turn = turn_asked(code, monday, period)
    authorize(request.actor, policies.write_week, unit, seen_by=policies.read_week)
    said = _explained(request)
    explain_line(actor=request.actor, unit=unit, monday=turn.day, span=turn.span, now=clock.now(), **said)
    return redirect(turn_address("monday", unit, turn))


@require_POST
def give_up(request: Request, code: str, monday: str = "", period: str = "") -> HttpResponse:
    """Give up what is still not done."""
    unit, turn = turn_asked(code, monday, period)
    authorize(request.actor, policies.write_week, unit, seen_by=policies.read_week)
    said = _explained(request)
    drop_line(actor=request.actor, unit=unit, monday=turn.day, span=turn.span, now=clock.now(), **said)
    if not said["words"].strip():
        messages.info(request, _("Without a reason nothing is given up: the line stays on the page."))
    return redirect(turn_address("monday", unit, turn))


@require_POST
def obstacle(request: Request, code: str, monday: str = "", period: str = "") -> HttpResponse:
    """Name an obstacle."""
    unit, turn = turn_asked(code, monday, period)
    authorize(request.actor, policies.write_week, unit, seen_by=policies.read_week)
    form, back = ObstacleForm(request.POST), turn_address("monday", unit, turn)
    if form.is_valid():
        words = form.cleaned_data["words"]
        name_obstacle(actor=request.actor, unit=unit, monday=turn.day, span=turn.span, words=words)
        return redirect(back)
    context = {
        "title": _("Obstacles"), "form": form, "submit_label": _("Add"), "cancel_url": back,
        "crumbs": turn_crumbs(unit, turn, _("Obstacles")),
    }  # fmt: skip
    return render(request, "kit/form.html", context, status=422)


@require_POST
def raise_obstacle(request: Request, pk: int) -> HttpResponse:
    """An obstacle becomes a proposal to the unit above."""
    row = queries.obstacle_of(request.actor, pk)
    unit, now = row.page.unit, clock.now()
    holder = holder_for(unit.pk, clock.local_day(now))
    here = turn_address("monday", unit, Turn(Span(row.page.span), row.page.monday))
    proposal = NewProposal(
        Kind.OBSTACLE, unit.pk, holder, row.words, "", LINE, row.pk, source_url=here, passage=row.words
    )
    made = raise_proposal(actor=request.actor, unit=unit, proposal=proposal, now=now)
    messages.success(request, _("The obstacle was raised as a proposal."))
    return redirect("proposals:proposal", made.pk)


def freeze(request: Request, code: str, monday: str = "", period: str = "") -> HttpResponse:
    """Freeze the page: asks first, from the day on which it may be frozen."""
    unit, turn = turn_asked(code, monday, period)
    found = _page(request, unit, turn)
    authorize(request.actor, policies.issue_week, unit, seen_by=policies.read_week)
    back, title = turn_address("monday", unit, turn), _("Freeze the page")
    if request.method == "POST":
        freeze_monday(actor=request.actor, unit=unit, monday=turn.day, span=turn.span, now=clock.now())
    if request.method == "POST" or not found.may_freeze:
        return redirect(back)
    context = {
        "title": title, "question": turn_title(turn), "consequences": _freezing_means(found), "cancel_url": back,
        "confirm_label": title, "crumbs": turn_crumbs(unit, turn, title),
    }  # fmt: skip
    return render(request, "kit/confirm.html", context)


def file(request: Request, code: str, kind: str, monday: str = "", period: str = "") -> HttpResponse:
    """The page as DOCX or PDF."""
    unit, turn = turn_asked(code, monday, period)
    found = _page(request, unit, turn)
    name = f"giao-ban-{code}-{turn.day}" if monday else f"kiem-diem-{code}-{period}"
    return paper_file(monday_paper(found), kind, name)


def _page(request: Request, unit: Unit, turn: Turn) -> Monday:
    """The page as it stands today."""
    today = clock.local_day(clock.now())
    return queries.monday_page(request.actor, unit, turn.day, turn.span, today=today)


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
    if any(line.state == LineState.STILL for line in found.of(Section.BECAME)):
        means.append(
            _("What is “still not done” stands there again, until it is done, scheduled or given up.")
        )
    return means + ([_("Lines without a reason: %(count)s") % {"count": open_lines}] if open_lines else [])


def _sections(found: Monday, urls: dict[str, str], token: str) -> list[dict[str, Any]]:
    """Each section with its lines; the first only where there is something to say."""
    return [
        {
            "section": section,
            "title": section_title(section, found.turn, ahead=found.ahead),
            "lines": found.of(section),
            "drawn": drawn_lines(found, section, urls, token) if section is not Section.OBSTACLE else "",
        }
        for section in Section
        if section is not Section.BECAME or found.of(section)
    ]


def _tiles(found: Monday) -> list[Tile]:
    count = {section: len(found.of(section)) for section in Section}
    late, week = count[Section.NOT_DONE], found.turn.span == Span.WEEK
    return [
        Tile(_("Done last week") if week else _("Done"), count[Section.DONE], _("items")),
        Tile(_("Not done"), late, _("items"), tone="late" if late else ""),
        Tile(
            _("This week and next") if week else _("Next period"), count[Section.NEXT], _("items"),
            note=days_of(found.monday) if week else "",
        ),
        Tile(_("Obstacles"), count[Section.OBSTACLE], _("items")),
    ]  # fmt: skip
