"""Sign-in is closed: accounts are made by an administrator."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django import forms
from django.http import HttpRequest

from giaoban.kit.request import client_address


class ClosedAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """No self-made accounts; addresses are counted as everywhere in the house."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)


class HatForm(forms.Form):
    """The unit to act for."""

    unit = forms.IntegerField(min_value=1)

    def chosen(self) -> int:
        value: Any = self.cleaned_data["unit"]
        return int(value)
