"""What is typed of the agenda: all points as lines, one point with what the chair says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from giaoban.apps.org.models import Unit
from giaoban.kit.text import fold
from giaoban.kit.ui import forms

from ...domain.plan import NewItem, timed_line
from ...enums import ItemKind
from ...models import AgendaItem, Paper


class AgendaForm(forms.Form):
    """The agenda as lines of text: minutes, then what. A line that stands there already keeps what is its own."""

    lines = forms.CharField(
        label=_("Agenda"),
        help_text=_(
            "One point a line: minutes, a space, what. Example: 20 Summary report. From a worksheet: what | minutes"
        ),
        widget=forms.Textarea(attrs={"rows": 14}),
    )

    def __init__(
        self, there: Sequence[AgendaItem], kind_of: Callable[[str], ItemKind], *args: Any, **options: Any
    ) -> None:
        lines = "\n".join(f"{item.minutes} {item.title}" for item in there)
        super().__init__(*args, initial={"lines": lines}, **options)
        self.there, self.kind_of = there, kind_of

    def items(self) -> list[NewItem]:
        """The points in their order; a new one is of the kind that its words tell."""
        left = {fold(item.title): item for item in reversed(self.there)}
        return [self._item(line, left) for line in self.cleaned_data["lines"].splitlines() if line.strip()]

    def clean_lines(self) -> str:
        text: str = self.cleaned_data["lines"]
        for number, line in enumerate(text.splitlines(), 1):
            try:
                if line.strip():
                    self._item(line, {})
            except ValueError as error:
                raise ValidationError(
                    _("Line %(number)s: give minutes from 0 to 600 and a title."), params={"number": number}
                ) from error
        return text

    def _item(self, line: str, left: dict[str, AgendaItem]) -> NewItem:
        minutes, title = timed_line(line, str(_("minutes")))
        title = title[:300]
        old = left.pop(fold(title), None)
        if old is None:
            return NewItem(title, self.kind_of(title), minutes)
        return NewItem(title, old.kind, minutes, old.unit_id, old.paper_id, old.script, old.pk)


class ItemForm(forms.Form):
    """One point of the agenda."""

    title = forms.CharField(label=_("Title"), max_length=300)
    kind = forms.ChoiceField(label=_("Kind"), choices=ItemKind.choices)
    minutes = forms.NumberField(label=_("Length"), unit=_("minutes"), maximum=600)
    unit = forms.ModelChoiceField(label=_("Who speaks"), queryset=Unit.objects.none(), required=False)
    paper = forms.ModelChoiceField(
        label=_("Paper"), queryset=Paper.objects.none(), required=False,
        help_text=_("Only for a paper that has a point of its own."),
    )  # fmt: skip
    script = forms.CharField(
        label=_("What the chair says"), required=False, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("A paragraph a line. Left empty, the usual words stand in the script."),
    )  # fmt: skip

    def __init__(self, item: AgendaItem, units: Any, papers: Any, *args: Any, **options: Any) -> None:
        names = ("title", "kind", "minutes", "unit", "paper", "script")
        super().__init__(*args, initial={name: getattr(item, name) for name in names}, **options)
        self.pk = item.pk
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["paper"].queryset = papers  # type: ignore[attr-defined]

    def value(self) -> NewItem:
        """What `write_item` takes."""
        data = self.cleaned_data
        unit, paper = data["unit"], data["paper"]
        return NewItem(
            data["title"], data["kind"], data["minutes"], unit.pk if unit else None, paper.pk if paper else None,
            data["script"], self.pk,
        )  # fmt: skip
