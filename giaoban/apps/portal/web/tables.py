"""Lists of the editors' desk."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from giaoban.kit.ui import columns, filters, tables
from giaoban.kit.ui.addresses import row_address

from ..enums import TONE, ItemState
from ..queries.categories import categories, name_of


def _address(record: Any) -> str:
    return row_address("portal:desk_item", record.pk)


class ItemTable(tables.Table):
    """News of the unit: what, how far, since when."""

    title = columns.Column(_("News"), order_by="folded_title", link=_address)
    category = columns.Column(_("Category"), accessor=lambda r: name_of(r.category, get_language() or ""))
    state = columns.StateColumn(ItemState, TONE)
    updated_at = columns.MomentColumn(_("Written"))
    published_at = columns.MomentColumn(pgettext_lazy("news", "Published"))

    class Meta(tables.Table.Meta):
        empty_text = _("No news yet. Write one, or let a conference draft it.")


class ItemFilter(filters.FilterSet):
    """Words of the title, state, category."""

    q = filters.SearchFilter(field_name="folded_title")
    state = filters.ChoiceFilter(choices=ItemState.choices, label=_("State"))
    category = filters.ChoiceFilter(
        choices=[(c.code, c.names["vi"]) for c in categories()], label=_("Category")
    )


class DocumentTable(tables.Table):
    """Issued documents of the unit, and whether they stand on the public page."""

    document = columns.Column(_("Document"), accessor=str, order_by="symbol")
    issued_on = columns.DayColumn(_("Dated"))
    summary = columns.Column(_("Summary"))
    is_shown = columns.YesColumn(_("Public"))

    class Meta(tables.Table.Meta):
        empty_text = _("No document was issued and sealed here yet.")

    def __init__(self, rows: Any, request: Any, may: bool, **options: Any) -> None:
        todo = columns.LinksColumn(self.links)
        super().__init__(rows, request, extra_columns=[("todo", todo)] if may else [], **options)

    @staticmethod
    def links(record: Any) -> list[tuple[Any, str]]:
        label = _("Take off the page") if record.is_shown else _("Make public")
        return [(label, row_address("portal:desk_document", record.pk))]


class ConferenceTable(tables.Table):
    """Conferences that were held, and whether the unit has news about them."""

    title = columns.Column(_("Conference"), order_by="folded")
    starts_at = columns.MomentColumn(_("Begins at"))
    unit = columns.Column(_("Convened by"), accessor="unit.short_name", order_by="unit.sort_key")
    is_told = columns.YesColumn(_("News about it"))
    todo = columns.LinksColumn(lambda r: [(_("Draft the news"), row_address("portal:desk_conference", r.pk))])

    class Meta(tables.Table.Meta):
        empty_text = _("No conference in which the unit took part has been held yet.")
