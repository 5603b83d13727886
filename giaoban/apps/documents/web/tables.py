"""Lists of documents and contents."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from giaoban.kit.ui import columns, filters, tables

from ..enums import (
    CONTENT_TONE,
    TONE,
    URGENCY_TONE,
    ContentKind,
    ContentState,
    Direction,
    DocumentState,
    Urgency,
)
from ..models import DocumentType


def document_url(row: Any) -> str:
    return reverse("documents:document", args=[row.pk])


def content_url(row: Any) -> str:
    return reverse("documents:content", args=[row.pk])


class DocumentTable(tables.Table):
    """Documents as a register shows them."""

    symbol = columns.Column(
        _("Number and symbol"), accessor=lambda r: r.symbol or "–", order_by="number", link=document_url
    )
    type = columns.Column(_("Type"), accessor="type.name", order_by="type.position")
    summary = columns.Column(_("Summary"), orderable=False)
    issuer_name = columns.Column(_("Issuer"))
    issued_on = columns.DayColumn(_("Dated"))
    received_on = columns.DayColumn(_("Date received"))
    urgency = columns.StateColumn(Urgency, URGENCY_TONE, _("Urgency"))
    state = columns.StateColumn(DocumentState, TONE)
    replaced = columns.YesColumn(_("Replaced"), accessor="is_replaced", order_by="is_replaced")

    class Meta(tables.Table.Meta):
        empty_text = _("No document has been registered yet.")


class DocumentFilter(filters.FilterSet):
    """Words, direction, type, issuer, year, state."""

    q = filters.SearchFilter(field_name="folded", label=_("Symbol, summary or issuer"))
    direction = filters.ChoiceFilter(choices=Direction.choices, label=_("Direction"))
    type = filters.ModelChoiceFilter(queryset=DocumentType.objects.all(), label=_("Type"))
    issuer = filters.ChoiceFilter(field_name="issuer_name", label=_("Issuer"))
    year = filters.ChoiceFilter(field_name="year", label=_("Year"))
    state = filters.ChoiceFilter(choices=DocumentState.choices, label=_("State"))
    replaced = filters.YesFilter(field_name="is_replaced", label=_("Replaced by a newer one"))

    def __init__(self, data: Any, queryset: QuerySet[Any]) -> None:
        super().__init__(data, queryset)
        plain = queryset.order_by()
        names = plain.values_list("issuer_name", flat=True).distinct()[:200]
        years = plain.values_list("year", flat=True).distinct()
        self.form.fields["issuer"].choices = [("", _("All")), *((n, n) for n in sorted(names))]
        self.form.fields["year"].choices = [("", _("All")), *((y, y) for y in sorted(years, reverse=True))]


class ContentTable(tables.Table):
    """Drafts and issued contents."""

    title = columns.Column(_("Title"), link=content_url)
    kind = columns.Column(_("Kind"), accessor="get_kind_display", order_by="kind")
    unit = columns.Column(_("Unit"), accessor="unit.short_name", order_by="unit.sort_key")
    state = columns.StateColumn(ContentState, CONTENT_TONE)
    waiting = columns.NumberColumn(_("Comments without answer"))
    updated_at = columns.MomentColumn(_("Last changed"))

    class Meta(tables.Table.Meta):
        empty_text = _("No draft yet. Begin one, or let a briefing write it.")


class ContentFilter(filters.FilterSet):
    kind = filters.ChoiceFilter(choices=ContentKind.choices, label=_("Kind"))
    state = filters.ChoiceFilter(choices=ContentState.choices, label=_("State"))


class PaperNoteTable(tables.Table):
    """Days and entry numbers, nothing else."""

    received_on = columns.DayColumn(_("Date received"))
    entry = columns.Column(_("See the paper register, entry"))
    unit = columns.Column(_("Unit"), accessor="unit.short_name", order_by="unit.sort_key")

    class Meta(tables.Table.Meta):
        empty_text = _("Nothing has been noted.")
