"""Lists of proposals."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from giaoban.kit.ui import columns, filters, tables
from giaoban.kit.ui.addresses import row_address

from ..enums import TONE, Kind, State


def proposal_link(record: Any) -> str:
    return row_address("proposals:proposal", record.pk)


class ProposalTable(tables.Table):
    """What is asked, by how many, of whom, how far."""

    headline = columns.Column(_("What is asked for"), order_by="folded", link=proposal_link)
    kind = columns.ChoiceColumn(Kind, _("Kind"))
    raisers = columns.NumberColumn(_("Raised by"), unit=_("units"))
    addressee = columns.Column(_("Addressee"), orderable=False)
    due = columns.DayColumn(_("Answer by"))
    raised_at = columns.DayColumn(_("Raised on"))
    state = columns.StateColumn(State, TONE)

    class Meta(tables.Table.Meta):
        empty_text = _("Nothing has been raised yet. Proposals come from reports, speeches and letters.")


class ProposalFilter(filters.FilterSet):
    """Words, state, kind, addressee."""

    q = filters.SearchFilter(field_name="folded")
    state = filters.ChoiceFilter(choices=[c for c in State.choices if c[0] != State.MERGED], label=_("State"))
    kind = filters.ChoiceFilter(choices=Kind.choices, label=_("Kind"))
    to = filters.SearchFilter(field_name="addressee_unit__folded", label=_("Addressee"))


class AnsweringTable(tables.Table):
    """Who answers, and how fast."""

    name = columns.Column(_("Addressee"), orderable=False)
    open = columns.NumberColumn(_("Waiting now"), decimals=0, orderable=False)
    overdue = columns.NumberColumn(_("of it overdue"), decimals=0, orderable=False)
    answered = columns.NumberColumn(_("Answered"), decimals=0, orderable=False)
    in_time = columns.NumberColumn(_("of it in time"), decimals=0, orderable=False)
    days = columns.NumberColumn(_("Median days to an answer"), decimals=1, orderable=False)

    class Meta(tables.Table.Meta):
        empty_text = _("Nothing has been sent to anybody yet.")


class BecameTable(tables.Table):
    """What a unit asked and the last word on it."""

    headline = columns.Column(
        _("What we asked"), accessor="proposal.headline", orderable=False,
        link=lambda record: proposal_link(record.proposal),
    )  # fmt: skip
    raised_at = columns.DayColumn(_("Raised on"), accessor="proposal.raised_at")
    addressee = columns.Column(_("Addressee"), accessor="proposal.addressee", orderable=False)
    answer = columns.Column(_("Last answer"), orderable=False)
    state = columns.StateColumn(State, TONE, accessor="proposal.state")

    class Meta(tables.Table.Meta):
        empty_text = _("Your unit has not asked for anything yet.")
