"""One paragraph at a time: as a fragment for htmx, as a page of its own without."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from giaoban.apps.files.queries import path_of
from giaoban.apps.org.models import Unit
from giaoban.kit import clock
from giaoban.kit.access import authorize
from giaoban.kit.errors import Invalid, NotFound
from giaoban.kit.request import Request
from giaoban.kit.ui import parts

from ... import policies
from ...actions.arrange_paragraphs import (
    delete_paragraph,
    insert_paragraph,
    merge_paragraphs,
    move_paragraph,
)
from ...actions.comment_on_paragraph import answer_comment, comment_on_paragraph
from ...actions.edit_paragraph import ParagraphConflict, edit_paragraph
from ...domain.paper import Paragraph as TextBlock
from ...domain.rewording import tidy
from ...domain.stored import NewParagraph
from ...enums import ANSWER_TONE, WRITTEN, TextStep
from ...formats.citing import citing_words
from ...models import Content, Paragraph, ParagraphText
from ...queries import contents as queries
from ...queries.citations import lines_with_citations
from ..forms.register import AnswerForm, CommentForm, InsertForm, ParagraphForm
from ..tables import content_url
from .contents import crumbs_of, rights


def line(request: Request, uid: UUID) -> HttpResponse:
    """The paragraph as it stands."""
    paragraph = queries.paragraph(request.actor, uid)
    return _shown(request, paragraph)


def edit(request: Request, uid: UUID) -> HttpResponse:
    """Reword a paragraph; a conflict shows both texts and keeps the typed one in the form."""
    paragraph = queries.paragraph(request.actor, uid)
    authorize(request.actor, policies.write_content, paragraph.content)
    if request.method != "POST":
        return _edit_page(request, paragraph)
    form = ParagraphForm(request.POST)
    if not form.is_valid():
        return _fragment(request, paragraph, "edit", _editing(request, paragraph, form), status=422)
    try:
        edit_paragraph(actor=request.actor, paragraph=paragraph, now=clock.now(), **form.cleaned_data)
    except ParagraphConflict as conflict:
        return _conflict(request, paragraph, conflict)
    return _back(request, paragraph)


def history(request: Request, uid: UUID) -> HttpResponse:
    """Every text the paragraph had, newest first, and the reader's own that lost a conflict."""
    paragraph = queries.paragraph(request.actor, uid)
    events = [_event(text) for text in queries.history(paragraph)]
    aside = list(queries.aside(paragraph, request.actor))
    return _fragment(request, paragraph, "history", {"events": events, "aside": aside})


def comment(request: Request, uid: UUID) -> HttpResponse:
    """Comment on a paragraph for the unit that is worn."""
    paragraph = queries.paragraph(request.actor, uid)
    authorize(request.actor, policies.comment_on_content, paragraph.content)
    form = CommentForm(request.POST or None, auto_id=f"say-{uid}-%s")
    if form.is_valid():
        unit = get_object_or_404(Unit, pk=request.actor.worn)
        said = {"unit": unit, "paragraph": paragraph, "body": form.cleaned_data["body"]}
        comment_on_paragraph(actor=request.actor, now=clock.now(), **said)
        return _back(request, paragraph)
    return _fragment(request, paragraph, "say", {"form": form}, status=422 if form.is_bound else 200)


def answer(request: Request, pk: int) -> HttpResponse:
    """Answer a comment."""
    row = queries.comment(request.actor, pk)
    authorize(request.actor, policies.answer_comment, row)
    form = AnswerForm(request.POST or None, auto_id=f"answer-{pk}-%s")
    if form.is_valid():
        try:
            answer_comment(actor=request.actor, comment=row, now=clock.now(), **form.cleaned_data)
            return _back(request, queries.living(row.paragraph))
        except Invalid as problem:
            form.add_error("body", str(problem))
    context = {"form": form, "comment": row}
    return _fragment(request, row.paragraph, "answer", context, status=422 if form.is_bound else 200)


@require_POST
def insert(request: Request, pk: int) -> HttpResponse:
    """Add a paragraph behind another, or at the end."""
    content = queries.content(request.actor, pk)
    form = InsertForm(request.POST)
    if not form.is_valid():
        raise Invalid(_("A paragraph cannot be empty."))
    after = _behind(request, content, form.cleaned_data["after"])
    new = NewParagraph(TextBlock.of(tidy(form.cleaned_data["text"])))
    text = insert_paragraph(actor=request.actor, content=content, after=after, new=new, now=clock.now())
    return redirect(f"{content_url(content)}#p-{text.paragraph.uid}")


@require_POST
def arrange(request: Request, uid: UUID) -> HttpResponse:
    """Move up or down, merge with the next, delete."""
    paragraph = queries.paragraph(request.actor, uid)
    order = [text.paragraph for text in queries.texts_of(paragraph.content)]
    at = order.index(paragraph) if paragraph in order else None
    step = request.POST.get("step", "")
    if at is None or step not in ("up", "down", "merge", "delete"):
        raise NotFound(_("The paragraph is no longer in this document; look in the history."))
    _arrange(request, paragraph, order, at, step)
    target = "" if step == "delete" else f"#p-{uid}"
    return redirect(content_url(paragraph.content) + target)


def chart(request: Request, uid: UUID) -> FileResponse:
    """The picture of a chart."""
    paragraph = queries.paragraph(request.actor, uid)
    picture = queries.line(paragraph.content, paragraph).text.picture
    if picture is None:
        raise NotFound(_("This paragraph has no picture."))
    response = FileResponse(path_of(picture).open("rb"), content_type="image/png")
    response.headers["Cache-Control"] = "private, max-age=600"
    return response


def _event(text: ParagraphText) -> parts.Event:
    by = text.user.label if text.user else ""
    return parts.Event(text.at, TextStep(text.step).label, by, queries.shown_text(text))


def _arrange(request: Request, paragraph: Paragraph, order: list[Paragraph], at: int, step: str) -> None:
    now = clock.now()
    if step == "delete":
        delete_paragraph(actor=request.actor, paragraph=paragraph, now=now)
    elif step == "merge":
        both = order[at : at + 2]
        merge_paragraphs(actor=request.actor, content=paragraph.content, paragraphs=both, now=now)
    elif step == "up" and at > 0:
        after = order[at - 2] if at > 1 else None
        move_paragraph(actor=request.actor, paragraph=paragraph, after=after, now=now)
    elif step == "down" and at + 1 < len(order):
        move_paragraph(actor=request.actor, paragraph=paragraph, after=order[at + 1], now=now)


def _behind(request: Request, content: Content, uid: str) -> Paragraph | None:
    """The paragraph named by `uid`, else the last one. Raises NotFound."""
    if not uid:
        return next((text.paragraph for text in reversed(queries.texts_of(content))), None)
    try:
        return queries.paragraph(request.actor, UUID(uid))
    except ValueError as error:
        raise NotFound(_("There is nothing here, or it is outside your unit's scope.")) from error


def _edit_page(request: Request, paragraph: Paragraph) -> HttpResponse:
    found = queries.line(paragraph.content, paragraph)
    form = ParagraphForm(
        auto_id=f"p-{paragraph.uid}-%s", initial={"text": found.text.plain, "seen": found.text.pk}
    )
    worded = found.text.kind in WRITTEN
    context = {**_editing(request, paragraph, form), "line": found, "worded": worded}
    return _fragment(request, paragraph, "edit", context)


def _editing(request: Request, paragraph: Paragraph, form: Any) -> dict[str, Any]:
    return {
        "form": form,
        "worded": True,
        "aside": list(queries.aside(paragraph, request.actor)[:3]),
        "insert": InsertForm(initial={"after": paragraph.uid}, auto_id=f"after-{paragraph.uid}-%s"),
    }


def _conflict(request: Request, paragraph: Paragraph, conflict: ParagraphConflict) -> HttpResponse:
    theirs = conflict.theirs
    seen = theirs.pk if theirs else 0
    form = ParagraphForm(auto_id=f"p-{paragraph.uid}-%s", initial={"text": conflict.mine, "seen": seen})
    shown = parts.Conflict(
        [parts.ConflictCell(_("Paragraph"), conflict.mine, theirs.plain if theirs else _("deleted"), "text")],
        by=theirs.user.label if theirs and theirs.user else "",
        moment=theirs.at if theirs else None,
        url=f"{content_url(paragraph.content)}#p-{paragraph.uid}",
    )
    context = {**_editing(request, paragraph, form), "conflict": shown}
    response = _fragment(request, paragraph, "edit", context, status=409)
    response.headers["HX-Retarget"] = f"#p-{paragraph.uid}"
    response.headers["HX-Reswap"] = "outerHTML"
    return response


def _fragment(
    request: Request, paragraph: Paragraph, name: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """`_name.html` for htmx; the same inside a page of its own without."""
    content = paragraph.content
    base = {"content": content, "paragraph": paragraph, **rights(request, content), **context}
    if request.htmx:
        return render(request, f"documents/_{name}.html", base, status=status)
    page = {"title": content.title, "crumbs": crumbs_of(content, _("Paragraph"))}
    part = {"part": f"documents/_{name}.html", "tones": ANSWER_TONE}
    return render(request, "documents/paragraph.html", {**base, **page, **part}, status=status)


def _shown(request: Request, paragraph: Paragraph) -> HttpResponse:
    found = [queries.line(paragraph.content, paragraph)]
    (shown,) = lines_with_citations(request.actor, paragraph.content, found, citing_words())
    return _fragment(request, paragraph, "line", {"line": shown})


def _back(request: Request, paragraph: Paragraph) -> HttpResponse:
    """After a change: the paragraph alone for htmx, else its place in the whole."""
    if request.htmx:
        return _shown(request, paragraph)
    return redirect(f"{content_url(paragraph.content)}#p-{paragraph.uid}")
