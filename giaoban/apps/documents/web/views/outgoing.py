"""Pages of outgoing documents: begin from a template, pass to the leader, number, issue."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from giaoban.apps.org.models import Unit
from giaoban.kit import clock
from giaoban.kit.access import authorize
from giaoban.kit.errors import Invalid, NotFound
from giaoban.kit.request import Request
from giaoban.kit.ui import parts, tables
from giaoban.kit.ui.breadcrumbs import Crumb, trail

from ... import policies
from ...actions.begin_outgoing import NewOutgoing, begin_outgoing, set_details
from ...actions.issue_outgoing import file_name
from ...domain.register import bare_recipient
from ...enums import CHANGES, OUTGOING_TONE, LinkKind, OutgoingState, OutgoingStepKind
from ...formats.check_code import check_address
from ...formats.outgoing import outgoing_file
from ...formats.templates import load_templates, template
from ...models import Document, Outgoing
from ...queries import outgoing as queries
from ...queries.register import document
from ..forms.outgoing import BeginForm, DetailsForm
from ..tables import OutgoingFilter, OutgoingTable
from .filing import filing
from .register import form_page
from .steps import STEPS

_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


def outgoing_list(request: Request) -> HttpResponse:
    """What the reader's units write and have issued here."""
    found = OutgoingFilter(request.GET, queryset=queries.outgoing_list(request.actor))
    table = OutgoingTable(found.qs, request, filters=found, title=_("Outgoing documents"))
    may = policies.begin_outgoing.allows(request.actor, Unit(pk=request.actor.worn))
    context = {"crumbs": crumbs_of(_("Outgoing documents")), "may_write": may}
    return tables.page(request, table, "documents/outgoing_list.html", context)


def choose(request: Request) -> HttpResponse:
    """Which kind of document is it?"""
    authorize(request.actor, policies.begin_outgoing, Unit(pk=request.actor.worn))
    changed = _changed(request)
    context = {"templates": load_templates(), "changes": changed, "query": request.GET.urlencode()}
    page = {"title": _("Write a document"), "crumbs": crumbs_of(_("Write a document"))}
    return render(request, "documents/choose.html", {**context, **page, **_change_words(request)})


def begin(request: Request, code: str) -> HttpResponse:
    """The template's questions, then the draft."""
    unit, chosen = get_object_or_404(Unit, pk=request.actor.worn), template(code)
    authorize(request.actor, policies.begin_outgoing, unit)
    form = BeginForm(chosen, request.POST or None, initial=_answering(request))
    if form.is_valid():
        try:
            row = begin_outgoing(
                actor=request.actor, unit=unit, new=_new(request, form, chosen), now=clock.now()
            )
            return redirect("documents:outgoing", row.pk)
        except Invalid as problem:
            form.add_error(None, str(problem))
    page = {"title": chosen.title, "lead": _change_words(request).get("lead", ""), "submit_label": _("Begin")}
    return form_page(request, {"form": form, **page}, back=reverse("documents:choose"))


def outgoing(request: Request, pk: int) -> HttpResponse:
    """Where one outgoing document stands, and the next step."""
    row = queries.outgoing(request.actor, pk)
    context = {
        "row": row,
        "title": row.document.symbol if row.document else row.type.name,
        "lead": row.summary,
        "crumbs": crumbs_of(row.summary[:60]),
        "steps": [step for step in STEPS.values() if step.offered(request.actor, row)],
        "history": _history(row),
        "facts": _facts(row),
        **_state(request, row),
        **filing(request, row.content),
    }
    return render(request, "documents/outgoing.html", context)


def details(request: Request, pk: int) -> HttpResponse:
    """What stands around the text."""
    row = queries.outgoing(request.actor, pk)
    authorize(request.actor, policies.write_outgoing, row)
    form = DetailsForm(request.POST or None, initial=DetailsForm.initial_of(row))
    if form.is_valid():
        kind, given = form.cleaned_data["type"], form.details()
        set_details(actor=request.actor, outgoing=row, kind=kind, details=given, now=clock.now())
        return redirect("documents:outgoing", pk)
    page = {"title": _("Details"), "lead": row.summary, "submit_label": _("Save")}
    return form_page(request, {"form": form, **page}, back=reverse("documents:outgoing", args=[pk]))


def paper(request: Request, pk: int, kind: str) -> HttpResponse:
    """The paper as it would be printed now; an issued one as it was sealed."""
    row = queries.outgoing(request.actor, pk)
    if kind == "pdf" and row.document and row.document.file_id:
        return redirect("documents:file", row.document.pk)
    made = outgoing_file(row, "docx" if kind == "docx" else "pdf", day=clock.local_day(clock.now()))
    name = file_name(row.document, f".{kind}") if row.document else f"du-thao-{row.pk}.{kind}"
    response = HttpResponse(made, content_type=_TYPES[kind])
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def step(request: Request, pk: int, step: str) -> HttpResponse:
    """Ask once more, with what follows from it, then take the step."""
    row, asked = queries.outgoing(request.actor, pk), STEPS.get(step)
    if asked is None:
        raise NotFound(_("There is no such step."))
    authorize(request.actor, asked.policy, row)
    form = asked.form(request.POST if request.method == "POST" else None)
    if form.is_valid():
        messages.success(request, asked.take(request.actor, row, form, clock.now()))
        return redirect("documents:outgoing", pk)
    page = {"title": asked.label, "question": row.summary, "consequences": asked.consequences, "form": form}
    ask = {"confirm_label": asked.label, "cancel_url": reverse("documents:outgoing", args=[pk])}
    return render(
        request, "kit/confirm.html", {**page, **ask, "crumbs": crumbs_of(row.summary[:60], str(asked.label))}
    )


def crumbs_of(*more: str) -> list[Crumb]:
    """The way to outgoing documents."""
    way = [(_("Documents"), reverse("documents:list"))]
    if len(more) > 1 or more[0] != _("Outgoing documents"):
        way.append((_("Outgoing documents"), reverse("documents:outgoing_list")))
    return trail(*way, *more)


def _new(request: Request, form: BeginForm, chosen: Any) -> NewOutgoing:
    return NewOutgoing(
        template=chosen,
        type=form.cleaned_data["type"],
        values=form.values(),
        details=form.details(),
        changes=_changed(request),
        change=_change(request),
        carries_out=_answered(request),
    )


def _answered(request: Request) -> Document | None:
    """The document that the new one answers or carries out, named in the address."""
    asked = request.GET.get("thuc-hien", "")
    return document(request.actor, int(asked)) if asked.isdigit() else None


def _answering(request: Request) -> dict[str, str]:
    """Whoever wrote is addressed."""
    answered = _answered(request)
    return {"addressees": answered.issuer_name} if answered else {}


def _changed(request: Request) -> Any:
    """The issued document that the new one changes, named in the address."""
    asked = request.GET.get("van-ban", "")
    return document(request.actor, int(asked)) if asked.isdigit() else None


def _change(request: Request) -> LinkKind | None:
    asked = request.GET.get("kieu", "")
    return LinkKind(asked) if asked in CHANGES else None


def _change_words(request: Request) -> dict[str, str]:
    changed, how, answered = _changed(request), _change(request), _answered(request)
    if answered is not None:
        said = _("The new document answers %(old)s of %(day)s.")
        return {"lead": said % {"old": answered.symbol or answered, "day": f"{answered.issued_on:%d/%m/%Y}"}}
    if changed is None or how is None:
        return {}
    words = {
        LinkKind.CORRECTS: _("The new document corrects %(old)s of %(day)s."),
        LinkKind.RECALLS: _("The new document recalls %(old)s of %(day)s."),
        LinkKind.REPLACES: _("The new document takes the place of %(old)s of %(day)s."),
    }
    return {"lead": words[how] % {"old": changed.symbol, "day": f"{changed.issued_on:%d/%m/%Y}"}}


def _state(request: Request, row: Outgoing) -> dict[str, Any]:
    """Where it stands, and what the reader may do besides the steps."""
    state = OutgoingState(row.state)
    return {
        "state": state,
        "writes_first": state == OutgoingState.WRITING and bool(queries.places_to_fill(row)),
        "tones": OUTGOING_TONE,
        "way": _way(state),
        "may_write": state == OutgoingState.WRITING and policies.write_outgoing.allows(request.actor, row),
        "may_send": row.document and policies.deliver_document.allows(request.actor, row.document),
    }


def _way(state: OutgoingState) -> list[parts.Step]:
    """The five stations, and where the document is."""
    stations = [s for s in OutgoingState if s != OutgoingState.DROPPED]
    at = stations.index(state) if state in stations else 0
    done = len(stations) if state == OutgoingState.ISSUED else at
    return [
        parts.Step(str(s.label), "", "done" if n < done else "current" if n == at else "open")
        for n, s in enumerate(stations)
    ]


def _history(row: Outgoing) -> list[parts.Event]:
    tones = {
        OutgoingStepKind.SENT_BACK: "late",
        OutgoingStepKind.VOIDED: "late",
        OutgoingStepKind.ISSUED: "done",
    }
    return [
        parts.Event(
            s.at, s.get_step_display(), s.user.label if s.user else "", s.note,
            tones.get(OutgoingStepKind(s.step), "neutral"),
        )
        for s in row.steps.select_related("user").order_by("-pk")
    ]  # fmt: skip


def _facts(row: Outgoing) -> list[tuple[str, Any]]:
    return [
        (_("Type"), row.type.name),
        (_("Unit"), row.unit.name),
        (_("Urgency"), row.get_urgency_display()),
        (_("Addressed to"), "; ".join(row.addressees)),
        (_("Recipients"), "; ".join(map(bare_recipient, row.recipients))),
        (_("Who signs"), row.get_signs_display()),
        (_("Who may read it"), row.get_audience_display()),
        (_("Drafted from"), _made_from(row)),
        *_registered(row),
    ]


def _made_from(row: Outgoing) -> str:
    return format_html('<a href="{}">{}</a>', row.made_from_url, row.made_from) if row.made_from_url else ""


def _registered(row: Outgoing) -> list[tuple[str, Any]]:
    """What became of it, and what it does to others."""
    document = row.document
    seal = getattr(document, "seal", None)
    return [
        (_("Number and symbol"), document.symbol if document else ""),
        (_("Dated"), f"{document.issued_on:%d/%m/%Y}" if document else ""),
        (row.get_change_display() if row.change else "", row.changes.symbol if row.changes else ""),
        (_("Carries out"), row.carries_out.symbol if row.carries_out else ""),
        ("SHA-256", seal.sha256 if seal else ""),
        (_("Check page"), check_address(seal.code) if seal else ""),
    ]
