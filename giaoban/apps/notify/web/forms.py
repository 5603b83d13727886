"""What a user types about reminders."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..actions.manage_channel import Wishes
from ..enums import Way

_HINTS = {
    Way.EMAIL: _("For example can.bo@xa.example.vn. A code is sent there to make sure that it is yours."),
    Way.GATEWAY: _(
        "A telephone number such as +84912345678, or your name in the chat. A code is sent there."
    ),
}


class AddressForm(forms.Form):
    """Where to."""

    address = forms.CharField(label=_("Address"), max_length=120)

    def __init__(self, way: Way, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.fields["address"].help_text = _HINTS[way]


class CodeForm(forms.Form):
    """The six digits that came."""

    code = forms.CharField(
        label=_("The code that was sent there"),
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class WishesForm(forms.Form):
    """What to hear of, and when not."""

    daily = forms.BooleanField(
        label=_("Every working morning: what is overdue and what is due soon"), required=False
    )
    urgent = forms.BooleanField(label=_("Urgent telegrams as soon as they come"), required=False)
    quiet_from = forms.TimeField(
        label=_("Nothing is sent from"), widget=forms.TimeInput(attrs={"type": "time"})
    )
    quiet_to = forms.TimeField(label=_("until"), widget=forms.TimeInput(attrs={"type": "time"}))

    def wishes(self) -> Wishes:
        return Wishes(**self.cleaned_data)
