"""Lists of documents and contents."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from giaoban.kit.ui import columns, filters, tables
from giaoban.kit.ui.addresses import row_address

from ..domain.matters import retention_words
from ..enums import (
    CONTENT_TONE,
    MATTER_TONE,
    OUTGOING_TONE,
    TONE,
    URGENCY_TONE,
    ContentKind,
    ContentState,
    Direction,
    DocumentState,
    MatterState,
    OutgoingState,
    Urgency,
)
from ..models import DocumentType


def document_url(row: Any) -> str:
    return row_address("documents:document", row.pk)


def content_url(row: Any) -> str:
    return row_address("documents:content", row.pk)


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
    replaced = columns.YesColumn(_("Replaced or recalled"), accessor="is_replaced", order_by="is_replaced")

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
    kind = columns.ChoiceColumn(ContentKind, _("Kind"))
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


def outgoing_url(row: Any) -> str:
    return row_address("documents:outgoing", row.pk)


class OutgoingTable(tables.Table):
    """What a unit writes, from the first word to the seal."""

    symbol = columns.Column(
        _("Number and symbol"), accessor=lambda r: r.document.symbol if r.document else "–", orderable=False
    )
    summary = columns.Column(_("Summary"), link=outgoing_url, orderable=False)
    type = columns.Column(_("Type"), accessor="type.name", order_by="type.position")
    state = columns.StateColumn(OutgoingState, OUTGOING_TONE)
    created_at = columns.MomentColumn(_("Begun"))

    class Meta(tables.Table.Meta):
        empty_text = _("Nothing has been written here yet. Begin with “Write a document”.")


class OutgoingFilter(filters.FilterSet):
    state = filters.ChoiceFilter(choices=OutgoingState.choices, label=_("State"))
    type = filters.ModelChoiceFilter(queryset=DocumentType.objects.all(), label=_("Type"))


class SeriesTable(tables.Table):
    """Number series of a unit."""

    code = columns.Column(_("Series"), accessor=lambda r: r.code, order_by="code")
    span = columns.Column(_("Year or term"))
    last = columns.Column(_("Last number"))
    began_after = columns.NumberColumn(_("Given on paper before"))
    used = columns.NumberColumn(_("Given here"))
    skipped = columns.NumberColumn(_("Skipped"))

    class Meta(tables.Table.Meta):
        empty_text = _("No number has been given here yet.")


class ArrivalTable(tables.Table):
    """Units that a document was sent to."""

    unit = columns.Column(_("Unit"), accessor="unit.name", order_by="unit.sort_key")
    sent_at = columns.MomentColumn(_("Sent"))
    received_at = columns.MomentColumn(_("Received"))
    acknowledged_at = columns.MomentColumn(_("Acknowledged"))
    due_on = columns.DayColumn(_("Deadline"))

    class Meta(tables.Table.Meta):
        empty_text = _("The document has not been sent to anybody yet.")


class ArrivalFilter(filters.FilterSet):
    q = filters.SearchFilter(field_name="unit__folded", label=_("Unit"))
    waiting = filters.YesFilter(
        field_name="acknowledged_at", lookup_expr="isnull", label=_("Not acknowledged yet")
    )


class SentToTable(tables.Table):
    """What other units sent to one's own."""

    document = columns.Column(
        _("Document"),
        accessor=lambda r: str(r.document),
        link=lambda r: document_url(r.document),
        order_by="document.symbol",
    )
    summary = columns.Column(_("Summary"), accessor="document.summary", orderable=False)
    sender = columns.Column(_("Sender"), accessor="document.unit.name", order_by="document.unit.sort_key")
    unit = columns.Column(_("Sent to"), accessor="unit.short_name", order_by="unit.sort_key")
    sent_at = columns.MomentColumn(_("Sent"))
    due_on = columns.DayColumn(_("To be acknowledged by"))
    acknowledged_at = columns.MomentColumn(_("Acknowledged"))

    class Meta(tables.Table.Meta):
        empty_text = _("Nothing has been sent to your unit here.")


def matter_url(row: Any) -> str:
    return row_address("documents:matter", row.pk)


class MatterTable(tables.Table):
    """The list of files of a year, or those of which the retention has ended."""

    code = columns.Column(_("Number and symbol"))
    title = columns.Column(_("Title of the file"), link=matter_url, orderable=False)
    retention = columns.Column(
        _("Retention"), accessor=lambda r: retention_words(r.retention_years), order_by="retention_years"
    )
    keeper = columns.Column(_("In charge"), accessor="keeper.user.label", orderable=False)
    filed = columns.NumberColumn(_("Papers"), decimals=0)
    state = columns.StateColumn(MatterState, MATTER_TONE)
    last_year_kept = columns.Column(_("Kept until the end of"), orderable=False)

    class Meta(tables.Table.Meta):
        empty_text = _("No file stands in this list.")
