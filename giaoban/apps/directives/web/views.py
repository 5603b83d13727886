"""Pages of directives."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from giaoban.apps.documents.models import Document
from giaoban.apps.documents.queries.register import document as find_document
from giaoban.apps.files.queries import download_url
from giaoban.apps.org.enums import Level
from giaoban.apps.org.models import Unit
from giaoban.kit import clock
from giaoban.kit.access import authorize
from giaoban.kit.errors import Invalid, NotFound
from giaoban.kit.request import Request
from giaoban.kit.ui import parts, tables
from giaoban.kit.ui.breadcrumbs import Crumb, trail

from .. import policies, queries
from ..actions.ask_dissemination import ask_dissemination
from ..actions.tell_replacement import note_replacement
from ..actions.tick_dissemination import tick_dissemination
from ..models import Dissemination
from .forms import AskForm, NoticeForm, TickForm
from .tables import BranchTable, DirectiveTable, NoticeTable, directive_url


def directive_list(request: Request) -> HttpResponse:
    """What the reader's units ask others, and are asked, to disseminate."""
    table = DirectiveTable(queries.directives(request.actor), request, title=_("Dissemination"))
    crumbs = trail((_("Documents"), reverse("documents:list")), _("Dissemination"))
    return tables.page(request, table, "kit/list.html", {"crumbs": crumbs})


def document(request: Request, pk: int) -> HttpResponse:
    """Everything about carrying out one document: who is asked, one's own part, who was told of a replacement."""
    row = find_document(request.actor, pk)
    table = NoticeTable(queries.notices(request.actor, row), request, title=_("Told of the replacement"))
    context = {
        "document": row,
        "directives": list(queries.directives(request.actor).filter(document=row)),
        "own": list(queries.own_disseminations(request.actor, row)),
        "may_ask": policies.ask.allows(request.actor, Unit(pk=request.actor.worn)),
        "crumbs": _crumbs(row, _("Dissemination")),
        "title": _("Dissemination of %(document)s") % {"document": row},
        "lead": row.summary,
    }
    return tables.page(request, table, "directives/document.html", context)


def ask(request: Request, pk: int) -> HttpResponse:
    """Ask units below to disseminate a document; first how many these are, then the step."""
    row, today = find_document(request.actor, pk), clock.local_day(clock.now())
    unit = get_object_or_404(Unit, pk=request.actor.worn)
    authorize(request.actor, policies.ask, unit)
    form = AskForm(*queries.choices_below(unit, today), request.POST or None)
    if not form.is_valid():
        return _ask_page(request, row, form, None)
    found = queries.units_below(unit, today, **form.chosen())
    if "confirm" not in request.POST:
        return _ask_page(request, row, form, found)
    asked = {"document": row, "unit": unit, "units": found, **form.value()}
    return redirect(directive_url(ask_dissemination(actor=request.actor, now=clock.now(), **asked)))


def progress(request: Request, pk: int) -> HttpResponse:
    """How far the dissemination is, down the tree."""
    row = queries.directive(request.actor, pk)
    found = queries.progress(request.actor, row, under=_under(request), day=clock.local_day(clock.now()))
    table = BranchTable(list(found.branches), request, title=_("Progress of dissemination"))
    by_day = {"document": row.document, "day": f"{row.deadline:%d/%m/%Y}"}
    context = {
        "progress": found,
        "levels": [(Level(level["unit__level"]).label, level) for level in found.levels],
        "reminder": _reminder(request, found),
        "crumbs": _crumbs(row.document, found.under.short_name),
    }
    shown = {"tiles": _tiles(found), "lead": _("%(document)s – by %(day)s") % by_day}
    return tables.page(request, table, "directives/progress.html", {**context, **shown})


def tick(request: Request, pk: int) -> HttpResponse:
    """Tick that the unit has disseminated, or read what was ticked."""
    row = queries.dissemination(request.actor, pk)
    form = TickForm(request.POST or None, request.FILES or None, initial=_ticked(row))
    if request.method == "POST" and form.is_valid() and _tick(request, row, form):
        messages.success(request, _("Noted. Thank you."))
        return redirect("directives:tick", pk)
    document = row.directive.document
    page = {"title": str(document), "lead": document.summary}
    may = policies.tick.allows(request.actor, row)
    context = {"row": row, "form": form if may else None, "crumbs": _crumbs(document, row.unit.short_name)}
    return render(request, "directives/tick.html", {**context, **page}, status=422 if form.is_bound else 200)


def material(request: Request, pk: int) -> HttpResponse:
    """The material of a dissemination."""
    row = queries.dissemination(request.actor, pk)
    if row.material is None:
        raise NotFound(_("No file was attached."))
    return redirect(download_url(row.material, request.actor))


def notice(request: Request, pk: int) -> HttpResponse:
    """A replacement that concerns a unit: what it did under the old document; say that it was seen."""
    row = queries.notice(request.actor, pk)
    form = NoticeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        note = form.cleaned_data["note"]
        note_replacement(actor=request.actor, notice=row, note=note, now=clock.now())
        return redirect("directives:notice", pk)
    may = policies.note_replacement.allows(request.actor, row) and row.noted_at is None
    page = {"title": _("A newer document changes it"), "crumbs": _crumbs(row.new, row.unit.short_name)}
    context = {"notice": row, "how": queries.how_changed(row), "form": form if may else None, **page}
    return render(request, "directives/notice.html", context)


def _crumbs(row: Document, *more: str) -> list[Crumb]:
    name = row.symbol or row.type.name
    way = ((_("Documents"), reverse("documents:list")), (name, reverse("documents:document", args=[row.pk])))
    return trail(*way, (_("Dissemination"), reverse("directives:document", args=[row.pk])), *more)


def _ask_page(request: Request, row: Document, form: AskForm, found: QuerySet[Unit] | None) -> HttpResponse:
    count = None if found is None else found.count()
    sample = () if found is None else found.order_by("level", "sort_key")[:10]
    page = {"title": _("Ask for dissemination"), "lead": str(row), "crumbs": _crumbs(row, _("Ask"))}
    context = {"document": row, "form": form, "count": count, "sample": sample, **page}
    return render(request, "directives/ask.html", context, status=422 if form.errors else 200)


def _tick(request: Request, row: Dissemination, form: TickForm) -> bool:
    """Ticked; or its problems stand in the form."""
    try:
        tick_dissemination(actor=request.actor, dissemination=row, held=form.value(), now=clock.now())
    except Invalid as problem:
        for place, sentence in problem.problems or ((None, str(problem)),):
            form.add_error(place, str(sentence))
        return False
    return True


def _under(request: Request) -> int | None:
    """The unit to look below. Raises NotFound for what is no number."""
    text = request.GET.get("under", "")
    if text and not (text.isascii() and text.isdigit() and len(text) < 18):
        raise NotFound(_("There is nothing here, or it is outside your unit's scope."))
    return int(text) if text else None


def _tiles(found: queries.Progress) -> list[parts.Tile]:
    total = found.total
    return [
        parts.Tile(_("Disseminated"), total.done, _("of %(asked)s units") % {"asked": total.asked}),
        parts.Tile(_("Late"), total.late, _("units"), tone="late" if total.late else ""),
        parts.Tile(_("Present"), total.present, _("of %(due)s people due") % {"due": total.due}),
        parts.Tile(_("Others reached"), total.others, _("people")),
    ]


def _reminder(request: Request, found: queries.Progress) -> str:
    """A text for a chat group: the late units by name, the deadline, a link."""
    if not found.late:
        return ""
    names = "\n".join(f"- {unit.name}" for unit in found.late)
    said = _("Dissemination of %(document)s was due on %(day)s. Not yet noted:") % {
        "document": found.directive.document,
        "day": f"{found.directive.deadline:%d/%m/%Y}",
    }
    return f"{said}\n{names}\n{request.build_absolute_uri(directive_url(found.directive))}"


def _ticked(row: Dissemination) -> dict[str, object]:
    if row.ticked_at is None:
        return {}
    names = ("form", "held_on", "classes", "due", "officers", "members", "others", "note")
    return {name: getattr(row, name) for name in names}
