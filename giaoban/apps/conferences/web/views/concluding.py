"""Conclusions, tasks put to consensus, the chair's confirmation, the notice, what became of them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from giaoban.apps.documents.formats.paper_docx import render_docx
from giaoban.apps.documents.formats.paper_pdf import render_pdf
from giaoban.kit import clock
from giaoban.kit.access import authorize
from giaoban.kit.errors import NotFound
from giaoban.kit.request import Request

from ... import policies, queries
from ...actions.confirm_conclusions import confirm_conclusions
from ...actions.put_task import put_task, record_stance, settle_stance, withdraw_task
from ...actions.write_conclusion import follow_conclusion, write_conclusion
from ...enums import Consensus, Outcome, StanceKind
from ...formats.notice import notice_of, notice_paper
from ...models import AgreedTask, Conclusion, Stance
from ..forms import AgreedTaskForm, FollowForm, StanceForm, TextForm
from .page import crumbs, form_page, here

_RENDER = {
    "docx": (render_docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "pdf": (render_pdf, "application/pdf"),
}


def conclusion(request: Request, pk: int, conclusion_pk: int | None = None) -> HttpResponse:
    """Write a conclusion, or write one anew."""
    found = queries.conference(request.actor, pk)
    authorize(request.actor, policies.run, found, seen_by=policies.see)
    old = get_object_or_404(Conclusion, pk=conclusion_pk, conference=found) if conclusion_pk else None
    form = TextForm(request.POST or None, initial={"text": old.text if old else ""})
    if form.is_valid():
        write_conclusion(
            actor=request.actor, conference=found, text=form.cleaned_data["text"], conclusion=old
        )
        return redirect("conferences:conference", pk)
    return form_page(request, form, _("Write a conclusion"), found)


def follow(request: Request, pk: int, conclusion_pk: int) -> HttpResponse:
    """Say what became of a conclusion."""
    found = queries.conference(request.actor, pk)
    authorize(request.actor, policies.run, found, seen_by=policies.see)
    row = get_object_or_404(
        Conclusion.objects.select_related("conference"), pk=conclusion_pk, conference=found
    )
    form = FollowForm(request.POST or None, initial={"outcome": row.outcome, "note": row.outcome_note})
    if form.is_valid():
        outcome = Outcome(form.cleaned_data["outcome"])
        follow_conclusion(
            actor=request.actor, conclusion=row, outcome=outcome, note=form.cleaned_data["note"]
        )
        return redirect("conferences:conference", pk)
    return form_page(request, form, _("What became of it"), found)


def put(request: Request, pk: int) -> HttpResponse:
    """Put a key task to consensus."""
    found = queries.conference(request.actor, pk)
    authorize(request.actor, policies.run, found, seen_by=policies.see)
    units = queries.task_leads(found, clock.local_day(found.starts_at))
    form = AgreedTaskForm(units, request.POST or None)
    if form.is_valid():
        put_task(actor=request.actor, conference=found, task=form.value())
        return redirect("conferences:conference", pk)
    return form_page(request, form, _("Put a task to consensus"), found)


def stance(request: Request, pk: int, task_pk: int) -> HttpResponse:
    """Keep another opinion with the post that holds it."""
    row = _agreed(request, pk, task_pk)
    authorize(request.actor, policies.run, row.conference, seen_by=policies.see)
    form = StanceForm(request.POST or None, initial={"kind": StanceKind.RESERVATION})
    if form.is_valid():
        data = {**form.cleaned_data, "kind": StanceKind(form.cleaned_data["kind"])}
        record_stance(actor=request.actor, agreed_task=row, now=clock.now(), **data)
        return redirect("conferences:conference", pk)
    return form_page(request, form, _("Another opinion"), row.conference)


@require_POST
def settle(request: Request, pk: int, stance_pk: int) -> HttpResponse:
    """An opinion was given up."""
    found = queries.conference(request.actor, pk)
    rows = Stance.objects.select_related("agreed_task__conference").filter(agreed_task__conference=found)
    settle_stance(actor=request.actor, stance=get_object_or_404(rows, pk=stance_pk), now=clock.now())
    return redirect("conferences:conference", pk)


@require_POST
def withdraw(request: Request, pk: int, task_pk: int) -> HttpResponse:
    """Take a task out."""
    withdraw_task(actor=request.actor, agreed_task=_agreed(request, pk, task_pk))
    return redirect("conferences:conference", pk)


def confirm(request: Request, pk: int) -> HttpResponse:
    """The chair confirms; the tasks are given in the same step."""
    found = queries.conference(request.actor, pk)
    authorize(request.actor, policies.conclude, found, seen_by=policies.see)
    if request.method == "POST":
        confirm_conclusions(actor=request.actor, conference=found, now=clock.now())
        messages.success(request, _("The conclusions stand; the tasks were given to their lead units."))
        return redirect("conferences:conference", pk)
    context = {
        "title": _("Confirm the conclusions"),
        "crumbs": crumbs(found, _("Confirm")),
        "cancel_url": here(found),
    }
    return render(request, "kit/confirm.html", {**context, **_question(queries.put_tasks(found))})


def notice(request: Request, pk: int, kind: str) -> HttpResponse:
    """The notice of conclusions as a file."""
    if kind not in _RENDER:
        raise NotFound()
    found = queries.conference(request.actor, pk)
    draw, media_type = _RENDER[kind]
    response = HttpResponse(draw(notice_paper(notice_of(found))), content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="thong-bao-ket-luan-{found.pk}.{kind}"'
    return response


def _agreed(request: Request, pk: int, task_pk: int) -> AgreedTask:
    found = queries.conference(request.actor, pk)
    return get_object_or_404(found.agreed_tasks.select_related("conference"), pk=task_pk)


def _question(put: list[queries.PutTask]) -> dict[str, Any]:
    """What confirming means; or which tasks still hinder it."""
    hinder = [t.row.title for t in put if t.consensus is Consensus.NOT_AGREED]
    return {
        "question": _("Confirm the conclusions and give the %(count)s tasks agreed on?")
        % {"count": len(put)},
        "consequences": [_("Not agreed yet: %(title)s") % {"title": t} for t in hinder] or _means(put),
    }


def _means(put: list[queries.PutTask]) -> list[str]:
    unasked = [t.row.title for t in put if t.consensus in (Consensus.NOT_ASKED, Consensus.BEING_ASKED)]
    said = _("Not put to the conference, agreed with your confirmation: %(title)s")
    return [
        _(
            "The conference is closed with it: nobody is counted, speaks or votes any more, and nothing of it changes "
            "afterwards."
        ),
        _("Each lead unit finds its task in its list."),
        *(said % {"title": title} for title in unasked),
    ]
