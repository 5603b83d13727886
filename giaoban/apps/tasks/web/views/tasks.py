"""Pages of tasks and programmes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from giaoban.apps.org.models import Unit
from giaoban.kit import clock
from giaoban.kit.access import authorize
from giaoban.kit.errors import NotFound
from giaoban.kit.request import Request
from giaoban.kit.ui import parts, tables
from giaoban.kit.ui.breadcrumbs import trail
from giaoban.kit.ui.forms import problems_in

from ... import policies, queries
from ...actions.ask_change import agree_change, ask_change, refuse_change, withdraw_change
from ...actions.carry_out_task import accept_task, begin_task, claim_task
from ...actions.change_task import drop_task, extend_task, postpone_task
from ...actions.create_tasks import check_deadline, give_task
from ...actions.judge_task import chase_task, confirm_task, send_back_task
from ...actions.open_programme import open_programme
from ...domain.giving import NewTask
from ...enums import STEP_TONE, STEP_VERB, TASK_TONE, AskKind, TaskState, TaskStepKind, Wish
from ...models import Task, TaskStep
from .. import charts
from ..forms import ProgrammeForm, StepForm, TaskForm
from ..tables import PartTable, ProgrammeTable, TaskFilter, TaskTable
from .orders import give_page

_SIMPLE = (
    TaskStepKind.ACCEPTED, TaskStepKind.BEGUN, TaskStepKind.CONFIRMED, TaskStepKind.WITHDRAWN, TaskStepKind.CHASED
)  # fmt: skip
_FIRST = (*_SIMPLE[:3], TaskStepKind.CLAIMED, TaskStepKind.AGREED)
# Each step with its use case, and under which name that takes the words.
_STEPS: dict[TaskStepKind, tuple[Callable[..., Task], str]] = {
    TaskStepKind.ACCEPTED: (accept_task, ""),
    TaskStepKind.BEGUN: (begin_task, ""),
    TaskStepKind.CLAIMED: (claim_task, "result"),
    TaskStepKind.CONFIRMED: (confirm_task, "remark"),
    TaskStepKind.SENT_BACK: (send_back_task, "reason"),
    TaskStepKind.CHASED: (chase_task, "remark"),
    TaskStepKind.EXTENDED: (extend_task, "reason"),
    TaskStepKind.POSTPONED: (postpone_task, "reason"),
    TaskStepKind.DROPPED: (drop_task, "reason"),
    TaskStepKind.ASKED: (ask_change, "reason"),
    TaskStepKind.AGREED: (agree_change, "remark"),
    TaskStepKind.REFUSED: (refuse_change, "reason"),
    TaskStepKind.WITHDRAWN: (withdraw_change, ""),
}


def today() -> date:
    """The day in the installation's time zone."""
    return clock.local_day(clock.now())


def task_list(request: Request) -> HttpResponse:
    """All tasks the reader may see, with filters; three counts above."""
    found = TaskFilter(
        request, queries.tasks(request.actor), queries.programme_choices(request.actor), today()
    )
    table = TaskTable(found.qs, request, day=today(), filters=found, title=_("Tasks"))
    tiles = charts.tiles(queries.task_counts(request.actor, today()))
    context = {"tiles": tiles, "crumbs": trail(_("Tasks")), "may_give": policies.may_give(request.actor)}
    return tables.page(request, table, "tasks/list.html", context)


def task(request: Request, pk: int) -> HttpResponse:
    """One task: six questions, parts, history, what can be done."""
    card = queries.task_card(request.actor, pk, today())
    context = {
        "card": card,
        "title": card.task.title,
        "crumbs": trail((_("Tasks"), reverse("tasks:list")), card.task.lead.short_name),
        "steps": [(s, STEP_VERB[s], s in _SIMPLE, s in _FIRST) for s in charts.buttons(card)],
        "chase": charts.reminder(card),
        "asked": _asked(card.task),
        "state": TaskState(card.task.state),
        "tones": TASK_TONE,
        "history": [_event(s) for s in card.steps],
    }
    return render(request, "tasks/task.html", context)


def step(request: Request, pk: int, step: str) -> HttpResponse:
    """Take a step: at once where nothing is asked, else with the words it owes."""
    kind, card = _kind_of(step), queries.task_card(request.actor, pk, today())
    if request.method != "POST" and kind not in charts.buttons(card):
        return _not_open(request, card.task)
    form = StepForm(kind, card.task, request.POST if request.method == "POST" else None)
    with problems_in(form):
        if request.method == "POST" and form.is_valid():
            _take(request, card.task, kind, form)
            messages.success(request, _("Done: %(step)s.") % {"step": kind.label})
            return redirect("tasks:task", pk)
    back = reverse("tasks:task", args=[pk])
    more: dict[str, Any] = {"card": card} if kind is TaskStepKind.CLAIMED else {}
    return _form_page(request, form, str(STEP_VERB[kind]), back, lead=card.task.title, **more)


def give(request: Request) -> HttpResponse:
    """Give a task to one's own unit or to one below."""
    unit = get_object_or_404(Unit, pk=request.actor.worn)
    authorize(request.actor, policies.give, unit)
    own = queries.programmes(request.actor, today()).filter(unit=unit)
    leads = queries.leads_for(unit.pk, today())
    form = TaskForm(leads, own, request.POST or None, initial=request.GET.dict())
    context: dict[str, Any] = {}
    with problems_in(form):
        if form.is_valid() and "look" not in request.POST:
            return redirect("tasks:task", _given_once(request, unit, form.value(unit)).pk)
        if form.is_valid():
            context = {"adds": _adds(form), "kinds": dict(AskKind.choices)}
    return give_page(request, form, _("Give a task"), context)


def _given_once(request: Request, unit: Unit, new: NewTask) -> Task:
    """The task; the one just given when the same form comes a second time."""
    now = clock.now()
    if (given := queries.given_just_now(unit, new, now)) is None:
        return give_task(actor=request.actor, unit=unit, task=new, now=now)
    messages.info(request, _("This was given already. Nobody got it a second time."))
    return given


def programme_list(request: Request) -> HttpResponse:
    """Action programmes and how far they are."""
    rows = queries.programmes(request.actor, today())
    table = ProgrammeTable(rows, request, title=_("Action programmes"))
    crumbs = trail((_("Tasks"), reverse("tasks:list")), _("Action programmes"))
    context = {"crumbs": crumbs, "may_give": policies.may_give(request.actor)}
    return tables.page(request, table, "tasks/programmes.html", context)


def programme(request: Request, pk: int) -> HttpResponse:
    """One programme: its aim, its tasks, how far."""
    card = queries.programme_card(request.actor, pk, today())
    table = PartTable(card.tasks, request, title=card.programme.title)
    crumbs = trail((_("Action programmes"), reverse("tasks:programmes")), card.programme.unit.short_name)
    may_give = policies.run_programme.allows(request.actor, card.programme)
    context = {"card": card, "crumbs": crumbs, "may_give": may_give, "lead": card.programme.aim}
    return tables.page(request, table, "tasks/programme.html", context)


def new_programme(request: Request) -> HttpResponse:
    """Open a programme."""
    unit = get_object_or_404(Unit, pk=request.actor.worn)
    authorize(request.actor, policies.give, unit)
    form = ProgrammeForm(today(), request.POST or None)
    if form.is_valid():
        made = open_programme(actor=request.actor, unit=unit, now=clock.now(), **form.cleaned_data)
        return redirect("tasks:programme", made.pk)
    return _form_page(request, form, _("Open a programme"), reverse("tasks:programmes"))


def _kind_of(step: str) -> TaskStepKind:
    """The step of an address. A tick of the checklist has one of its own. Raises NotFound."""
    if step not in STEP_VERB:
        raise NotFound()
    return TaskStepKind(step)


def _not_open(request: Request, task: Task) -> HttpResponse:
    """A step that the task does not offer its reader, met over an old link: back to the task."""
    said = _("This task is “%(state)s”; there is nothing for you to do in that step.")
    messages.info(request, said % {"state": TaskState(task.state).label})
    return redirect("tasks:task", task.pk)


def _adds(form: TaskForm) -> queries.Added:
    """What it would add to the burden of the lead unit. Raises Invalid for a deadline that has passed."""
    said = form.cleaned_data
    check_deadline(said["deadline"], today())
    return queries.what_it_adds(
        ("SELECT %s::bigint", [said["lead"].pk]), said["deadline"], [said["title"]], said["indicator"]
    )


def _form_page(
    request: Request, form: ProgrammeForm | StepForm, title: str, back: str, **more: Any
) -> HttpResponse:
    context = {"title": title, "form": form, "submit_label": title, "cancel_url": back,
               "crumbs": trail((_("Tasks"), reverse("tasks:list")), title), **more}  # fmt: skip
    template = "tasks/claim.html" if "card" in more else "kit/form.html"
    return render(request, template, context, status=422 if form.is_bound else 200)


def _take(request: Request, found: Task, kind: TaskStepKind, form: StepForm) -> None:
    do, words_as = _STEPS[kind]
    more = form.days() | ({words_as: form.cleaned_data["words"]} if words_as else {})
    do(actor=request.actor, task=found, now=clock.now(), **more)


def _event(row: TaskStep) -> parts.Event:
    kind = TaskStepKind(row.step)
    wish = f": {Wish(row.wish).label}" if row.wish else ""
    title = f"{kind.label}{wish} ({row.deadline:%d/%m/%Y})" if row.deadline else f"{kind.label}{wish}"
    who = " · ".join(str(w) for w in (row.user, row.unit) if w)
    return parts.Event(row.at, title, who, row.reason, STEP_TONE[kind])


def _asked(found: Task) -> str:
    """The request that waits, in one sentence; "" when none does."""
    if found.wished_on is None:
        return ""
    said = {
        "wish": Wish(found.wish).label,
        "day": f"{found.wished_on:%d/%m/%Y}",
        "giver": found.assigned_by.name,
    }
    if found.wish == Wish.DROP:
        return _("%(wish)s – asked on %(day)s; %(giver)s has not answered yet.") % said
    said["until"] = f"{found.wish_deadline:%d/%m/%Y}"
    return _("%(wish)s, until %(until)s – asked on %(day)s; %(giver)s has not answered yet.") % said
