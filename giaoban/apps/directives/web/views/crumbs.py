"""Where the reader is, what the address and the form say."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from giaoban.apps.documents.models import Document
from giaoban.kit.errors import NotFound
from giaoban.kit.request import Request
from giaoban.kit.ui.breadcrumbs import Crumb, trail


def crumbs_of(row: Document, *more: str | tuple[str, str]) -> list[Crumb]:
    """Documents › the document › dissemination › …"""
    name = row.symbol or row.type.name
    way = ((_("Documents"), reverse("documents:list")), (name, reverse("documents:document", args=[row.pk])))
    return trail(*way, (_("Dissemination"), reverse("directives:document", args=[row.pk])), *more)


def number_in(text: str | None) -> int | None:
    """An id of the address. Raises NotFound for what is no number."""
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 18):
        raise NotFound(_("There is nothing here, or it is outside your unit's scope."))
    return int(text)


def posted(request: Request) -> Any:
    """What was sent, nothing included; None when the page is only opened."""
    return request.POST if request.method == "POST" else None
