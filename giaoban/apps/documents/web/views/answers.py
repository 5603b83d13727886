"""The table of comments and answers as a file."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _

from giaoban.kit import clock
from giaoban.kit.errors import NotFound
from giaoban.kit.request import Request

from ...formats.answers import answers_paper
from ...formats.paper_docx import render_docx
from ...formats.paper_pdf import render_pdf
from ...queries import contents as queries
from ...queries.answers import answers_of

_MADE = {
    "docx": (render_docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "pdf": (render_pdf, "application/pdf"),
}


def answers(request: Request, pk: int, kind: str) -> HttpResponse:
    """For whoever may read the draft: they see the comments on its page too."""
    row = queries.content(request.actor, pk)
    found = answers_of(row)
    if not found.rows or kind not in _MADE:
        raise NotFound(_("Nobody has commented on this draft yet."))
    render, media = _MADE[kind]
    day = clock.local_day(clock.now())
    paper = answers_paper(row, found.rows, asked=found.asked, silent=found.silent, day=day)
    response = HttpResponse(render(paper), content_type=media)
    response.headers["Content-Disposition"] = f'attachment; filename="tong-hop-y-kien-{pk}.{kind}"'
    return response
