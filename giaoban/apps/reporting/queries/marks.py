"""Names that stand on a map of the whole country, from the pack."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from importlib import resources

import yaml
from django.conf import settings

NATIONAL_SPAN = 6.0
"""Degrees of latitude from which a map shows the country and not one province."""


@lru_cache(maxsize=1)
def map_marks() -> tuple[tuple[float, float, str], ...]:
    """(degrees east, degrees north, name); none when the pack has no such file."""
    file = resources.files(settings.COUNTRY_PACK) / "map_marks.yaml"
    if not file.is_file():
        return ()
    rows = yaml.safe_load(file.read_text(encoding="utf-8"))
    return tuple((row["longitude"], row["latitude"], row["name"]) for row in rows)


def marks_for(latitudes: Iterable[float]) -> tuple[tuple[float, float, str], ...]:
    """The names for a map of these places: only where they span the country."""
    north_south = list(latitudes)
    wide = bool(north_south) and max(north_south) - min(north_south) >= NATIONAL_SPAN
    return map_marks() if wide else ()
