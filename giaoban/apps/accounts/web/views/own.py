"""Choosing the hat; one's own password."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from giaoban.kit.errors import NotFound
from giaoban.kit.request import Request
from giaoban.kit.too_often import not_too_often
from giaoban.kit.ui.breadcrumbs import trail

from ...actions.change_password import change_password as change_own
from ...models import User
from ..forms import HatForm, PasswordForm

_TRIES, _SECONDS = 10, 15 * 60


@require_POST
def wear_hat(request: Request) -> HttpResponse:
    """Act for another of one's own units from now on."""
    form = HatForm(request.POST)
    if not form.is_valid() or not request.actor.holds(form.chosen()):
        raise NotFound()
    request.session["hat"] = form.chosen()
    return redirect("cockpit:home")


@never_cache
@sensitive_post_parameters()
def change_password(request: Request) -> HttpResponse:
    """A new password for one's own account; there is none to change where one signs in without."""
    user = get_object_or_404(User, pk=request.actor.user_id)
    if not user.has_usable_password():
        raise NotFound(_("This account signs in without a password."))
    if request.method == "POST":
        not_too_often(f"accounts.password.{user.pk}", _TRIES, _SECONDS)
    form = PasswordForm(user, request.POST or None)
    if form.is_valid():
        changed = change_own(actor=request.actor, user=user, password=form.cleaned_data["new"])
        update_session_auth_hash(request, changed)
        messages.success(request, _("The password is changed. Other devices have to sign in again."))
        return redirect("cockpit:home")
    return _password_page(request, form)


def _password_page(request: Request, form: PasswordForm) -> HttpResponse:
    title = _("Change the password")
    context = {"title": title, "form": form, "submit_label": title, "crumbs": trail(title), "not_kept": True}
    return render(request, "kit/form.html", context, status=422 if form.is_bound else 200)
