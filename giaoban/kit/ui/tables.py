"""Tables: sort, filter, page, export; the state is in the address; htmx swaps the table alone.

    class ShopTable(tables.Table):
        unit = columns.Column(_("Unit"), accessor="unit.name", order_by="unit.sort_key", link=unit_url)
        shops = columns.NumberColumn(_("Shops"), unit=_("shops"))
        class Meta:
            empty_text = _("No unit has reported yet. Open the period first.")

    def shops(request):
        return tables.page(request, ShopTable(queries.shops(request.actor), request), "…/shops.html", {…})

django-tables2 declares columns and orders; rows are drawn here, several times faster than by its templates.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, ClassVar
from urllib.parse import urlencode

import django_tables2
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.functional import Promise, cached_property
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from giaoban.kit.text import fold
from giaoban.kit.ui.columns import EMPTY, Column, reader
from giaoban.kit.ui.icons import icon

PER_PAGE = 25
MAX_PER_PAGE = 200
SIZES = (25, 50, 100, 200)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Table(django_tables2.Table):  # type: ignore[misc]
    """A table bound to a request.

    `filters`: a bound FilterSet (its form stands above the table). `title`: caption, and name of the export.
    `totals`: values of a last row by column name. `narrow`: on a phone the rows become "cards", or the table
    "scroll"s inside its own region. `prefix` tells two tables of one page apart.
    """

    narrow: ClassVar[str] = "cards"
    counted_to: ClassVar[int | None] = None
    """Rows are counted, and pages told, up to here: counting half a million costs more than showing 25. A file
    (`export`) holds them all."""

    class Meta:
        empty_text = _("There is nothing here yet.")

    def __init__(
        self,
        data: Any,
        request: HttpRequest,
        *,
        title: str | Promise = "",
        filters: Any = None,
        totals: Mapping[str, Any] | None = None,
        per_page: int = PER_PAGE,
        empty: str | Promise | None = None,
        empty_link: tuple[str | Promise, str] | None = None,
        exports: bool = True,
        **options: Any,
    ) -> None:
        fields = {"order_by_field": "sort", "page_field": "page", "per_page_field": "rows"}
        empty = empty or self._meta.empty_text or Table.Meta.empty_text
        super().__init__(data, **fields, **options, empty_text=empty)
        self.request, self.title, self.filters = request, title, filters
        self.totals, self.empty_link, self.exports = totals or {}, empty_link, exports
        self.dom_id = f"{self.prefix or ''}{slugify(type(self).__name__)}"
        wanted = request.GET.getlist(self.prefixed_order_by_field)
        if wanted:
            self.order_by = wanted
        _settle_ties(self.data)
        self._shape = [_Drawn(bound, first=i == 0) for i, bound in enumerate(self.columns)]
        rows = _number(request.GET.get(self.prefixed_per_page_field), per_page)
        self.paginate(
            paginator_class=partial(_Pages, counted_to=self.counted_to),
            per_page=max(1, min(rows, MAX_PER_PAGE)),
            page=1,
        )
        self.page: Page[Any] = self.paginator.get_page(request.GET.get(self.prefixed_page_field))
        if not self.paginator.count:
            self.page.object_list = []  # the count has been asked for; the rows need not be

    def row_class(self, record: Any) -> str:
        """A class for the row, for example "gb-row-late". Empty by default."""
        return ""

    @property
    def drawn_columns(self) -> Sequence[_Drawn]:
        return self._shape

    def head(self) -> Iterator[SafeString]:
        """The heading cells, with sort links and aria-sort."""
        for drawn in self._shape:
            yield drawn.heading(self)

    def body(self) -> SafeString:
        """The rows of this page."""
        shape, row_class = self._shape, self.row_class
        role = ' role="row"' if self.narrow == "cards" else ""
        lines = []
        for row in self.page.object_list:
            record = getattr(row, "record", row)
            name = row_class(record)
            opening = f'<tr{role} class="{escape(name)}">' if name else f"<tr{role}>"
            lines.append(opening + "".join([drawn.cell(record) for drawn in shape]) + "</tr>")
        return mark_safe("\n".join(lines))  # noqa: S308 (cells are escaped)

    def foot(self) -> SafeString:
        """The row of totals, or nothing."""
        if not self.totals:
            return SafeString("")
        return mark_safe("".join(drawn.total(self.totals) for drawn in self._shape))  # noqa: S308

    def address(self, **changes: Any) -> str:
        """This page's query with `changes`; None takes a parameter out; a new order starts at page 1."""
        query = {k: v for k, v in self.request.GET.lists() if any(v)}
        for key, value in changes.items():
            query.pop(f"{self.prefix or ''}{key}", None)
            if value is not None:
                query[f"{self.prefix or ''}{key}"] = [str(value)]
        return "?" + urlencode(query, doseq=True)

    def carried(self) -> Iterator[tuple[str, str]]:
        """The parameters that the filter form must carry along (order, rows a page)."""
        for field in (self.prefixed_order_by_field, self.prefixed_per_page_field):
            if self.request.GET.get(field):
                yield field, self.request.GET[field]

    def pages(self) -> Iterator[tuple[str, str, bool]]:
        """(text, address, current) of the page links; a gap has no address."""
        for number in self.paginator.get_elided_page_range(self.page.number, on_each_side=2, on_ends=1):
            if isinstance(number, int):
                yield str(number), self.address(page=number, export=None), number == self.page.number
            else:
                yield "…", "", False

    def sizes(self) -> Iterator[tuple[str, str, bool]]:
        """(text, address, current) of the choices of rows a page, as far as they make a difference."""
        previous = 0
        for size in SIZES:
            if previous < self.paginator.count:
                yield str(size), self.address(rows=size, page=None), size == self.paginator.per_page
            previous = size

    @property
    def filtered(self) -> bool:
        """Does the address carry a filter with a value?"""
        form = getattr(self.filters, "form", None)
        return form is not None and any(any(self.request.GET.getlist(name)) for name in form.fields)

    def exported(self) -> list[_Drawn]:
        """The columns that go into a file."""
        return [drawn for drawn in self._shape if drawn.column.exported]

    def records(self) -> Iterable[Any]:
        """Every row of every page, in the order shown."""
        data = self.data.data
        return data.iterator(chunk_size=2000) if isinstance(data, QuerySet) else data


class _Pages(Paginator):  # type: ignore[type-arg] # the kit runs without the stubs' patch of Django
    """Pages of rows counted up to `counted_to`; `more` says that there are more of them."""

    def __init__(self, rows: Any, per_page: int, *, counted_to: int | None = None, **options: Any) -> None:
        super().__init__(rows, per_page, **options)
        self.counted_to, self.more = counted_to, False

    @cached_property
    def count(self) -> int:
        rows = getattr(self.object_list, "data", self.object_list)
        rows = getattr(rows, "data", rows)
        if self.counted_to is None or not isinstance(rows, QuerySet):
            return super().count
        found = rows.order_by()[: self.counted_to + 1].count()
        self.more = found > self.counted_to
        return min(found, self.counted_to)


class _Drawn:
    """One column, prepared once a request so that a cell costs one call."""

    def __init__(self, bound: Any, *, first: bool) -> None:
        column: Column = bound.column
        self.bound, self.column, self.name = bound, column, bound.name
        self.label, self.unit = bound.verbose_name, column.unit
        self.read = column.read or reader(str(bound.accessor))
        tag, role = ("th", ' scope="row" role="rowheader"') if first else ("td", ' role="cell"')
        css = f' class="{column.css}"' if column.css else ""
        label = escape(f"{self.label} ({self.unit})" if self.unit else self.label)
        self.opening, self.closing = f'<{tag}{role}{css} data-label="{label}">', f"</{tag}>"

    def cell(self, record: Any) -> str:
        value = self.read(record)
        if value is None or value == "":
            return f"{self.opening}{EMPTY}{self.closing}"
        text = self.column.html(value, record)
        link = self.column.link_to
        url = link(record) if link else None
        if url:
            text = f'<a href="{escape(url)}">{text}</a>'
        return f"{self.opening}{text}{self.closing}"

    def plain(self, record: Any) -> Any:
        value = self.read(record)
        return None if value is None else self.column.plain(value, record)

    def total(self, totals: Mapping[str, Any]) -> str:
        if self.name not in totals:
            return f"{self.opening}{self.closing}"
        value = totals[self.name]
        text = value if isinstance(value, str | Promise) else self.column.html(value, None)
        return f"{self.opening}{escape(text) if isinstance(text, Promise) else text}{self.closing}"

    def heading(self, table: Table) -> SafeString:
        label: Any = self.label
        if self.unit:
            label = format_html('{}<span class="gb-unit">{}</span>', label, self.unit)
        css = self.column.css
        title = format_html(' title="{}"', self.column.hint) if self.column.hint else ""
        if not self.bound.orderable:
            return format_html('<th scope="col" role="columnheader" class="{}"{}>{}</th>', css, title, label)
        alias = self.bound.order_by_alias
        order, sign = "none", "chevrons-up-down"
        if self.bound.is_ordered:
            order, sign = ("descending", "arrow-down") if alias.is_descending else ("ascending", "arrow-up")
        url = table.address(sort=alias.next, page=None)
        return format_html(
            '<th scope="col" role="columnheader" class="{}" aria-sort="{}"{}>'
            '<a id="{}-sort-{}" href="{}" hx-get="{}"><span>{}</span>{}</a></th>',
            css, order, title, table.dom_id, self.name, url, url, label, icon(sign),
        )  # fmt: skip


def _number(text: str | None, default: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else default


def _settle_ties(data: Any) -> None:
    """Equal keys keep one order, or a row would stand on two pages and another on none."""
    queryset = getattr(data, "data", None)
    if isinstance(queryset, QuerySet) and queryset.ordered and not queryset.query.values_select:
        ordering = queryset.query.order_by or queryset.model._meta.ordering
        if ordering and not queryset.query.is_sliced and not {"pk", "-pk"} & set(map(str, ordering)):
            data.data = queryset.order_by(*ordering, "pk")


def page(
    request: HttpRequest, table: Table, template: str, context: Mapping[str, Any] | None = None
) -> HttpResponse:
    """The page, the table alone (for htmx), or the file (`?export=xlsx|csv`): one view, one query.

    The template shows the table with `{% table table %}`; the context's name for it is "table".
    """
    kind = request.GET.get(f"{table.prefix or ''}export", "")
    if table.exports and kind in ("xlsx", "csv"):
        return _export(table, kind)
    htmx = getattr(request, "htmx", None)
    alone = bool(htmx) and not htmx.boosted and htmx.target == table.dom_id  # type: ignore[union-attr]
    data = {"title": table.title, **(context or {}), "table": table, "fragment": alone}
    response = render(request, "kit/_table.html" if alone else template, data)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


def _export(table: Table, kind: str) -> HttpResponse:
    """The whole table, every page of it, as a file."""
    from giaoban.kit import export

    shape = table.exported()
    heads = [export.ExportColumn(d.label, export.Kind(d.column.kind), d.unit or "") for d in shape]
    rows = ([drawn.plain(record) for drawn in shape] for record in table.records())
    if kind == "csv":
        response = HttpResponse(export.export_csv(heads, rows), content_type="text/csv; charset=utf-8")
    else:
        content = export.export_xlsx(heads, rows, title=str(table.title))
        response = HttpResponse(content, content_type=XLSX)
    name = slugify(fold(str(table.title))) or table.dom_id
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response
