"""What people type at the editors' desk."""

from __future__ import annotations

import json
from typing import Any

from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from giaoban.apps.files.enums import PICTURES, endings
from giaoban.kit.ui import forms

from ..actions.keep_page import PageFacts
from ..actions.keep_picture import NewPicture
from ..domain.writing import NewsText
from ..models import PublicPage
from ..queries.categories import categories


class NewsForm(forms.Form):
    """One item. `opened_with` holds the marks of the text that the page was opened with."""

    title = forms.CharField(label=_("Title"), max_length=300)
    lead = forms.CharField(
        label=pgettext_lazy("news", "Lead"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One or two sentences: when, where, who, what."),
    )  # fmt: skip
    body = forms.CharField(
        label=_("Text"), required=False, widget=forms.Textarea(attrs={"rows": 18}),
        help_text=_("A blank line parts paragraphs. “## ” begins a heading, “- ” an item of a list, “> ” a quotation."),
    )  # fmt: skip
    category = forms.ChoiceField(label=_("Category"))
    source = forms.CharField(label=_("Source"), required=False, max_length=200)
    shared = forms.BooleanField(label=_("Pages of the units below may show it too"), required=False)
    opened_with = forms.CharField(required=False, widget=forms.HiddenInput())

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        names = [(c.code, c.name(get_language() or "")) for c in categories()]
        self.fields["category"].choices = names  # type: ignore[attr-defined]

    def value(self) -> NewsText:
        names = ("title", "lead", "body", "category", "source", "shared")
        return NewsText(**{name: self.cleaned_data[name] for name in names})

    def marks(self) -> dict[str, str]:
        """What the page was opened with; {} for what is no such thing, which then differs from everything."""
        try:
            found = json.loads(self.cleaned_data.get("opened_with") or "{}")
        except ValueError:
            return {}
        return {str(k): str(v) for k, v in found.items()} if isinstance(found, dict) else {}


class CorrectionForm(NewsForm):
    """A published item: readers are told what was corrected."""

    note = forms.CharField(
        label=_("What is corrected"), required=False, max_length=300,
        help_text=_("Readers see it beside the item, with what was said before. Not needed for the tick above."),
    )  # fmt: skip


class ReasonForm(forms.Form):
    """Why an item is withdrawn."""

    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Readers see it at the item's address."),
    )  # fmt: skip


class PictureWordsForm(forms.Form):
    """What can be seen, and the line under it."""

    alt = forms.CharField(
        label=_("What can be seen"), max_length=300, help_text=_("Whoever cannot see the picture hears it.")
    )
    caption = forms.CharField(label=_("Caption"), required=False, max_length=300)


class PictureForm(PictureWordsForm):
    """A picture to be added."""

    file = forms.FileField(
        label=_("Picture"), kinds=endings(PICTURES),
        help_text=_("Where and with what it was taken is removed before it is kept."),
    )  # fmt: skip
    field_order = ("file", "alt", "caption")

    def value(self) -> NewPicture:
        data = self.cleaned_data
        return NewPicture(data["file"], data["file"].name, data["alt"], data["caption"])


class PageForm(forms.Form):
    """What the public page says of itself, and its switches."""

    name = forms.CharField(label=_("Name of the page"), max_length=200)
    editor = forms.CharField(
        label=_("Responsible editor"), required=False, max_length=200, help_text=_("A post, not a name.")
    )
    licence = forms.CharField(label=_("Licence number"), required=False, max_length=200)
    contact = forms.CharField(label=_("Contact"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    attribution = forms.CharField(
        label=_("Line on re-use"), required=False, max_length=300,
        help_text=_("For example: name the source when you use news from this page."),
    )  # fmt: skip
    from_above = forms.BooleanField(label=_("Show news that units above share"), required=False)
    all_documents = forms.BooleanField(
        label=_("Show every issued document whose text is public"), required=False,
        help_text=_("Without it, documents are chosen one by one."),
    )  # fmt: skip
    is_open = forms.BooleanField(label=_("Everybody reads this page"), required=False)

    @staticmethod
    def of(page: PublicPage) -> dict[str, Any]:
        """What the form begins with."""
        return {name: getattr(page, name) for name in PageForm.base_fields}

    def value(self) -> PageFacts:
        return PageFacts(**self.cleaned_data)
