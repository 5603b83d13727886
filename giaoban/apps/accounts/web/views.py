"""Choosing the hat."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from giaoban.kit.errors import NotFound
from giaoban.kit.request import Request

from .forms import HatForm


@require_POST
def wear_hat(request: Request) -> HttpResponse:
    """Act for another of one's own units from now on."""
    form = HatForm(request.POST)
    if not form.is_valid() or not request.actor.holds(form.chosen()):
        raise NotFound()
    request.session["hat"] = form.chosen()
    return redirect("cockpit:home")
