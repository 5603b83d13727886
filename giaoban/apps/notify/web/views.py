"""A user's reminders: one page, and the steps on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from giaoban.apps.accounts.models import User
from giaoban.kit import clock
from giaoban.kit.errors import NotFound
from giaoban.kit.request import Request
from giaoban.kit.ui.breadcrumbs import trail
from giaoban.kit.ui.forms import problems_in

from .. import policies, queries
from ..actions.manage_channel import add_channel, change_channel, confirm_channel, remove_channel
from ..actions.manage_channel import send_code as have_code_sent
from ..enums import TONE, SendingState, Way
from .forms import AddressForm, CodeForm, WishesForm


def reminders(request: Request) -> HttpResponse:
    """How one is reminded outside the screen, and what was sent."""
    return _page(request, {})


@require_POST
def add(request: Request, way: str) -> HttpResponse:
    """Set up a way: its address; the code goes there."""
    if way not in Way or not policies.is_signed_in(request.actor):
        raise NotFound
    form = AddressForm(Way(way), request.POST)
    with problems_in(form):
        if form.is_valid():
            address, user = form.cleaned_data["address"], User.objects.get(pk=request.actor.user_id or 0)
            add_channel(actor=request.actor, user=user, way=Way(way), address=address, now=clock.now())
            return redirect("notify:reminders")
    return _page(request, {way: form})


@require_POST
def confirm(request: Request, pk: int) -> HttpResponse:
    """The code that came back."""
    row, form = queries.channel(request.actor, pk), CodeForm(request.POST)
    if form.is_valid():
        code = form.cleaned_data["code"]
        if confirm_channel(actor=request.actor, channel=row, code=code, now=clock.now()):
            messages.success(request, _("This address is confirmed."))
            return redirect("notify:reminders")
        form.add_error("code", _("This is not the code that was sent. Look at the newest message."))
    return _page(request, {row.way: form})


@require_POST
def send_another(request: Request, pk: int) -> HttpResponse:
    """Another code."""
    have_code_sent(actor=request.actor, channel=queries.channel(request.actor, pk), now=clock.now())
    messages.success(request, _("A new code is on its way."))
    return redirect("notify:reminders")


@require_POST
def change(request: Request, pk: int) -> HttpResponse:
    """What to hear of, and when not."""
    row, form = queries.channel(request.actor, pk), WishesForm(request.POST)
    if form.is_valid():
        change_channel(actor=request.actor, channel=row, wishes=form.wishes())
        messages.success(request, _("Saved."))
        return redirect("notify:reminders")
    return _page(request, {row.way: form})


@require_POST
def remove(request: Request, pk: int) -> HttpResponse:
    """Take a way away, with its address."""
    remove_channel(actor=request.actor, channel=queries.channel(request.actor, pk))
    messages.success(request, _("Removed. Nothing more is sent there."))
    return redirect("notify:reminders")


def _page(request: Request, bound: Mapping[str, forms.Form]) -> HttpResponse:
    """All ways; `bound` is the form that has something to say."""
    found = {card.row.way: card for card in queries.channels(request.actor)}
    ways = [_way(way, found.get(way), bound.get(way)) for way in [*queries.ways_here(), *_gone(found)]]
    context = {"title": _("Reminders"), "crumbs": trail(_("Reminders")), "ways": ways, "tones": TONE,
               "states": SendingState}  # fmt: skip
    return render(request, "notify/reminders.html", context, status=422 if bound else 200)


def _gone(found: Mapping[str, Any]) -> list[Way]:
    """Set up once, and no longer sent on by this installation: they can still be taken away."""
    return [Way(way) for way in found if way not in queries.ways_here()]


def _way(way: Way, card: queries.ChannelCard | None, bound: forms.Form | None) -> dict[str, Any]:
    if card is None:
        form: forms.Form = bound or AddressForm(way)
    elif not card.row.is_open:
        form = bound or CodeForm()
    else:
        form = bound or WishesForm(initial={n: getattr(card.row, n) for n in WishesForm.base_fields})
    sendings = [(s, SendingState(s.state)) for s in card.sendings] if card else []
    return {"way": way, "card": card, "form": form, "sendings": sendings}
