"""What reporting's pages draw: the way of a report, its lines, the map of dots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import get_template
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from giaoban.kit.ui import dotmap, parts
from giaoban.kit.ui.columns import localized
from giaoban.kit.ui.icons import icon

from ..enums import ReportState, Step
from ..policies import steps_off
from ..queries.marks import marks_for
from ..queries.progress import Progress
from ..queries.progress_page import AreaProgress
from ..queries.report_page import ReportPage
from ..queries.sheet import Line

_PLACE = {
    ReportState.DRAFTING: 0,
    ReportState.RETURNED: 0,
    ReportState.REOPENED: 0,
    ReportState.PUT_TO_LEADER: 1,
    ReportState.AGREED: 2,
    ReportState.HANDED_IN: 3,
    ReportState.RECEIVED: 4,
    ReportState.CONSOLIDATED: 5,
}
_WAY = (
    (0, gettext_lazy("Drafting")),
    (1, gettext_lazy("Put to the leader")),
    (2, gettext_lazy("Agreed")),
    (3, gettext_lazy("Handed in")),
    (4, gettext_lazy("Received")),
    (5, gettext_lazy("Consolidated")),
)


def way(page: ReportPage) -> list[parts.Step]:
    """The way of a report with where it stands. An office of one has no steps between officer and leader."""
    here = _PLACE[ReportState(page.report.state)]
    alone = steps_off(page.report)
    return [
        parts.Step(label, "", _standing(place, here))
        for place, label in _WAY
        if not (alone and place in (1, 2))
    ]


def _standing(place: int, here: int) -> Literal["done", "current", "open"]:
    return "done" if place < here else "current" if place == here else "open"


TONES: Mapping[str, Any] = {
    "done": gettext_lazy("All received"),
    "progress": gettext_lazy("Coming in"),
    "neutral": gettext_lazy("Nothing in yet"),
    "due": gettext_lazy("Returned for completion"),
    "late": gettext_lazy("Overdue"),
}


def map_of(areas: Sequence[AreaProgress], collection_id: int, query: str = "") -> dotmap.DotMap:
    """One dot an area; those without coordinates stand in the table only."""
    url = reverse("reporting:progress", args=[collection_id])
    dots = [
        dotmap.Dot(a.longitude, a.latitude, _dot_title(a), a.tone, f"{url}?theo=dia-ban&dia-ban={a.area_id}")
        for a in areas
        if a.longitude is not None and a.latitude is not None
    ]
    marks = [dotmap.Mark(lon, lat, name, True) for lon, lat, name in marks_for(dot.lat for dot in dots)]
    return dotmap.DotMap(_("Areas by state"), dots, TONES, marks, list_url=f"{url}?theo=dia-ban{query}")


def _dot_title(area: AreaProgress) -> str:
    words = {"name": area.name, "in": area.progress.handed_in, "of": area.progress.expected}
    return _("%(name)s – %(in)s of %(of)s handed in") % words


def progress_tiles(counts: Progress, overdue: int) -> list[parts.Tile]:
    """Expected, handed in, received, missing, late, returned."""
    missing_tone = "late" if overdue else ""
    note = _("%(n)s overdue") % {"n": localized(overdue)} if overdue else ""
    return [
        parts.Tile(_("Expected to report"), counts.expected, _("reports")),
        parts.Tile(_("Handed in"), counts.handed_in, _("reports"), f"{counts.percent}%"),
        parts.Tile(_("Received"), counts.received, _("reports")),
        parts.Tile(_("Not handed in"), counts.missing, _("reports"), note, tone=missing_tone),
        parts.Tile(_("Handed in late"), counts.late, _("reports")),
        parts.Tile(_("Returned"), counts.returned, _("reports")),
    ]


def live_version(tiles: Sequence[parts.Tile], dots: dotmap.DotMap) -> str:
    """Changes when a number or a dot does."""
    return "-".join([*(str(t.value) for t in tiles), dots.version])


STEP_VERB = {
    Step.PUT_TO_LEADER: gettext_lazy("Put to the leader"),
    Step.SENT_BACK: gettext_lazy("Send back to the officer"),
    Step.AGREED: gettext_lazy("Agree"),
    Step.NUMBERED: gettext_lazy("Number and date"),
    Step.HANDED_IN: gettext_lazy("Hand in"),
    Step.RECEIVED: gettext_lazy("Receive"),
    Step.RETURNED: gettext_lazy("Return for completion"),
    Step.REOPENED: gettext_lazy("Reopen for correction"),
}
STEP_ICON = {
    Step.PUT_TO_LEADER: "user-check",
    Step.SENT_BACK: "undo-2",
    Step.AGREED: "check",
    Step.NUMBERED: "hash",
    Step.HANDED_IN: "send",
    Step.RECEIVED: "inbox",
    Step.RETURNED: "undo-2",
    Step.REOPENED: "lock-open",
}
STEP_TONE = {
    Step.PUT_TO_LEADER: "info",
    Step.SENT_BACK: "due",
    Step.AGREED: "info",
    Step.NUMBERED: "neutral",
    Step.HANDED_IN: "progress",
    Step.RECEIVED: "done",
    Step.RETURNED: "late",
    Step.REOPENED: "due",
    Step.CONSOLIDATED: "done",
    Step.IMPORTED: "neutral",
}


def sheet_rows(request: HttpRequest, page: ReportPage) -> dict[str, SafeString]:
    """Section → the rows of its table. A form may have hundreds: they are drawn here, several times faster than by a
    template; what only few lines have (remarks, doubts, what changed) is the template `_line_notes.html`."""
    drawing = _Drawing(request, page)
    return {
        s.code: mark_safe("".join([drawing.row(line) for line in s.lines]))  # noqa: S308 (rows are escaped)
        for s in page.sheet.sections
    }


class _Drawing:
    """What is the same in every line, worked out once."""

    def __init__(self, request: HttpRequest, page: ReportPage) -> None:
        self.sheet, expectation = page.sheet, page.report.expectation
        self.notes = get_template("reporting/_line_notes.html")
        self.source = reverse("reporting:source", args=[expectation.collection_id, expectation.unit_id, 0])[
            :-2
        ]
        self.talk = self._talk(request, page) if page.version else None
        self.before, self.after = self._columns()
        self.total = _opening(_("Total") if self.sheet.consolidates else _("This period"), "gb-num rp-now")
        estimate, formula = _("Estimate before the cut-off"), _("Came from a formula of the workbook")
        self.marks = [
            f' <span class="rp-mark" title="{escape(estimate)}">{escape(_("est."))}</span>',
            f' <span class="rp-mark" title="{escape(formula)}">ƒ</span>',
        ]
        self.unknown = {"term": escape(_("not known"))}
        self.ratio, self.deducted = escape(_("ratio")), _("%(n)s are counted at the lead unit")

    def _columns(self) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """(value, opening tag) of the cells before and after the total."""
        before = [("own", _("Own part")), ("below", _("From below")), ("adjustment", _("Adjustment"))]
        after = [("to_date", _("Since 1 January"))] if self.sheet.has_to_date else []
        after += [("term", _("Since the term began"))] if self.sheet.has_term else []
        after += [
            ("previous", _("Previous period")),
            ("last_year", _("Same period last year")),
            ("change_last_year", _("Against last year")),
        ]
        after += (
            [("plan", _("Plan of the year")), ("percent", _("%% of plan") % ())]
            if self.sheet.has_plan
            else []
        )
        first = before if self.sheet.consolidates else []
        return [(k, _opening(w)) for k, w in first], [(k, _opening(w)) for k, w in after]

    def _talk(self, request: HttpRequest, page: ReportPage) -> tuple[str, str, str, str]:
        """The form for a remark, in pieces between which stand the line's name, its code and its label."""
        button = f"{icon('message-square')} {escape(_('Remark'))}"
        action = reverse("reporting:comment", args=[page.report.pk])
        token = f'<input type="hidden" name="csrfmiddlewaretoken" value="{get_token(request)}">'
        return (
            '<details class="rp-talk"><summary><span class="visually-hidden">',
            f': </span>{button}</summary>\n<form method="post" action="{action}">{token}'
            '<input type="hidden" name="cell" value="',
            '"><textarea class="form-control" name="body" rows="2" maxlength="4000" required aria-label="',
            f'"></textarea><button class="btn btn-quiet btn-small">{escape(_("Write the remark"))}</button>'
            "</form></details>",
        )

    def row(self, line: Line) -> str:
        css = "rp-changed " if line.changed else ""
        css += "gb-row-late" if line.returned else "gb-row-due" if line.doubts else ""
        cells = "".join([self._cell(line, key, opening) for key, opening in self.before])
        cells += f"{self.total}{self._figure(line)}</td>"
        cells += "".join(
            [f"{opening}{_shown(line, key, self.unknown.get(key, '–'))}</td>" for key, opening in self.after]
        )
        return f'<tr role="row" id="{escape(line.anchor)}" class="{css}">{self._head(line)}{cells}</tr>'

    def _head(self, line: Line) -> str:
        nested = ' class="rp-nested"' if line.nested else ""
        number = f'<span class="rp-number">{escape(line.number)}</span> '
        about = f'<span class="rp-about">{number}{escape(line.about)}</span>' if line.about else number
        unit = f'<span class="gb-unit">{escape(line.cell.unit_of_measure)}</span>'
        said = (
            line.returned or line.changed or line.missing or line.remarks or line.doubts or line.reason
            or line.comments
        )  # fmt: skip
        notes = self.notes.render({"line": line}) if said else ""
        talk = self._remark(line) if self.talk else ""
        return (
            f'<th scope="row" role="rowheader"{nested}>{about}{escape(line.label)} {unit}{notes}{talk}</th>'
        )

    def _remark(self, line: Line) -> str:
        opening, form, area, closing = self.talk or ("", "", "", "")
        label = escape(_("Remark on “%(name)s”") % {"name": line.cell.name})
        return f"{opening}{escape(line.cell.name)}{form}{escape(line.cell.code)}{area}{label}{closing}"

    def _cell(self, line: Line, key: str, opening: str) -> str:
        text = _shown(line, key)
        if key == "below" and line.shown.get(key):
            text = f'<a href="{self.source}{line.cell.slot}/">{text}</a>'
        return f"{opening}{text}</td>"

    def _figure(self, line: Line) -> str:
        """The total with its marks."""
        text = _shown(line, "total")
        text += (self.marks[0] if line.estimate else "") + (self.marks[1] if line.formula else "")
        if line.shown.get("ratio"):
            text += f'<span class="gb-unit">{self.ratio} {escape(line.shown["ratio"])}</span>'
        if line.shown.get("deducted"):
            text += f'<span class="gb-unit">{escape(self.deducted % {"n": line.shown["deducted"]})}</span>'
        return text


def _opening(label: str, css: str = "gb-num") -> str:
    return f'<td role="cell" class="{css}" data-label="{escape(label)}">'


def _shown(line: Line, key: str, nothing: str = "–") -> str:
    text = line.shown.get(key)
    return escape(text) if text else nothing
