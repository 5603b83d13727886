"""The definition behind a form version, parsed once a process, and the aggregations of its cells."""

from __future__ import annotations

from functools import lru_cache

from giaoban.apps.indicators.domain.totals import TotalsOf

from ..domain.form_definition import FormDefinition
from ..domain.form_reading import parse_form
from ..models import Collection, FormVersion


@lru_cache(maxsize=64)
def _parsed(sha256: str, source: str) -> FormDefinition:
    return parse_form(source, sha256[:12])


def definition_of(version: FormVersion) -> FormDefinition:
    """The definition of a published version. It was checked when it was published."""
    return _parsed(version.sha256, version.source)


def totals_of(collection: Collection) -> TotalsOf:
    """Which stored totals a collection's reports move."""
    version = collection.form_version
    hows = tuple(cell.area_aggregation for cell in definition_of(version).cells)
    return TotalsOf(version.cell_set_id, collection.period_id, hows)
