"""What the views of conferences share."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from giaoban.kit.request import Request
from giaoban.kit.ui.breadcrumbs import Crumb, trail

from ...models import Conference


def crumbs(found: Conference | None, *last: str) -> list[Crumb]:
    """The way down to a page of a conference."""
    steps: list[Any] = [(_("Conferences"), reverse("conferences:list"))]
    if found is not None:
        steps.append((found.title, here(found)))
    return trail(*steps, *last)


def here(found: Conference) -> str:
    """The page of a conference."""
    return reverse("conferences:conference", args=[found.pk])


def form_page(
    request: Request, form: Any, title: str, found: Conference | None, back: str = ""
) -> HttpResponse:
    """A page with one form; 422 when it came back with errors."""
    cancel = back or (here(found) if found else reverse("conferences:list"))
    context = {
        "title": title, "lead": found.title if found else "", "form": form, "submit_label": title,
        "cancel_url": cancel, "crumbs": crumbs(found, title),
    }  # fmt: skip
    return render(request, "kit/form.html", context, status=422 if form.is_bound else 200)
