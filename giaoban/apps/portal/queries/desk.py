"""What editors see of their unit's news."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from giaoban.apps.org.models import Unit
from giaoban.kit.access import Actor
from giaoban.kit.errors import NotFound

from .. import policies
from ..models import NewsItem, Picture, PublicPage


def items(actor: Actor) -> QuerySet[NewsItem]:
    """All news of the actor's units, what was touched last first."""
    rows = NewsItem.objects.visible_to(actor, policies.see_item).select_related("page__unit")
    return rows.defer("body", "folded", "folded_title", "words").order_by("-updated_at", "-pk")


def item(actor: Actor, pk: int) -> NewsItem:
    """One item for its editors. Raises NotFound."""
    rows: Any = NewsItem.objects.visible_to(actor, policies.see_item).select_related(
        "page__unit", "conference", "created_by"
    )
    found: NewsItem | None = rows.defer("folded", "words").filter(pk=pk).first()
    if found is None:
        raise NotFound()
    return found


def picture(actor: Actor, pk: int) -> Picture:
    """One picture of an item of the actor's units. Raises NotFound."""
    seen = NewsItem.objects.visible_to(actor, policies.see_item)
    rows = Picture.objects.filter(item__in=seen.order_by().values("pk"))
    found = rows.select_related("item__page__unit", "file", "shown", "small").filter(pk=pk).first()
    if found is None:
        raise NotFound()
    return found


def page_of(unit: Unit) -> PublicPage:
    """The unit's page as it is kept; one that is not kept yet under the unit's name, closed. One query."""
    found = PublicPage.objects.filter(unit=unit).first()
    return found or PublicPage(unit=unit, name=unit.name)


def worn_unit(actor: Actor) -> Unit:
    """The unit whose hat the actor wears. Raises NotFound for who wears none."""
    found: Unit | None = Unit.objects.filter(pk=actor.worn).first() if actor.worn else None
    if found is None:
        raise NotFound()
    return found
