"""What is filled in over a personal link."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django import forms as django_forms
from django.utils.translation import gettext_lazy as _

from giaoban.kit.ui import forms

from ...models import Site

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

_HOW = [("good", _("Good")), ("bad", _("Not good"))]


def _part(label: _StrPromise) -> django_forms.TypedChoiceField:
    return django_forms.TypedChoiceField(
        label=label, choices=_HOW, widget=forms.RadioSelect, coerce=lambda value: value == "good"
    )


class AtPlaceLineForm(forms.Form):
    """Picture, sound and spare telephone, each for itself."""

    picture = _part(_("Picture"))
    sound = _part(_("Sound"))
    phone = _part(_("Spare telephone"))
    note = forms.CharField(label=_("Remark"), required=False, max_length=300)

    @classmethod
    def of(cls, site: Site) -> Self:
        """As the site stands; nothing is chosen for what nobody has said."""
        said = {"picture": site.picture_good, "sound": site.sound_good, "phone": site.phone_good}
        words = {name: "good" if good else "bad" for name, good in said.items() if good is not None}
        return cls(initial={**words, "note": site.line_note})
