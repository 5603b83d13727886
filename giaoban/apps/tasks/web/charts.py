"""What the pages of tasks show beside their tables: tiles, the buttons of steps, the words to chase with."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from giaoban.kit.ui.parts import Tile

from ..enums import STEP_VERB, TaskStepKind
from ..queries import TaskCard, TaskCounts


def tiles(counts: TaskCounts) -> list[Tile]:
    """Four figures, each with what it counts and the very list behind it."""
    here, of_these = reverse("tasks:list"), _("Of those in my unit's hands")
    shown = (
        (_("In my unit's hands"), counts.in_hand, _tasks(counts.in_hand), _("Still to be done by us"), "mine=on"),
        (_("Late"), counts.late, _tasks(counts.late), of_these, "mine=on&late=on"),
        (
            _("Wait for an answer"), counts.unanswered, ngettext("request", "requests", counts.unanswered), of_these,
            "mine=on&unanswered=on",
        ),
        (
            _("To be confirmed"), counts.to_confirm, ngettext("result", "results", counts.to_confirm),
            _("Given by us, reported done"), "confirm=on",
        ),
    )  # fmt: skip
    tones = ("", "late" if counts.late else "", "", "")
    return [
        Tile(label, value, unit, note, f"{here}?{query}", tone)
        for (label, value, unit, note, query), tone in zip(shown, tones, strict=True)
    ]


def _tasks(count: int) -> str:
    return ngettext("task", "tasks", count)


def buttons(card: TaskCard) -> list[TaskStepKind]:
    """Steps that have a button; a unit is chased about what is late only."""
    return [s for s in card.may if s in STEP_VERB and (card.late or s is not TaskStepKind.CHASED)]


def reminder(card: TaskCard) -> str:
    """The words to paste into a chat group, "" where nobody is to be chased."""
    if not card.late or TaskStepKind.CHASED not in card.may:
        return ""
    return _("%(unit)s: the task “%(task)s” was due on %(day)s.\nPlease report how far it is: %(link)s") % {
        "unit": card.task.lead.name,
        "task": card.task.title,
        "day": f"{card.task.deadline:%d/%m/%Y}",
        "link": f"{settings.PUBLIC_URL}{reverse('tasks:task', args=[card.task.pk])}",
    }
