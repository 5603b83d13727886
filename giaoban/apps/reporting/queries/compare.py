"""Two versions of a report side by side; the places of a report by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from giaoban.kit.access import Actor
from giaoban.kit.errors import NotFound

from ..domain.form_definition import organisation_texts
from ..domain.typed import show
from ..models import Report, ReportVersion
from .checks import asked_of
from .definitions import definition_of
from .report_page import seen_report, texts_of, versions_of


@dataclass(frozen=True, slots=True)
class Difference:
    """One place that differs; `text` tells prose from figures."""

    name: str
    left: str
    right: str
    text: bool


@dataclass(frozen=True, slots=True)
class Compared:
    """What differs between two versions of one report."""

    report: Report
    versions: tuple[ReportVersion, ...]
    left: ReportVersion
    right: ReportVersion
    differences: tuple[Difference, ...]

    @property
    def choosers(self) -> tuple[tuple[str, ReportVersion, str], ...]:
        """(parameter, version, label) of the two choices."""
        return ("tu", self.left, _("Before")), ("den", self.right, _("After"))


def places(report: Report) -> list[tuple[str, str]]:
    """(code, name) of every cell and text asked of the unit; a text's code is "text:…"."""
    definition = definition_of(report.expectation.collection.form_version)
    cells = [(cell.code, cell.name) for cell in asked_of(report.expectation)]
    texts = organisation_texts(definition, report.expectation.unit.organisation.code)
    return cells + [(f"text:{text.code}", text.name) for text in texts]


def compared(actor: Actor, pk: int, left: str, right: str) -> Compared:
    """Versions by number, the last two when none is named. Four queries. NotFound outside the scope.

    Whoever is not of the unit compares only what was handed in.
    """
    report = seen_report(actor, pk)
    inside = report.expectation.unit_id in actor.unit_ids
    rows = [v for v in versions_of(report) if inside or v.frozen_at is not None]
    if not rows:
        raise NotFound(_("Nothing was handed in yet."))
    by_number = {str(v.number): v for v in rows}
    last = by_number.get(right, rows[-1])
    first = by_number.get(left, rows[-2] if len(rows) > 1 else rows[-1])
    return Compared(report, tuple(rows), first, last, tuple(_differences(report, first, last)))


def _differences(report: Report, left: ReportVersion, right: ReportVersion) -> Sequence[Difference]:
    definition = definition_of(report.expectation.collection.form_version)
    lang = get_language() or "vi"
    found = []
    adjustment, below = _("adjustment"), _("from below")
    for cell in asked_of(report.expectation):
        indicator = definition.indicator_by_code[cell.indicator_code]
        for name, a, b in (
            (cell.name, left.own[cell.slot], right.own[cell.slot]),
            (f"{cell.name} – {adjustment}", left.adjustments[cell.slot], right.adjustments[cell.slot]),
            (f"{cell.name} – {below}", left.below[cell.slot], right.below[cell.slot]),
        ):
            if a != b:
                found.append(
                    Difference(name, show(cell, indicator, a, lang), show(cell, indicator, b, lang), False)
                )
    before, after = texts_of(left), texts_of(right)
    for text in organisation_texts(definition, report.expectation.unit.organisation.code):
        a, b = before.get(text.code, ""), after.get(text.code, "")
        if a != b:
            found.append(Difference(text.name, a, b, True))
    return found
