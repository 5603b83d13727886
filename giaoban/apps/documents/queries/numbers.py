"""Reads of numbers: series, what was given, which type an abbreviation meant before."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet, Sum

from giaoban.apps.org.models import Unit
from giaoban.kit.access import Actor
from giaoban.kit.text import fold

from .. import policies
from ..domain.symbol import SymbolError, parse_symbol
from ..models import DocumentType, GivenNumber, NumberSeries, TypeChoice


def abbreviation_in(symbol: str) -> str:
    """ "QĐ" of "290-QĐ/TW", "" where the symbol names no type or cannot be read."""
    try:
        return parse_symbol(symbol).type_abbreviation[:20]
    except SymbolError:
        return ""


def issuer_key(name: str) -> str:
    """Under which name an issuer is remembered: folded, so that spelling does not matter."""
    return fold(name).strip()[:200]


def proposed_type(unit: Unit, issuer: str, symbol: str) -> DocumentType | None:
    """What the unit's clerks last took this issuer's abbreviation for, else what most units did; None at first.

    A proposal only: the clerk chooses.
    """
    abbreviation = abbreviation_in(symbol)
    if not abbreviation or not issuer_key(issuer):
        return None
    rows = TypeChoice.objects.filter(issuer=issuer_key(issuer), abbreviation=abbreviation)
    own = rows.filter(unit=unit).select_related("type").order_by("-chosen_at").first()
    if own is not None:
        return own.type
    most = rows.values("type").annotate(n=Sum("times")).order_by("-n", "type").first()
    return DocumentType.objects.get(pk=most["type"]) if most else None


def series_of(actor: Actor, unit: Unit) -> QuerySet[NumberSeries]:
    """The unit's series, newest span first, with `used` and `skipped`. Empty for a reader without the post."""
    rows = NumberSeries.objects.filter(unit=unit)
    if not policies.read_book.allows(actor, unit):
        rows = rows.none()
    skipped = Count("given", filter=~Q(given__skipped_reason=""))
    return rows.annotate(used=Count("given"), skipped=skipped)


def gaps_and_doubles(series: NumberSeries) -> list[str]:
    """What is wrong with a series: nothing, ever. For `verify` and tests; one query."""
    numbers = list(
        GivenNumber.objects.filter(series=series).order_by("number").values_list("number", flat=True)
    )
    wanted = list(range(series.began_after + 1, series.last + 1))
    missing = [f"gap {n}" for n in wanted if n not in set(numbers)]
    return missing + [f"not in the series {n}" for n in numbers if n not in set(wanted)]
