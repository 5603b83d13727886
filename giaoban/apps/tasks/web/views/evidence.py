"""Pages of what shows that a task was done, and of its checklist."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from giaoban.apps.files.queries import download_url
from giaoban.kit import clock
from giaoban.kit.access import authorize
from giaoban.kit.errors import NotFound
from giaoban.kit.request import Request
from giaoban.kit.ui.breadcrumbs import trail
from giaoban.kit.ui.forms import problems_in

from ... import policies, queries
from ...actions.gather_evidence import Piece, add_evidence, take_away_evidence
from ...actions.tick_item import tick_item
from ...enums import WITH_LEAD
from ...models import Task
from ..forms import EvidenceForm


def add(request: Request, pk: int) -> HttpResponse:
    """Put files or a document with a task; those that are taken stay, the others are named."""
    task = _carried_out(request, pk)
    if request.method != "POST" and task.state not in WITH_LEAD:
        return _closed(request, task)
    form = EvidenceForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and _all_kept(request, task, form):
        return _onward(request, _back(task))
    context = {
        "title": _("Add evidence"), "lead": task.title, "form": form, "back": _back(task),
        "crumbs": trail((_("Tasks"), reverse("tasks:list")), (task.title, _back(task)), _("Add evidence")),
    }  # fmt: skip
    return render(request, "tasks/add_evidence.html", context, status=422 if form.errors else 200)


@require_GET
def show(request: Request, pk: int) -> HttpResponse:
    """The file of a piece, or its small picture."""
    row = queries.piece(request.actor, pk)
    wanted = row.preview if "nho" in request.GET else row.file
    if wanted is None:
        raise NotFound(_("No file was attached."))
    return redirect(download_url(wanted, request.actor))


@require_POST
def remove(request: Request, pk: int) -> HttpResponse:
    """Take a piece away that was not handed in yet."""
    row = queries.piece(request.actor, pk)
    take_away_evidence(actor=request.actor, evidence=row)
    return redirect(_back(row.task))


@require_POST
def tick(request: Request, pk: int, item: int) -> HttpResponse:
    """Tick an item of the checklist, or open it again."""
    task = _carried_out(request, pk)
    tick_item(actor=request.actor, task=task, item=item, done="done" in request.POST, now=clock.now())
    return HttpResponseRedirect(f"{reverse('tasks:task', args=[pk])}#viec-{item}")


def _carried_out(request: Request, pk: int) -> Task:
    task: Task | None = queries.tasks(request.actor).filter(pk=pk).first()
    if task is None:
        raise NotFound()
    authorize(request.actor, policies.carry_out, task, seen_by=policies.see)
    return task


def _closed(request: Request, task: Task) -> HttpResponse:
    """Over an old link to a task that was reported done or dropped meanwhile."""
    messages.info(request, _("This task is not in your unit's hands any more; nothing can be added to it."))
    return redirect(_back(task))


def _all_kept(request: Request, task: Task, form: EvidenceForm) -> bool:
    """Those that are taken are counted in a message; were all?"""
    kept = sum(_kept(request, task, piece, form) for piece in form.pieces())
    said = ngettext("%(n)s piece of evidence is kept.", "%(n)s pieces of evidence are kept.", kept)
    if kept:
        messages.success(request, said % {"n": kept})
    return not form.errors


def _kept(request: Request, task: Task, piece: Piece, form: EvidenceForm) -> int:
    """1 when the piece was taken; else its problem stands in the form."""
    kept = 0
    with problems_in(form):
        add_evidence(actor=request.actor, task=task, piece=piece, now=clock.now())
        kept = 1
    return kept


def _onward(request: Request, url: str) -> HttpResponse:
    """To the next page; a script that sends files is told where that is, and goes there itself."""
    if "HX-Request" in request.headers:
        return HttpResponse(headers={"HX-Redirect": url})
    return redirect(url)


def _back(task: Task) -> str:
    return f"{reverse('tasks:task', args=[task.pk])}#minh-chung"
