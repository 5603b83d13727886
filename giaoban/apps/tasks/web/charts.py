"""What the pages of tasks show beside their tables: tiles, buttons of steps, words to chase with, Monday's lines."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from django.conf import settings
from django.template.defaultfilters import linebreaksbr
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from giaoban.kit.ui.addresses import row_address
from giaoban.kit.ui.badges import badge
from giaoban.kit.ui.parts import Tile

from ..domain.week import monday_of
from ..enums import LINE_TONE, STEP_VERB, LineState, Section, TaskStepKind, line_label
from ..queries import TaskCard, TaskCounts
from ..queries.mondays import ENTRY, PLANNED, TASK, Line, Monday, may_say

_SOURCES = {TASK: "task", ENTRY: "entry", PLANNED: "plan"}
_LINE = '<li><div class="gb-monday-what">{}{}</div>\n<div class="gb-monday-state">{} {}</div>\n{}\n</li>'
_FORM = (
    '<form method="post" action="{action}" class="gb-monday-why">'
    '<input type="hidden" name="csrfmiddlewaretoken" value="{token}">'
    '<input type="hidden" name="source" value="{source}"><input type="hidden" name="id" value="{number}">\n'
    '<label class="visually-hidden" for="why-{source}-{section}-{number}">{asked}</label>'
    '<input class="form-control" id="why-{source}-{section}-{number}" name="words" value="{words}"'
    ' placeholder="{asked}"><button class="btn btn-quiet btn-small">{save}</button></form>\n'
)


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


def drawn_lines(found: Monday, section: Section, urls: Mapping[str, str], token: str) -> SafeString:
    """The lines of a section: what, by whom, its state and day, and why it was not done or is given up.

    `urls`: of the page's forms, and of its week or plan; `token`: the forms' own against forgery. Drawn here, for there
    are a hundred of them, most with a small form: a template takes ten times as long over one.
    """
    given_up = section == Section.BECAME
    action = urls["drop_line" if given_up else "explain_line"]
    asked = _("Why is it given up?") if given_up else _("Why was it not done?")
    week = cache(lambda monday: reverse("tasks:week", args=[found.unit.code, monday.isoformat()]))

    def url(line: Line) -> str:
        if line.source_type == TASK and line.source_id:
            return row_address("tasks:task", line.source_id)
        if line.source_type == ENTRY:
            return str(week(monday_of(line.day or found.monday)))
        return urls["week"] if line.source_type == PLANNED else ""

    def said(line: Line) -> str:
        if not (found.may_write and may_say(line)):
            words = linebreaksbr(line.words)
            return format_html('<p class="gb-monday-words">{}</p>', words) if words else ""
        save = _("Give it up") if given_up and not line.words else _("Save")
        return format_html(
            _FORM, action=action, token=token, source=_source(line), section=section.value, asked=asked, save=save,
            number="" if line.source_id is None else line.source_id, words=line.words,
        )  # fmt: skip

    return format_html_join(
        "", _LINE, ((*_what(line, url(line)), *_state(line), said(line)) for line in found.of(section))
    )


def _source(line: Line) -> str:
    """What the line's form calls its source; a task that is not known by its number has none."""
    return _SOURCES.get(line.source_type, "") if line.source_type != TASK or line.source_id else ""


def _what(line: Line, url: str) -> tuple[str, str]:
    who = format_html(' <span class="gb-quiet">· {}</span>', line.who) if line.who else ""
    return (format_html('<a href="{}">{}</a>', url, line.text) if url else line.text), who


def _state(line: Line) -> tuple[str, str]:
    label = line_label(line.state)
    shown = badge(label, LINE_TONE.get(line.state, "neutral")) if label else ""
    if line.day is None:
        return shown, ""
    day = f"{line.day:%d/%m/%Y}"
    said = _("since %(day)s") % {"day": day} if line.state == LineState.STILL else day
    return shown, format_html('<span class="gb-quiet">{}</span>', said)
