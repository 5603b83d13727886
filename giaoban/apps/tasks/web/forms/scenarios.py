"""What people type about scenarios."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from giaoban.apps.documents.domain.addressing import Addressing
from giaoban.apps.org.enums import Level
from giaoban.kit.ui import forms

from ...domain.giving import PreparedTask
from ...models import Scenario
from ...queries.meant import addressing_from

PREPARED = range(1, 9)


class ScenarioForm(forms.Form):
    """When a scenario is declared, and up to eight tasks that go out then."""

    title = forms.CharField(label=_("Title"), max_length=300)
    trigger = forms.CharField(
        label=_("When it is declared"), widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What has to happen, as plainly as can be."),
    )  # fmt: skip
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, levels: Sequence[int], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        who: list[tuple[str, Any]] = [("", _("Our own unit")), ("all", _("Everybody below"))]
        who += [
            (str(n), _("Everybody below at this level: %(level)s") % {"level": Level(n).label})
            for n in levels
        ]
        for n in PREPARED:
            self.fields[f"task_{n}"] = forms.CharField(
                label=_("Task %(n)s") % {"n": n}, required=False, max_length=500
            )
            self.fields[f"days_{n}"] = forms.NumberField(
                label=_("Due after"), unit=_("working days"), required=False, minimum=0, maximum=250
            )
            self.fields[f"who_{n}"] = forms.ChoiceField(label=_("Who does it"), choices=who, required=False)
            self.fields[f"measure_{n}"] = forms.CharField(
                label=_("How it is measured"), required=False, max_length=500
            )

    @property
    def basics(self) -> list[BoundField]:
        return [self[name] for name in ("title", "trigger", "note")]

    @property
    def task_rows(self) -> list[list[BoundField]]:
        return [[self[f"{name}_{n}"] for name in ("task", "days", "who", "measure")] for n in PREPARED]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for n in PREPARED:
            if data.get(f"task_{n}") and data.get(f"days_{n}") is None and f"days_{n}" not in self.errors:
                self.add_error(f"days_{n}", _("Say after how many working days; 0 is the same day."))
        return data

    def value(self) -> dict[str, Any]:
        """What was typed, for the use case."""
        data = self.cleaned_data
        tasks = [
            PreparedTask(data[f"task_{n}"], data[f"days_{n}"], data[f"measure_{n}"], _who(data[f"who_{n}"]))
            for n in PREPARED
            if data[f"task_{n}"].strip()
        ]
        return {"title": data["title"], "trigger": data["trigger"], "note": data["note"], "tasks": tasks}


def _who(choice: str) -> Addressing | None:
    if not choice:
        return None
    return addressing_from({"levels": [] if choice == "all" else [int(choice)]}, everybody=True)


def scenario_initial(scenario: Scenario) -> dict[str, Any]:
    """The form's values of a scenario that stands."""
    found: dict[str, Any] = {"title": scenario.title, "trigger": scenario.trigger, "note": scenario.note}
    for n, task in enumerate(scenario.prepared.all(), 1):
        levels = task.addressing.get("levels", [])
        who = "" if not task.addressing else str(levels[0]) if len(levels) == 1 else "all"
        found |= {
            f"task_{n}": task.title,
            f"days_{n}": task.days,
            f"measure_{n}": task.measure,
            f"who_{n}": who,
        }
    return found


class DeclareForm(forms.Form):
    """What has happened, and whether it is meant in earnest."""

    kind = forms.ChoiceField(
        label=_("In earnest or to practise"), widget=forms.RadioSelect,
        choices=[("real", _("In earnest")), ("rehearsal", _("A rehearsal: nobody is late, all is closed together"))],
    )  # fmt: skip
    reason = forms.CharField(label=_("What has happened"), widget=forms.Textarea(attrs={"rows": 4}))

    def value(self) -> dict[str, Any]:
        """What was typed, for the use case."""
        return {
            "reason": self.cleaned_data["reason"],
            "rehearsal": self.cleaned_data["kind"] == "rehearsal",
        }


class OutcomeForm(forms.Form):
    """How it ended."""

    outcome = forms.CharField(label=_("How it ended"), widget=forms.Textarea(attrs={"rows": 4}))
