"""Saying which document a mention in a text means."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from giaoban.kit import clock
from giaoban.kit.access import authorize
from giaoban.kit.errors import NotFound
from giaoban.kit.request import Request

from ... import policies
from ...actions.decide_citation import decide_citation
from ...formats.citing import citing_words
from ...models import Content
from ...queries import contents as queries
from ...queries.citations import candidates, lines_with_citations
from ..forms.citations import CitationForm
from ..tables import content_url
from .register import form_page


def citation(request: Request, pk: int) -> HttpResponse:
    """Which document a mention means: one that fits, another of the register, or one outside."""
    row = queries.content(request.actor, pk)
    authorize(request.actor, policies.write_content, row)
    sign = request.GET.get("dau", "")
    key, words = sign.partition("@")[0], _words(request, row, sign)
    fitting = candidates(request.actor, row, {key}).get(key, [])
    form = CitationForm(request.actor, fitting, request.POST or None)
    if form.is_valid():
        decide_citation(actor=request.actor, content=row, sign=sign, now=clock.now(), document=form.chosen())
        messages.success(request, _("Remembered for the texts of your unit."))
        return redirect(content_url(row))
    page = {"title": _("Which document is meant"), "lead": words, "submit_label": _("Remember it")}
    return form_page(request, {"form": form, **page}, back=content_url(row))


def _words(request: Request, row: Content, sign: str) -> str:
    """The mention as the text writes it. Raises NotFound when the text does not mention it."""
    lines = lines_with_citations(request.actor, row, queries.reading(row).lines, citing_words())
    found = [c.words for line in lines for c in line.cited if c.mention.sign == sign]
    if not found:
        raise NotFound()
    return str(found[0])
