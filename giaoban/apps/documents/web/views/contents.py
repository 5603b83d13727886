"""Pages of contents written paragraph by paragraph."""

from __future__ import annotations

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
from giaoban.kit.ui import tables
from giaoban.kit.ui.breadcrumbs import Crumb, trail

from ... import policies
from ...actions.circulate_content import circulate_content, mark_version
from ...actions.create_content import create_content
from ...actions.issue_content import issue_content
from ...enums import CONTENT_TONE, RESTING, ContentState
from ...formats.citing import citing_words
from ...models import Content, ContentVersion, Outgoing
from ...queries import contents as queries
from ...queries.citations import with_citations
from ...queries.register import units_in_reach
from ..forms.register import CirculateForm, ContentForm, InsertForm, VersionForm
from ..tables import ContentFilter, ContentTable, content_url
from .filing import filing
from .register import form_page


def content_list(request: Request) -> HttpResponse:
    """Contents the reader may see."""
    found = ContentFilter(request.GET, queryset=queries.contents(request.actor))
    table = ContentTable(found.qs, request, filters=found, title=_("Drafts"))
    may = policies.create_content.allows(request.actor, Unit(pk=request.actor.worn))
    crumbs = trail((_("Documents"), reverse("documents:list")), _("Drafts"))
    return tables.page(request, table, "documents/contents.html", {"crumbs": crumbs, "may_write": may})


def new_content(request: Request) -> HttpResponse:
    """Begin a draft."""
    unit = get_object_or_404(Unit, pk=request.actor.worn)
    authorize(request.actor, policies.create_content, unit)
    form = ContentForm(request.POST or None)
    if form.is_valid():
        made = create_content(actor=request.actor, unit=unit, now=clock.now(), **form.value())
        return redirect(content_url(made))
    context = {"title": _("Begin a draft"), "form": form, "submit_label": _("Begin")}
    return form_page(request, context, back=reverse("documents:contents"))


def content(request: Request, pk: int) -> HttpResponse:
    """Read, edit and comment, paragraph by paragraph."""
    row = queries.content(request.actor, pk)
    context = {
        "content": row,
        "reading": with_citations(request.actor, queries.reading(row), citing_words()),
        "title": row.title,
        "lead": f"{row.get_kind_display()} · {row.unit.name}",
        "crumbs": crumbs_of(row),
        "state": ContentState(row.state), "tones": CONTENT_TONE, "insert": InsertForm(),
        **rights(request, row), **filing(request, row),
    }  # fmt: skip
    return render(request, "documents/content.html", context)


def circulate(request: Request, pk: int) -> HttpResponse:
    """Send the draft round for comment."""
    row, today = queries.content(request.actor, pk), clock.local_day(clock.now())
    authorize(request.actor, policies.write_content, row)
    form = CirculateForm(units_in_reach(row.unit, today)[1:], request.POST or None)
    if form.is_valid():
        circulate_content(actor=request.actor, content=row, now=clock.now(), **form.value())
        messages.success(request, _("The draft was sent round."))
        return redirect(content_url(row))
    page = {"title": _("Send round for comment"), "lead": row.title, "submit_label": _("Send")}
    return form_page(request, {"form": form, **page}, back=content_url(row))


def versions(request: Request, pk: int) -> HttpResponse:
    """The named versions, and what changed since one of them."""
    row = queries.content(request.actor, pk)
    form = VersionForm(request.POST or None)
    if form.is_valid():
        mark_version(actor=request.actor, content=row, now=clock.now(), label=form.cleaned_data["label"])
        return redirect("documents:versions", pk)
    listed = list(row.versions.select_related("user"))
    chosen = _chosen(request.GET.get("from", ""), listed)
    changes = queries.changes(row, chosen.revision) if chosen else ()
    context = {"content": row, "versions": listed, "chosen": chosen, "changes": changes, "form": form}
    page = {"title": _("Versions"), "lead": row.title, "crumbs": crumbs_of(row, _("Versions"))}
    return render(request, "documents/versions.html", {**context, **page, **rights(request, row)})


def issue(request: Request, pk: int) -> HttpResponse:
    """Ask once more, then issue."""
    row = queries.content(request.actor, pk)
    authorize(request.actor, policies.issue_content, row)
    if request.method == "POST":
        issue_content(actor=request.actor, content=row, now=clock.now())
        return redirect(content_url(row))
    consequences = [
        _("No word can be changed afterwards; a correction is a new document."),
        _("Everybody who may read it sees the issued text."),
    ]
    context = {"title": _("Issue"), "question": row.title, "consequences": consequences}
    ask = {"confirm_label": _("Issue"), "cancel_url": content_url(row), "crumbs": crumbs_of(row, _("Issue"))}
    return render(request, "kit/confirm.html", {**context, **ask})


def rights(request: Request, row: Content) -> dict[str, Any]:
    """What the reader may do with the content."""
    open_ = row.state != ContentState.ISSUED and row.state not in RESTING
    bound = Outgoing.objects.filter(content=row).first()
    return {
        "outgoing": bound if bound and policies.read_outgoing.allows(request.actor, bound) else None,
        "may_write": open_ and policies.write_content.allows(request.actor, row),
        "may_decide": policies.write_content.allows(request.actor, row),
        "may_issue": open_ and not bound and policies.issue_content.allows(request.actor, row),
        "may_comment": policies.comment_on_content.allows(request.actor, row),
    }


def crumbs_of(row: Content, *more: str) -> list[Crumb]:
    """The way to a content."""
    way = ((_("Documents"), reverse("documents:list")), (_("Drafts"), reverse("documents:contents")))
    return trail(*way, (row.title[:60], content_url(row)), *more) if more else trail(*way, row.title[:60])


def _chosen(text: str, listed: list[ContentVersion]) -> ContentVersion | None:
    """The version asked for by number; the first one when none is. Raises NotFound for one that does not exist."""
    found = next((v for v in listed if not text or str(v.number) == text), None)
    if text and found is None:
        raise NotFound(_("There is no such version."))
    return found
