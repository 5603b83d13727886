"""What is typed on the day: attendance, the line test, a paper."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from giaoban.apps.files.enums import endings
from giaoban.kit.ui import forms

from ...actions.order_papers import ALLOWED


class AttendanceForm(forms.Form):
    """Who is there, by count. Big fields: it is typed on a telephone."""

    officers = forms.NumberField(label=_("Officers and members present"), unit=_("people"), maximum=100_000)
    others = forms.NumberField(label=_("Others present"), unit=_("people"), maximum=100_000)


class LineTestForm(forms.Form):
    """Picture, sound and spare telephone: what is good is ticked."""

    picture = forms.BooleanField(label=_("The picture is good"), required=False)
    sound = forms.BooleanField(label=_("The sound is good"), required=False)
    phone = forms.BooleanField(label=_("The spare telephone is answered"), required=False)
    note = forms.CharField(label=_("Remark"), required=False, max_length=300)


class PaperForm(forms.Form):
    """A paper handed in."""

    title = forms.CharField(label=_("Title"), max_length=300)
    file = forms.FileField(label=_("File"), kinds=endings(ALLOWED), required=False)
