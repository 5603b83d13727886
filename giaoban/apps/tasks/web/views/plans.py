"""The plan of work of a month, a quarter or a year: its page, its entries, issuing, files."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from giaoban.apps.org.models import Unit
from giaoban.kit import clock
from giaoban.kit.access import authorize
from giaoban.kit.errors import NotFound
from giaoban.kit.request import Request
from giaoban.kit.ui.breadcrumbs import Crumb, trail
from giaoban.kit.ui.forms import problems_in
from giaoban.kit.ui.parts import Tab

from ... import policies, queries
from ...actions.write_plan import (
    cancel_plan_entry,
    change_plan_entry,
    issue_plan,
    note_plan_result,
    take_over_tasks,
    write_plan_entry,
)
from ...domain.turn import following, period_named, period_on, period_words
from ...enums import WEEK_TONE, Span, WeekState
from ...formats.plan_paper import plan_paper
from ...models import PlanEntry
from ..forms import PlanEntryForm, ReasonForm, ResultForm
from .weeks import asked, paper_file

_FIELDS = ("content", "lead", "due", "product", "prepared_by")
_SPANS = (Span.MONTH, Span.QUARTER, Span.YEAR)


def own_plan(request: Request) -> HttpResponse:
    """The worn unit's plan of this month."""
    unit = get_object_or_404(Unit, pk=request.actor.worn)
    today = clock.local_day(clock.now())
    return redirect("tasks:plan", unit.code, period_on(Span.MONTH, today).code)


def plan(request: Request, code: str, period: str) -> HttpResponse:
    """The plan with its entries."""
    unit, today = unit_of(code), clock.local_day(clock.now())
    view = queries.plan_view(request.actor, unit, period, today)
    context = {
        "title": _("Plan of work: %(period)s") % {"period": period_words(view.period)}, "lead": unit.name,
        "view": view, "state": WeekState(view.plan.state if view.plan else WeekState.DRAFT), "tones": WEEK_TONE,
        "crumbs": crumbs(unit, period), **_beside(view, today),
    }  # fmt: skip
    return render(request, "tasks/plan.html", context)


def new_plan_entry(request: Request, code: str, period: str) -> HttpResponse:
    """Write an entry."""
    unit = _writing(request, code, period)
    found = queries.plan_of(request.actor, unit, period)
    form = PlanEntryForm(found is not None and found.is_issued, request.POST or None)
    with problems_in(form):
        if form.is_valid():
            new = {"entry": form.value(), "reason": form.cleaned_data.get("reason", "")}
            write_plan_entry(actor=request.actor, unit=unit, code=period, now=clock.now(), **new)
            return redirect("tasks:plan", code, period)
    return _entry_page(request, form, unit, period, _("Write an entry"))


def edit_plan_entry(request: Request, pk: int) -> HttpResponse:
    """Write an entry anew."""
    row = _own(request, pk)
    initial = {name: getattr(row, name) for name in _FIELDS}
    form = PlanEntryForm(row.plan.is_issued, request.POST or None, initial=initial)
    with problems_in(form):
        if form.is_valid():
            new = {"to": form.value(), "reason": form.cleaned_data.get("reason", "")}
            change_plan_entry(actor=request.actor, entry=row, now=clock.now(), **new)
            return redirect("tasks:plan", row.plan.unit.code, row.plan.code)
    return _entry_page(request, form, row.plan.unit, row.plan.code, _("Change an entry"))


def cancel_planned(request: Request, pk: int) -> HttpResponse:
    """Take an entry out of a draft, or cancel it with a reason."""
    row = _own(request, pk)
    issued, form = row.plan.is_issued, ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and (not issued or form.is_valid()):
        reason = form.cleaned_data["reason"] if issued else ""
        cancel_plan_entry(actor=request.actor, entry=row, now=clock.now(), reason=reason)
        return redirect("tasks:plan", row.plan.unit.code, row.plan.code)
    label = _("Cancel the entry") if issued else _("Take the entry out")
    means = [_("It stays in the plan, struck through, with the reason.")] if issued else []
    more = {"danger": True, "form": form if issued else None, "consequences": means}
    return _asking(request, row.plan.unit, row.plan.code, label, row.content, more)


def done(request: Request, pk: int) -> HttpResponse:
    """Say with what result an entry was done."""
    row = _own(request, pk)
    form = ResultForm(request.POST or None, initial={"result": row.result})
    if request.method == "POST" and form.is_valid():
        note_plan_result(actor=request.actor, entry=row, now=clock.now(), **form.cleaned_data)
        return redirect("tasks:plan", row.plan.unit.code, row.plan.code)
    return _asking(
        request, row.plan.unit, row.plan.code, _("Say that it is done"), row.content, {"form": form}
    )


@require_POST
def take_over(request: Request, code: str, period: str) -> HttpResponse:
    """Take over the tasks that fall due in the period."""
    unit = _writing(request, code, period)
    count = take_over_tasks(actor=request.actor, unit=unit, code=period, now=clock.now())
    said = ngettext("%(count)d task was taken over.", "%(count)d tasks were taken over.", count)
    messages.info(request, said % {"count": count} if count else _("No task falls due that is not here yet."))
    return redirect("tasks:plan", code, period)


def issue_it(request: Request, code: str, period: str) -> HttpResponse:
    """Issue the plan: asks first."""
    unit = unit_of(code)
    found = queries.plan_of(request.actor, unit, period)
    authorize(request.actor, policies.issue_week, unit, seen_by=policies.read_week)
    if found is None:
        raise NotFound(_("Nothing has been written for this period."))
    if request.method == "POST":
        issue_plan(actor=request.actor, plan=found, now=clock.now())
        return redirect("tasks:plan", code, period)
    means = [_("Everybody in the unit reads it."), _("From then on each change is marked, with its reason.")]
    return _asking(request, unit, period, _("Issue the plan"), unit.name, {"consequences": means})


def file(request: Request, code: str, period: str, kind: str) -> HttpResponse:
    """The plan as DOCX or PDF."""
    found = queries.plan_of(request.actor, unit_of(code), period)
    if found is None:
        raise NotFound(_("Nothing has been written for this period."))
    return paper_file(plan_paper(found, list(queries.entries_of(found))), kind, f"ke-hoach-{code}-{period}")


def unit_of(code: str) -> Unit:
    """Raises NotFound."""
    return asked(code, "2021-01-01")[0]


def crumbs(unit: Unit, period: str, *last: str) -> list[Crumb]:
    """The way down to a page of a plan. Raises NotFound for what is no period."""
    try:
        here = period_words(period_named(period)[1])
    except ValueError:
        raise NotFound() from None
    steps: list[Any] = [(_("Tasks"), reverse("tasks:list")), unit.short_name]
    return (
        trail(*steps, (here, reverse("tasks:plan", args=[unit.code, period])), *last)
        if last
        else trail(*steps, here)
    )


def _own(request: Request, pk: int) -> PlanEntry:
    row = queries.plan_entry_of(request.actor, pk)
    authorize(request.actor, policies.write_week, row.plan.unit)
    return row


def _writing(request: Request, code: str, period: str) -> Unit:
    unit = unit_of(code)
    authorize(request.actor, policies.write_week, unit, seen_by=policies.read_week)
    crumbs(unit, period)
    return unit


def _asking(
    request: Request, unit: Unit, period: str, title: str, question: str, more: dict[str, Any]
) -> HttpResponse:
    context = {
        "title": title, "question": question, "confirm_label": title, "crumbs": crumbs(unit, period, title),
        "cancel_url": reverse("tasks:plan", args=[unit.code, period]), **more,
    }  # fmt: skip
    wrong = more.get("form") is not None and more["form"].is_bound
    return render(request, "kit/confirm.html", context, status=422 if wrong else 200)


def _entry_page(request: Request, form: PlanEntryForm, unit: Unit, period: str, title: str) -> HttpResponse:
    context = {
        "title": title, "form": form, "crumbs": crumbs(unit, period, title),
        "cancel_url": reverse("tasks:plan", args=[unit.code, period]),
        "posts": queries.post_suggestions(unit, period_named(period)[1].months()[0]),
    }  # fmt: skip
    return render(request, "tasks/entry.html", context, status=422 if form.is_bound else 200)


def _beside(view: queries.PlanView, today: Any) -> dict[str, Any]:
    """The plans before and after, the same day's plans of the other spans, and what can be done here."""
    own, code, (first, last) = view.unit.code, view.period.code, view.period.months()
    day = today if first <= today <= last else first
    pages = ("new_plan_entry", "take_over", "issue_plan", "plan_review")
    return {
        "before": _page_of(own, view.period.previous().code),
        "after": _page_of(own, following(view.period).code),
        "tabs": [Tab(s.label, _page_of(own, period_on(s, day).code), s == view.span) for s in _SPANS],
        "urls": {name: reverse(f"tasks:{name}", args=[own, code]) for name in pages},
        "files": [(k.upper(), reverse("tasks:plan_file", args=[own, code, k])) for k in ("docx", "pdf")],
    }


def _page_of(code: str, period: str) -> str:
    return reverse("tasks:plan", args=[code, period])
