"""The lines of a report's page. A form may have hundreds: they are drawn here, several times faster than by a
template; what only few lines have (remarks, doubts, what changed) is still the template `_line_notes.html`.
"""

from __future__ import annotations

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import get_template
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from giaoban.kit.ui.icons import icon

from ..queries.report_page import ReportPage
from ..queries.sheet import Line


def sheet_rows(request: HttpRequest, page: ReportPage) -> dict[str, SafeString]:
    """Section → the rows of its table."""
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
        self.marks = [
            f' <span class="rp-mark" title="{escape(_("Estimate before the cut-off"))}">{escape(_("est."))}</span>',
            f' <span class="rp-mark" title="{escape(_("Came from a formula of the workbook"))}">ƒ</span>',
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
        after += [("plan", _("Plan of the year")), ("percent", _("% of plan"))] if self.sheet.has_plan else []
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
