"""What people type about their account and those they run. Sign-in is closed: administrators make accounts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import LoginForm
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import (
    BooleanField,
    CharField,
    CheckboxSelectMultiple,
    ChoiceField,
    IntegerField,
    ModelMultipleChoiceField,
    PasswordInput,
    TypedMultipleChoiceField,
)
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from giaoban.apps.org.enums import Level
from giaoban.apps.org.models import Organisation, Unit
from giaoban.kit.access import Actor
from giaoban.kit.errors import Invalid
from giaoban.kit.request import client_address
from giaoban.kit.ui import forms

from ..enums import Post
from ..models import User
from ..queries import Wanted, unit_in_reach


def _password(known_as: str) -> PasswordInput:
    return PasswordInput(attrs={"autocomplete": known_as})


class SignInForm(LoginForm):  # type: ignore[misc]
    """The library's, with the names that stand beside its fields."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["login"].label, self.fields["password"].label = _("User name"), _("Password")


class ClosedAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """No self-made accounts; addresses are counted as everywhere in the house; its sentences are the house's."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _("The user name or the password is not right."),
        "too_many_login_attempts": _("Too many failed attempts with this account. Try again in 15 minutes."),
    }

    def add_message(self, *args: Any, **options: Any) -> None:
        """Nothing: the page that follows shows who is signed in."""

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        return redirect("account_login")

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)


def _in_our_words(refused: ValidationError) -> ValidationError:
    """The framework names the field of the user by its English name."""
    if refused.code == "password_too_similar":
        return ValidationError(_("The password is too much like the user name."))
    return refused


class PasswordForm(forms.Form):
    """The password of now and, twice, the new one."""

    old = forms.CharField(label=_("Current password"), widget=_password("current-password"), strip=False)
    new = forms.CharField(
        label=_("New password"), widget=_password("new-password"), strip=False,
        help_text=_("At least 10 characters; not a common password and not like the user name."),
    )  # fmt: skip
    again = forms.CharField(label=_("New password once more"), widget=_password("new-password"), strip=False)

    def __init__(self, user: User, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.user = user

    def clean_old(self) -> str:
        old = str(self.cleaned_data["old"])
        if not self.user.check_password(old):
            raise ValidationError(_("This is not the current password."))
        return old

    def clean_new(self) -> str:
        new = str(self.cleaned_data["new"])
        try:
            validate_password(new, self.user)
        except ValidationError as refused:
            raise ValidationError([_in_our_words(one) for one in refused.error_list]) from refused
        return new

    def clean_again(self) -> str:
        again = str(self.cleaned_data["again"])
        if "new" in self.cleaned_data and again != self.cleaned_data["new"]:
            raise ValidationError(_("The two new passwords differ."))
        return again


class HatForm(forms.Form):
    """The unit to act for."""

    unit = IntegerField(min_value=1)

    def chosen(self) -> int:
        value: Any = self.cleaned_data["unit"]
        return int(value)


class PostForm(forms.Form):
    """A post in a unit, from a day on."""

    unit = CharField(
        label=_("Unit"),
        max_length=200,
        help_text=_("Its name or its code. A part of the name brings those that are near."),
    )
    post = ChoiceField(label=_("Post"), choices=Post.choices, initial=Post.OFFICER)
    start = forms.DayField(label=_("From"))
    last = forms.DayField(
        label=_("Up to and with"), required=False, help_text=_("Empty: until somebody ends it.")
    )

    def __init__(self, actor: Actor, today: date, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.actor, self.today = actor, today
        self.fields["start"].initial = today

    def clean_unit(self) -> Unit:
        try:
            return unit_in_reach(self.actor, self.cleaned_data["unit"], self.today)
        except Invalid as refused:
            raise ValidationError(str(refused)) from refused

    def value(self) -> dict[str, Any]:
        said = self.cleaned_data
        last = said["last"]
        end = last + timedelta(days=1) if last else None
        return {"unit": said["unit"], "post": Post(said["post"]), "start": said["start"], "end": end}


class NewAccountForm(PostForm):
    """An account with its first post."""

    username = CharField(
        label=_("User name"), max_length=60,
        help_text=_("Small letters without diacritics, digits, dot, - and _; it stays the same for good."),
    )  # fmt: skip
    label = CharField(
        label=_("Shown as"),
        max_length=160,
        required=False,
        help_text=_("A post, not a person's name. Empty: the post and the unit."),
    )
    field_order = ("unit", "post", "username", "label", "start", "last")

    def clean_username(self) -> str:
        return str(self.cleaned_data["username"]).strip().lower()

    def value(self) -> dict[str, Any]:
        said = self.cleaned_data
        return super().value() | {"username": said["username"], "label": said["label"]}


class ManyForm(forms.Form):
    """Which units below get an account, and as what. Nothing ticked means all."""

    post = ChoiceField(label=_("Post"), choices=Post.choices, initial=Post.OFFICER)
    levels = TypedMultipleChoiceField(
        label=_("Levels"), coerce=int, required=False, widget=CheckboxSelectMultiple,
        choices=[(level.value, level.label) for level in (Level.PROVINCE, Level.DISTRICT, Level.COMMUNE)],
    )  # fmt: skip
    organisations = ModelMultipleChoiceField(
        label=_("Organisations"),
        queryset=Organisation.objects.none(),
        required=False,
        widget=CheckboxSelectMultiple,
    )

    again = BooleanField(
        label=_("New first passwords for accounts that nobody has signed in with yet"), required=False,
        help_text=_("For when a list was lost: what stood in it no longer opens anything."),
    )  # fmt: skip

    def __init__(self, organisations: QuerySet[Organisation], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["organisations"].queryset = organisations  # type: ignore[attr-defined]

    def value(self) -> Wanted:
        said = self.cleaned_data
        organisations = tuple(row.pk for row in said["organisations"])
        return Wanted(Post(said["post"]), tuple(said["levels"]), organisations, said["again"])


class EndForm(forms.Form):
    """The last day of a post."""

    last = forms.DayField(label=_("Last day"))

    def end(self) -> date:
        found: date = self.cleaned_data["last"]
        return found + timedelta(days=1)
