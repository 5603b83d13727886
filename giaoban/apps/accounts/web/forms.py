"""Sign-in is closed: accounts are made by an administrator."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django import forms
from django.http import HttpRequest


class ClosedAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """No self-made accounts."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class HatForm(forms.Form):
    """The unit to act for."""

    unit = forms.IntegerField(min_value=1)

    def chosen(self) -> int:
        value: Any = self.cleaned_data["unit"]
        return int(value)
