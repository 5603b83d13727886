"""What people decide about mentions of documents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from giaoban.kit.access import Actor
from giaoban.kit.ui import forms

from ...models import Document
from ...queries.register import CHOICES, usable

OUTSIDE = "outside"


class CitationForm(forms.Form):
    """The document that is meant: those that fit stand first."""

    document = forms.ChoiceField(
        label=_("The document"),
        help_text=_("It is remembered: other texts of your unit that name it link alike."),
    )

    def __init__(self, actor: Actor, fitting: Sequence[Document], *args: Any) -> None:
        super().__init__(*args)
        others = usable(actor).exclude(pk__in=[row.pk for row in fitting])[:CHOICES]
        self.rows = {str(row.pk): row for row in (*fitting, *others)}
        groups: list[Any] = [(OUTSIDE, _("A document outside this system"))]
        if fitting:
            groups.insert(0, (_("With this number and symbol"), [_named(row) for row in fitting]))
        groups.append((_("Other documents"), [_named(row) for row in others]))
        self.fields["document"].choices = [("", "–"), *groups]  # type: ignore[attr-defined]

    def chosen(self) -> Document | None:
        """The chosen document; None: outside this system."""
        return self.rows.get(self.cleaned_data["document"])


def _named(row: Document) -> tuple[str, str]:
    said = f"{row.symbol or row.type.name} · {row.issued_on:%d/%m/%Y} · {row.issuer_name} – {row.summary}"
    return str(row.pk), said[:160]
