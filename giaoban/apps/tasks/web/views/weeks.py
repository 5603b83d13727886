"""The weekly schedule: its page, its entries, issuing, files."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from giaoban.apps.documents.domain.paper import Paper
from giaoban.apps.documents.formats.paper_docx import render_docx
from giaoban.apps.documents.formats.paper_pdf import render_pdf
from giaoban.apps.org.models import Unit
from giaoban.kit import clock
from giaoban.kit.access import authorize
from giaoban.kit.errors import NotFound
from giaoban.kit.request import Request
from giaoban.kit.ui.breadcrumbs import Crumb, trail

from ... import policies, queries
from ...actions.issue_week import copy_standing, issue_week
from ...actions.write_entry import cancel_entry, change_entry, write_entry
from ...domain.week import monday_of
from ...enums import WEEK_TONE, WeekState
from ...formats.week_paper import week_paper
from ...models import Week, WeekEntry
from ..forms import EntryForm, ReasonForm

_RENDER = {
    "docx": (render_docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "pdf": (render_pdf, "application/pdf"),
}
_FIELDS = (
    "weekday", "part", "starts_at", "content", "chair", "participants", "place", "prepared_by", "task", "link",
    "standing", "clash_reason", "public",
)  # fmt: skip
_YEARS = range(1945, 2201)


def this_week(request: Request) -> HttpResponse:
    """The worn unit's week of today."""
    unit = get_object_or_404(Unit, pk=request.actor.worn)
    return redirect(address("week", unit, monday_of(clock.local_day(clock.now()))))


def week(request: Request, code: str, monday: str) -> HttpResponse:
    """A unit's week by day and part."""
    unit, day = asked(code, monday)
    view = queries.week_view(request.actor, unit, day)
    context = {
        "title": _("Week %(days)s") % {"days": days_of(day)}, "lead": unit.name, "view": view,
        "state": WeekState(view.week.state if view.week else WeekState.DRAFT), "tones": WEEK_TONE,
        "opened": queries.is_public(unit), "crumbs": crumbs(unit, day),
        "today": clock.local_day(clock.now()), **_neighbours(unit, day),
    }  # fmt: skip
    return render(request, "tasks/week.html", context)


def new_entry(request: Request, code: str, monday: str) -> HttpResponse:
    """Write an entry; `?weekday=` and `?part=` say where."""
    unit, day = asked(code, monday)
    authorize(request.actor, policies.write_week, unit, seen_by=policies.read_week)
    found = queries.week_of(request.actor, unit, day)
    form = _entry_form(request, unit, day, found, request.GET.dict() | {"public": False})
    if form.is_valid() and form.tell(queries.clashes_with(found, form.value())):
        new = {"entry": form.value(), "reason": form.cleaned_data.get("reason", "")}
        write_entry(actor=request.actor, unit=unit, monday=day, now=clock.now(), **new)
        return redirect(address("week", unit, day))
    return _entry_page(request, form, unit, day, _("Write an entry"))


def edit_entry(request: Request, pk: int) -> HttpResponse:
    """Write an entry anew."""
    row = queries.entry_of(request.actor, pk)
    unit, day = row.week.unit, row.week.monday
    authorize(request.actor, policies.write_week, unit)
    initial = {name: getattr(row, name) for name in _FIELDS}
    form = _entry_form(request, unit, day, row.week, initial, bound=row.is_bound)
    if form.is_valid() and form.tell(queries.clashes_with(row.week, form.value(), row.pk)):
        reason = form.cleaned_data.get("reason", "")
        change_entry(actor=request.actor, entry=row, to=form.value(), now=clock.now(), reason=reason)
        return redirect(address("week", unit, day))
    return _entry_page(request, form, unit, day, _("Change an entry"), row)


def cancel(request: Request, pk: int) -> HttpResponse:
    """Take an entry out of a draft, or cancel it with a reason."""
    row = queries.entry_of(request.actor, pk)
    unit, day, issued = row.week.unit, row.week.monday, row.week.is_issued
    authorize(request.actor, policies.write_week, unit)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and (not issued or form.is_valid()):
        reason = form.cleaned_data["reason"] if issued else ""
        cancel_entry(actor=request.actor, entry=row, now=clock.now(), reason=reason)
        return redirect(address("week", unit, day))
    label = _("Cancel the entry") if issued else _("Take the entry out")
    means = [_("It stays on the schedule, struck through, with the reason.")] if issued else []
    more = {"confirm_label": label, "danger": True, "form": form if issued else None}
    return confirm_page(request, unit, day, label, row.content, means, **more)


@require_POST
def copy(request: Request, code: str, monday: str) -> HttpResponse:
    """Take over last week's standing entries."""
    unit, day = asked(code, monday)
    authorize(request.actor, policies.write_week, unit, seen_by=policies.read_week)
    count = copy_standing(actor=request.actor, unit=unit, monday=day, now=clock.now())
    said = ngettext("%(count)d entry was copied.", "%(count)d entries were copied.", count) % {"count": count}
    messages.info(request, said if count else _("Last week has no standing entry that is not here yet."))
    return redirect(address("week", unit, day))


def issue(request: Request, code: str, monday: str) -> HttpResponse:
    """Issue the week: asks first."""
    unit, day = asked(code, monday)
    found = queries.week_of(request.actor, unit, day)
    authorize(request.actor, policies.issue_week, unit, seen_by=policies.read_week)
    if found is None:
        raise NotFound(_("Nothing has been written for this week."))
    if request.method == "POST":
        issue_week(actor=request.actor, week=found, now=clock.now())
        return redirect(address("week", unit, day))
    question = _("Issue the schedule of %(days)s?") % {"days": days_of(day)}
    means = [_("Everybody in the unit reads it."), _("From then on each change is marked, with its reason.")]
    return confirm_page(request, unit, day, _("Issue the week"), question, means)


def file(request: Request, code: str, monday: str, kind: str) -> HttpResponse:
    """The schedule as DOCX or PDF."""
    unit, day = asked(code, monday)
    found = queries.week_of(request.actor, unit, day)
    if found is None:
        raise NotFound(_("Nothing has been written for this week."))
    return paper_file(week_paper(found, queries.entries_in_order(found)), kind, f"lich-cong-tac-{code}-{day}")


def asked(code: str, day_of: str, *, monday: bool = True) -> tuple[Unit, date]:
    """The unit and the day of an address; with `monday` any day of the week leads to its Monday. Raises NotFound."""
    try:
        day = date.fromisoformat(day_of)
    except ValueError:
        raise NotFound() from None
    unit = Unit.objects.select_related("organisation").filter(code=code).first()
    if unit is None or day.year not in _YEARS:
        raise NotFound()
    return unit, monday_of(day) if monday else day


def address(name: str, unit: Unit, monday: date, *more: str) -> str:
    """The address of a page of a unit's week."""
    return reverse(f"tasks:{name}", args=[unit.code, monday.isoformat(), *more])


def days_of(monday: date) -> str:
    """The week in words: "05/07 – 11/07/2021"."""
    return f"{monday:%d/%m} – {monday + timedelta(days=6):%d/%m/%Y}"


def crumbs(unit: Unit, monday: date, *last: str) -> list[Crumb]:
    """The way down to a page of a week."""
    steps: list[Any] = [(_("Tasks"), reverse("tasks:list")), unit.short_name]
    here = days_of(monday)
    return trail(*steps, (here, address("week", unit, monday)), *last) if last else trail(*steps, here)


def confirm_page(
    request: Request, unit: Unit, monday: date, title: str, question: str, means: list[str], **more: Any
) -> HttpResponse:
    """Ask before a step that cannot be taken back; 422 when its form came back with errors."""
    context = {
        "title": title, "question": question, "consequences": means, "confirm_label": title,
        "cancel_url": address("week", unit, monday), "crumbs": crumbs(unit, monday, title), **more,
    }  # fmt: skip
    wrong = more.get("form") is not None and more["form"].is_bound
    return render(request, "kit/confirm.html", context, status=422 if wrong else 200)


def paper_file(paper: Paper, kind: str, name: str) -> HttpResponse:
    """A paper to be kept. Raises NotFound for another kind than docx and pdf."""
    if kind not in _RENDER:
        raise NotFound()
    draw, media_type = _RENDER[kind]
    response = HttpResponse(draw(paper), content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response


def _neighbours(unit: Unit, monday: date) -> dict[str, Any]:
    """Where the week before, the week after and the papers lie."""
    step, this = timedelta(days=7), monday_of(clock.local_day(clock.now()))
    pages = {name: address(name, unit, monday) for name in ("new_entry", "copy_week", "issue_week", "monday")}
    return pages | {
        "before": address("week", unit, monday - step),
        "after": address("week", unit, monday + step),
        "this": "" if monday == this else address("week", unit, this),
        "docx": address("week_file", unit, monday, "docx"),
        "pdf": address("week_file", unit, monday, "pdf"),
    }


def _entry_form(
    request: Request,
    unit: Unit,
    monday: date,
    week: Week | None,
    initial: dict[str, Any],
    *,
    bound: bool = False,
) -> EntryForm:
    issued, tasks = week is not None and week.is_issued, queries.tasks_to_link(unit)
    more: dict[str, Any] = {"initial": initial, "bound": bound, "opened": queries.is_public(unit)}
    return EntryForm(monday, tasks, issued, request.POST or None, **more)


def _entry_page(
    request: Request, form: EntryForm, unit: Unit, monday: date, title: str, row: WeekEntry | None = None
) -> HttpResponse:
    if not form.clashes and not (row and row.clash_reason):
        del form.fields["clash_reason"]
    context = {
        "title": title, "lead": days_of(monday), "form": form, "crumbs": crumbs(unit, monday, title),
        "cancel_url": address("week", unit, monday), "posts": queries.post_suggestions(unit, monday), "row": row,
    }  # fmt: skip
    return render(request, "tasks/entry.html", context, status=422 if form.is_bound else 200)
