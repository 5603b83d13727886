"""Accounts that an administrator runs: those of the own unit and of all units below it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from giaoban.kit import clock
from giaoban.kit.access import authorize
from giaoban.kit.errors import Conflict, NotFound
from giaoban.kit.request import Request
from giaoban.kit.ui import tables
from giaoban.kit.ui.breadcrumbs import trail
from giaoban.kit.ui.forms import problems_in

from ... import policies, queries
from ...actions.appoint_user import appoint_user
from ...actions.appoint_user import end_appointment as end_one
from ...actions.change_password import lock_account, reset_password
from ...actions.create_user import open_account
from ...domain.running import first_password
from ...models import Appointment, User
from ..forms import EndForm, NewAccountForm, PostForm
from ..tables import AccountFilter, PostTable, with_state


def may_run(request: Request) -> bool:
    """For the menu: there is something here for administrators only."""
    actor = getattr(request, "actor", None)
    return actor is not None and policies.is_administrator(actor)


def _today() -> Any:
    return clock.local_day(clock.now())


def _room() -> tuple[str, str]:
    return _("Accounts"), reverse("accounts:list")


def accounts(request: Request) -> HttpResponse:
    """Who holds which post in the units that the reader administers."""
    if not policies.is_administrator(request.actor):
        raise NotFound()
    rows = with_state(queries.run_by(request.actor, _today()), _today(), request.actor.user_id)
    found = AccountFilter(request.GET, queryset=rows)
    table = PostTable(found.qs, request, filters=found, title=_("Accounts"))
    return tables.page(request, table, "accounts/list.html", {"crumbs": trail(_("Accounts"))})


def account(request: Request, pk: int) -> HttpResponse:
    """One account: its posts, and what can be done with it."""
    card = queries.account_card(request.actor, pk, _today())
    posts = Appointment.objects.filter(pk__in=[row.pk for row in card.posts])
    rows = with_state(posts, _today(), request.actor.user_id)
    table = PostTable(rows, request, title=_("Posts"), exclude=("username",), exports=False)
    crumbs, title = trail(_room(), card.user.username), card.user.label
    return tables.page(
        request, table, "accounts/account.html", {"card": card, "title": title, "crumbs": crumbs}
    )


@never_cache
def new(request: Request) -> HttpResponse:
    """Make an account with its first post; its password is shown once."""
    if not policies.is_administrator(request.actor):
        raise NotFound()
    form = NewAccountForm(request.actor, _today(), request.POST or None)
    with problems_in(form):
        if form.is_valid():
            try:
                password = first_password()
                given = open_account(actor=request.actor, password=password, now=clock.now(), **form.value())
                return _handed_over(request, given.user, password, _("The account is made"))
            except Conflict as taken:
                form.add_error("username", str(taken))
    return _form_page(request, form, _("Make an account"), reverse("accounts:list"))


def appoint(request: Request, pk: int) -> HttpResponse:
    """One more post for an account."""
    card = queries.account_card(request.actor, pk, _today())
    form = PostForm(request.actor, _today(), request.POST or None)
    with problems_in(form):
        if form.is_valid():
            appoint_user(actor=request.actor, user=card.user, **form.value())
            messages.success(request, _("The post is given."))
            return redirect("accounts:account", pk)
    return _form_page(
        request, form, _("Give another post"), reverse("accounts:account", args=[pk]), card.user
    )


def end(request: Request, pk: int) -> HttpResponse:
    """A post ends after a day."""
    row = get_object_or_404(queries.run_by(request.actor, _today()), pk=pk)
    form = EndForm(request.POST or None, initial={"last": _today()})
    with problems_in(form):
        if form.is_valid():
            end_one(actor=request.actor, appointment=row, end=form.end())
            messages.success(request, _("The post ends on that day."))
            return redirect("accounts:account", row.user_id)
    title = _("End the post: %(post)s, %(unit)s") % {
        "post": row.get_post_display(),
        "unit": row.unit.short_name,
    }
    return _form_page(request, form, title, reverse("accounts:account", args=[row.user_id]), row.user)


@never_cache
def password(request: Request, pk: int) -> HttpResponse:
    """A new password to hand over, after a question."""
    user = _run(request, pk)
    if request.method == "POST":
        made = first_password()
        reset_password(actor=request.actor, user=user, password=made, day=_today())
        return _handed_over(request, user, made, _("The new password"))
    question = _("Give “%(name)s” a new password?") % {"name": user.username}
    said = [
        _("The old one no longer works."),
        _("Whoever is signed in with this account has to sign in again."),
    ]
    return _ask(request, user, _("New password"), question, said)


def lock(request: Request, pk: int) -> HttpResponse:
    """Nobody signs in with it any more, after a question."""
    user = _run(request, pk)
    if request.method == "POST":
        return _locked(request, user, True, _("The account is locked."))
    said = [
        _("Whoever is signed in with it is signed out."),
        _("Its posts and what it did stay as they are."),
    ]
    return _ask(request, user, _("Lock the account"), _("Lock “%(name)s”?") % {"name": user.username}, said)


def unlock(request: Request, pk: int) -> HttpResponse:
    """It is open again, after a question."""
    user = _run(request, pk)
    if request.method == "POST":
        return _locked(request, user, False, _("The account is open again."))
    question = _("Open “%(name)s” again?") % {"name": user.username}
    return _ask(
        request, user, _("Open the account again"), question, [_("Its password is the one from before.")]
    )


def _locked(request: Request, user: User, locked: bool, said: str) -> HttpResponse:
    lock_account(actor=request.actor, user=user, locked=locked, day=_today())
    messages.success(request, said)
    return redirect("accounts:account", user.pk)


def _run(request: Request, pk: int) -> User:
    """The user of an account in reach, if the reader runs all of it. Raises NotFound and Forbidden."""
    user = queries.account_card(request.actor, pk, _today()).user
    authorize(request.actor, policies.run_account, queries.account(user, _today()))
    return user


def _handed_over(request: Request, user: User, password: str, title: str) -> HttpResponse:
    pairs = [
        (_("User name"), user.username), (_("Password"), password),
        (_("Signs in at"), request.build_absolute_uri(reverse("account_login"))),
    ]  # fmt: skip
    text = "\n".join(f"{name}: {value}" for name, value in pairs)
    context = {
        "title": title,
        "pairs": pairs,
        "text": text,
        "user_pk": user.pk,
        "crumbs": trail(_room(), title),
    }
    return render(request, "accounts/handed_over.html", context)


def _form_page(request: Request, form: Any, title: str, back: str, user: User | None = None) -> HttpResponse:
    crumbs = trail(_room(), (user.username, back), title) if user else trail(_room(), title)
    context = {"title": title, "form": form, "submit_label": title, "cancel_url": back, "crumbs": crumbs}
    if user:
        context["lead"] = f"{user.label} ({user.username})"
        context["submit_label"] = _("Save")
    return render(request, "kit/form.html", context, status=422 if form.is_bound else 200)


def _ask(request: Request, user: User, title: str, question: str, said: list[str]) -> HttpResponse:
    back = reverse("accounts:account", args=[user.pk])
    context = {
        "title": title, "lead": user.label, "question": question, "consequences": said, "cancel_url": back,
        "confirm_label": title, "crumbs": trail(_room(), (user.username, back), title),
    }  # fmt: skip
    return render(request, "kit/confirm.html", context)
