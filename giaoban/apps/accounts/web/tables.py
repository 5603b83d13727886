"""Lists of accounts: a row for each post that somebody holds."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Case, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from giaoban.kit.ui import columns, filters, tables

from ..enums import HOLDING_TONE, Holding, Post
from ..models import Appointment


def with_state(rows: QuerySet[Appointment], day: date, user_id: int | None) -> QuerySet[Appointment]:
    """`state` of each row on the day: locked, over, to come, or held; `mine` for the posts of a user."""
    state = Case(
        When(valid__fully_lt=(day, None), then=Value(Holding.OVER)),
        When(user__is_active=False, then=Value(Holding.LOCKED)),
        When(valid__startswith__gt=day, then=Value(Holding.TO_COME)),
        default=Value(Holding.HELD),
    )
    mine = Q(user_id=user_id)
    found: QuerySet[Appointment] = rows.select_related("user", "unit").annotate(state=state, mine=mine)
    return found


def _last(row: Appointment) -> date | None:
    return row.valid.upper - timedelta(days=1) if row.valid.upper else None


def _account(row: Appointment) -> str:
    return reverse("accounts:account", args=[row.user_id])


def _links(row: Any) -> list[tuple[Any, str]]:
    """One's own post is another administrator's to end."""
    if row.mine or row.state == Holding.OVER:
        return []
    return [(_("End the post"), reverse("accounts:end", args=[row.pk]))]


class PostTable(tables.Table):
    """Who holds which post where."""

    username = columns.Column(_("User name"), accessor="user.username", link=_account)
    unit = columns.Column(_("Unit"), accessor="unit.name", order_by=("unit.level", "unit.sort_key"))
    post = columns.ChoiceColumn(Post, _("Post"))
    since = columns.DayColumn(_("From"), accessor="valid.lower", order_by="valid__startswith")
    last = columns.DayColumn(_("Up to and with"), accessor=_last, order_by="valid__endswith")
    state = columns.StateColumn(Holding, HOLDING_TONE)
    steps = columns.LinksColumn(_links)

    class Meta(tables.Table.Meta):
        empty_text = _("Nobody holds a post here yet. Make an account.")


class AccountFilter(filters.FilterSet):
    """Unit, user name, post, state."""

    q = filters.SearchFilter(field_name="unit__folded", label=_("Unit"))
    name = filters.SearchFilter(field_name="user__username", label=_("User name"))
    post = filters.ChoiceFilter(choices=Post.choices, label=_("Post"))
    state = filters.ChoiceFilter(choices=Holding.choices, label=_("State"))
