"""The definition behind a form version, parsed once a process, and the aggregations of its cells."""

from __future__ import annotations

from collections.abc import Iterable

from giaoban.apps.indicators.domain.totals import TotalsOf

from ..domain.form_definition import FormDefinition
from ..domain.form_reading import parse_form
from ..models import Collection, FormVersion

_PARSED: dict[str, FormDefinition] = {}


def definition_of(version: FormVersion) -> FormDefinition:
    """The definition of a published version, which was checked then and never changes; parsed once a process.

    Pass versions with `source` deferred: it is read only when this process has not seen the version yet.
    """
    found = _PARSED.get(version.sha256)
    if found is None:
        found = _PARSED.setdefault(version.sha256, parse_form(version.source, version.sha256[:12]))
    return found


def asked_where() -> dict[str, str]:
    """Form and section of each indicator that the newest version of a form asks for, by its code. One query."""
    newest = FormVersion.objects.order_by("form", "-number").distinct("form").select_related("form")
    return {
        indicator.code: f"{version.form.short_title} – {section.title}"
        for version in newest.defer("source")
        for section in definition_of(version).sections
        for indicator in section.indicators
    }


def cell_codes(sha256s: Iterable[str]) -> dict[str, list[str]]:
    """The codes of each version's cells in the order of their slots, by the digest of its source. Asks the database
    only for what this process has not parsed yet."""
    wanted = set(sha256s)
    for version in (
        FormVersion.objects.filter(sha256__in=unknown) if (unknown := wanted - _PARSED.keys()) else ()
    ):
        definition_of(version)
    return {sha256: [cell.code for cell in _PARSED[sha256].cells] for sha256 in wanted}


def totals_of(collection: Collection) -> TotalsOf:
    """Which stored totals a collection's reports move."""
    version = collection.form_version
    hows = tuple(cell.area_aggregation for cell in definition_of(version).cells)
    return TotalsOf(version.cell_set_id, collection.period_id, hows)
