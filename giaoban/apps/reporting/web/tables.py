"""Tables of reporting: progress, inbox, doubts, imports, figures, sources."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from giaoban.apps.files.models import StoredFile
from giaoban.kit.ui import columns, filters, parts, tables
from giaoban.kit.ui.addresses import row_address
from giaoban.kit.ui.badges import badge
from giaoban.kit.ui.icons import icon

from ..domain.cell_part import CellPart
from ..domain.typed import show
from ..enums import TONE, DoubtState, ImportState, ReportState
from ..models import Collection, Doubt
from ..queries.doubts import times
from ..queries.figure_table import FigureRow, FigureTable, columns_of, shown_figure
from ..queries.progress_page import UnitProgress
from ..queries.sheet import anchor
from ..queries.source_page import PartLine, SourcePage

DOUBT_TONE = {
    DoubtState.OPEN: "due",
    DoubtState.EXPLAINED: "done",
    DoubtState.CONFIRMED: "done",
    DoubtState.CORRECTED: "info",
}
IMPORT_TONE = {ImportState.GOOD: "done", ImportState.UNCHANGED: "neutral", ImportState.BAD: "late"}


class ReportStateColumn(columns.StateColumn):
    """The state of a unit's own report; late and overdue beside it, in words."""

    def html(self, value: Any, record: Any) -> str:
        shown = super().html(value, record)
        if getattr(record, "overdue", False):
            return format_html("{} {}", shown, badge(_("Overdue"), "late"))
        if getattr(record, "late", False):
            return format_html("{} {}", shown, badge(_("Handed in late"), "late"))
        return shown


class BarColumn(columns.Column):
    """How many of the expected were handed in, as a bar with its numbers."""

    def html(self, value: Any, record: Any) -> str:
        done = value.received == value.expected and value.expected
        return parts.progress(value.handed_in, value.expected, tone="done" if done else "progress")

    def plain(self, value: Any, record: Any) -> Any:
        return value.percent


class UnitProgressTable(tables.Table):
    """Units of one level."""

    unit = columns.Column(_("Unit"), accessor="unit.name", order_by="unit.sort_key")
    state = ReportStateColumn(ReportState, TONE, _("Own report"), orderable=False)
    deadline = columns.MomentColumn(_("Deadline"), accessor="expectation.deadline")
    handed_in_at = columns.MomentColumn(_("Handed in"))
    bar = BarColumn(_("With everybody below"), accessor="below", orderable=False, export=False)
    expected = columns.NumberColumn(_("Expected to report"), accessor="below.expected", decimals=0)
    received = columns.NumberColumn(_("Received"), accessor="below.received", decimals=0)
    missing = columns.NumberColumn(_("Not handed in"), accessor="below.missing", decimals=0)
    late_count = columns.NumberColumn(_("Handed in late"), accessor="below.late", decimals=0)
    returned = columns.NumberColumn(_("Returned"), accessor="below.returned", decimals=0)

    class Meta(tables.Table.Meta):
        empty_text = _("Nobody reports to this unit in this collection.")

    def row_class(self, record: UnitProgress) -> str:
        return "gb-row-late" if record.overdue else ""


class AreaProgressTable(tables.Table):
    """Areas of one level, over every unit at them."""

    name = columns.Column(_("Area"), order_by="sort_key")
    bar = BarColumn(_("Handed in"), accessor="progress", orderable=False, export=False)
    expected = columns.NumberColumn(_("Expected to report"), accessor="progress.expected", decimals=0)
    received = columns.NumberColumn(_("Received"), accessor="progress.received", decimals=0)
    missing = columns.NumberColumn(_("Not handed in"), accessor="progress.missing", decimals=0)
    late_count = columns.NumberColumn(_("Handed in late"), accessor="progress.late", decimals=0)
    overdue = columns.NumberColumn(_("Overdue"), decimals=0)

    class Meta(tables.Table.Meta):
        empty_text = _("Nobody reports to this unit in this collection.")

    def row_class(self, record: Any) -> str:
        return "gb-row-late" if record.overdue else ""


class ReceiveColumn(columns.Column):
    """One click: the button of a form that the page puts around the table; htmx swaps the table alone."""

    css = "gb-cell-actions"

    def html(self, value: Any, record: Any) -> str:
        return format_html(
            '<button class="btn btn-primary btn-small" name="report" value="{}" hx-post="" hx-target="#inboxtable"'
            ' hx-swap="outerHTML">{} {}<span class="visually-hidden"> – {}</span></button>'
            ' <a class="btn btn-quiet btn-small" href="{}">{}<span class="visually-hidden"> – {}</span></a>',
            record.pk, icon("inbox"), _("Receive"), record.unit_then,
            row_address("reporting:step", record.pk, "returned"), _("Return"), record.unit_then,
        )  # fmt: skip


class InboxTable(tables.Table):
    """Handed-in reports that wait."""

    unit = columns.Column(
        _("Unit"),
        accessor="unit_then",
        order_by="expectation.unit.sort_key",
        link=lambda r: row_address("reporting:report", r.pk),
    )
    number = columns.Column(
        _("Number"), accessor=lambda r: f"{r.number}{r.symbol}" if r.number else None, order_by="number"
    )
    handed_in_at = columns.MomentColumn(_("Handed in"))
    late = columns.YesColumn(_("Handed in late"), accessor=lambda r: r.late or None, order_by="late")
    open_doubts = columns.NumberColumn(_("Figures to be checked"), decimals=0)
    again = columns.Column(
        _("Which hand-in"),
        accessor=lambda r: _("a correction") if r.counted_id else _("first time"),
        orderable=False,
    )
    act = ReceiveColumn(_("Actions"), accessor="pk", orderable=False, export=False)

    class Meta(tables.Table.Meta):
        empty_text = _("Nothing waits to be received.")

    def row_class(self, record: Any) -> str:
        return "gb-row-due" if record.open_doubts else ""


class DoubtFilter(filters.FilterSet):
    """State, collection, organisation, words of the unit's name."""

    q = filters.SearchFilter(field_name="report__expectation__unit__folded", label=_("Unit"))
    state = filters.ChoiceFilter(choices=DoubtState.choices, label=_("State"))
    collection = filters.ModelChoiceFilter(
        field_name="report__expectation__collection",
        queryset=Collection.objects.none(),
        label=_("Collection"),
    )
    organisation = filters.ChoiceFilter(
        field_name="report__expectation__organisation_id", choices=(), label=_("Organisation")
    )

    def __init__(
        self, data: Any, queryset: QuerySet[Doubt], collections: QuerySet[Collection], organisations: Any
    ) -> None:
        super().__init__(data, queryset)
        self.filters["collection"].queryset = collections.select_related(None).only("title")
        self.filters["organisation"].extra["choices"] = organisations


class DoubtTable(tables.Table):
    """Figures to be checked. `names`: doubt id → figure."""

    figure = columns.Column(_("Figure"), accessor=lambda r: r.pk, orderable=False)
    unit = columns.Column(_("Unit"), accessor="unit_short_then", order_by="report.expectation.unit.sort_key")
    left = columns.NumberColumn(_("Reported"))
    compared = columns.Column(_("Compared with"), accessor=lambda r: r.rule, orderable=False)
    right = columns.NumberColumn(_("Figure compared with"))
    ratio = columns.NumberColumn(_("Times"), decimals=1, accessor=lambda r: times(r.ratio), order_by="ratio")
    explanation = columns.Column(_("The unit's explanation"), orderable=False)
    state = columns.StateColumn(DoubtState, DOUBT_TONE)
    raised_at = columns.DayColumn(_("Raised on"))

    class Meta(tables.Table.Meta):
        empty_text = _("No figure is called into question.")

    def row_class(self, record: Doubt) -> str:
        return "gb-row-due" if record.state == DoubtState.OPEN else ""


def doubt_column(name: Callable[[Doubt], str]) -> columns.Column:
    """The figure of a doubt, by name, leading to its page."""
    return columns.Column(
        _("Figure"), accessor=name, orderable=False, link=lambda d: row_address("reporting:doubt", d.pk)
    )


def compared_column(name: Callable[[Doubt], str]) -> columns.Column:
    """What a doubted figure is compared with, in words: a bare number says nothing."""
    return columns.Column(_("Compared with"), accessor=name, orderable=False)


class BatchTable(tables.Table):
    """Uploads of a collection."""

    started_at = columns.MomentColumn(_("Uploaded"), link=lambda r: row_address("reporting:import", r.pk))
    file = columns.Column(_("File"), accessor="file.name", orderable=False)
    by = columns.Column(_("By"), accessor=lambda r: str(r.user or ""), orderable=False)
    good = columns.NumberColumn(_("Taken in"), decimals=0)
    unchanged = columns.NumberColumn(_("Unchanged"), decimals=0)
    bad = columns.NumberColumn(_("Refused"), decimals=0)

    class Meta(tables.Table.Meta):
        empty_text = _("Nothing was uploaded yet.")


class ItemTable(tables.Table):
    """Files of an upload."""

    name = columns.Column(_("File"))
    state = columns.StateColumn(ImportState, IMPORT_TONE, _("Result"))
    unit = columns.Column(
        _("Report of"),
        accessor="report.expectation.unit.name",
        order_by="report.expectation.unit.sort_key",
        link=lambda r: row_address("reporting:report", r.report_id) if r.report_id else None,
    )
    problems = columns.NumberColumn(
        _("Problems"), accessor=lambda r: len(r.problems) or None, decimals=0, orderable=False
    )

    class Meta(tables.Table.Meta):
        empty_text = _("No file has been read yet.")


class PlaceColumn(columns.Column):
    """File › sheet › cell."""

    def html(self, value: Any, record: Any) -> str:
        return format_html('<span class="rp-place">{}</span>', value)


class ProblemTable(tables.Table):
    """What is wrong, where, and what to do."""

    place = PlaceColumn(
        _("Where"), accessor=lambda p: " › ".join(x for x in (p.file, p.sheet, p.ref) if x), orderable=False
    )
    value = columns.Column(_("What stands there"), orderable=False)
    message = columns.Column(_("What is wrong"), orderable=False)
    remedy = columns.Column(_("What to do"), orderable=False)

    class Meta(tables.Table.Meta):
        empty_text = _("No problem was found.")

    def row_class(self, record: Any) -> str:
        return "gb-row-due" if record.warning else "gb-row-late"


class FiguresTable(tables.Table):
    """Figures of one section (or all, for a file), a column an indicator; columns are made for each form."""

    narrow = "scroll"
    name = columns.Column(_("Unit or area"), orderable=False)

    class Meta(tables.Table.Meta):
        empty_text = _("No unit is expected here.")


def figures_table(
    request: HttpRequest, found: FigureTable, section: str | None, base_url: str, down_url: str, title: str
) -> FiguresTable:
    """The table of figures with its row of totals. A single unit's figure leads to its source (`base_url`), one of
    several units to those units (`down_url`, "" where there is no such page)."""
    chosen = columns_of(found, section)
    extra = [
        (f"c{n}", _figure_column(found, indicator, base_url, down_url))
        for n, (_s, indicator) in enumerate(chosen)
    ]
    totals: dict[str, Any] = {"name": _("Total")}
    totals |= {f"c{n}": shown_figure(found, found.total, i.code) for n, (_s, i) in enumerate(chosen)}
    rows = list(found.rows)
    if found.has_above and rows:
        rows.append(
            FigureRow(0, str(_("Units above these, own part")), found.above, None, False, frozenset())
        )
    return FiguresTable(
        rows, request, title=title, totals={k: v for k, v in totals.items() if v is not None},
        extra_columns=extra, per_page=200,
    )  # fmt: skip


def _figure_column(found: FigureTable, indicator: Any, base_url: str, down_url: str) -> columns.SumColumn:
    slot = found.definition.cells_by_indicator[indicator.code][0].slot
    ratio = indicator.value_type == "ratio"

    def link(row: FigureRow) -> str | None:
        if row.unit_id:
            return f"{base_url}{row.unit_id}/{slot}/"
        return f"{down_url}{row.key}" if down_url and row.key else None

    column = columns.SumColumn(
        indicator.short_name, unit="%" if ratio else indicator.unit_of_measure, hint=indicator.name, link=link,
        decimals=1 if ratio else indicator.decimals or 0, orderable=False,
        accessor=lambda row: shown_figure(found, row.values, indicator.code),
    )  # fmt: skip
    return column


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A summand as the page shows it: its words, where it leads, and its workbook."""

    line: PartLine
    value: str
    url: str
    file_url: str
    file_name: str

    @property
    def stands(self) -> list[CellPart]:
        """What of the figure stands in the cell, where that is not all of it."""
        return [self.line.part.stands] if self.line.part.stands else []


def source_lines(page: SourcePage, address: Callable[[StoredFile], str]) -> list[SourceLine]:
    """The summands of a figure; `address` makes a download address of a workbook."""
    found = []
    for line in page.lines:
        part, version = line.part, line.part.report.counted if line.part.report else None
        file = version.source_file if version else None
        down = reverse("reporting:source", args=[page.source.collection.pk, part.unit.pk, page.cell.slot])
        seen = part.report is not None and part.report.first_handed_in_at is not None
        report = row_address("reporting:report", part.report.pk) if part.report and seen else ""
        value = shown_value(page.cell, page.indicator, part.value)
        url = down if line.opens else f"{report}#{anchor(page.cell.code)}" if report else ""
        url = url if part.value is not None else ""
        found.append(SourceLine(line, value, url, address(file) if file else "", file.name if file else ""))
    return found


def source_totals(page: SourcePage) -> dict[str, str]:
    """The figure itself, live and handed in, its difference and its past, in the reader's words."""
    values = {
        "live": page.source.live, "handed_in": page.source.handed_in, "difference": page.difference,
        "previous": page.previous, "last_year": page.last_year,
    }  # fmt: skip
    return {name: shown_value(page.cell, page.indicator, value) for name, value in values.items()}


def shown_value(cell: Any, indicator: Any, value: Any) -> str:
    """A cell's figure in the reader's language; a dash for none."""
    return show(cell, indicator, value, get_language() or "vi") or "–"
