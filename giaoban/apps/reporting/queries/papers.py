"""What a unit's own report on paper is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib import import_module, resources

import yaml
from django.conf import settings
from django.utils import translation

from giaoban.apps.indicators.domain.arithmetic import Array
from giaoban.apps.indicators.domain.sentences import RoundingWords
from giaoban.apps.org.domain.letterhead import Letterhead
from giaoban.apps.org.enums import Level
from giaoban.apps.org.models import Unit
from giaoban.apps.org.queries.areas import names_of_areas
from giaoban.apps.org.queries.letterheads import letterhead_of
from giaoban.apps.org.queries.lines import superiors_named
from giaoban.apps.org.queries.units import names_of_units

from ..domain.form_definition import FormDefinition, Line, addressee
from ..domain.own_outline import OwnOutline, own_outline_from_data
from ..models import Expectation, Report, ReportText, ReportVersion
from .checks import total_of
from .definitions import definition_of
from .sheet import Content, Sheet, Voices, sheet_of

PAPER_LANGUAGE = settings.LANGUAGE_CODE
"""Papers are written in the installation's language, whatever language the reader's screen has."""


@dataclass(frozen=True, slots=True)
class OwnReport:
    """One version of a report with everything that its paper says. `addressees`: (name, its line)."""

    report: Report
    version: ReportVersion
    definition: FormDefinition
    unit_name: str
    head: Letterhead
    addressees: tuple[tuple[str, str], ...]
    sheet: Sheet
    texts: Mapping[str, str]
    total: Array


@lru_cache(maxsize=1)
def own_outline() -> OwnOutline:
    """The pack's order and words of a unit's own report. Raises OwnOutlineError."""
    file = resources.files(settings.COUNTRY_PACK) / "outlines" / "own_report.yaml"
    return own_outline_from_data(yaml.safe_load(file.read_text(encoding="utf-8")))


def pack_rounding() -> RoundingWords:
    """How the country writes "over", "nearly" and "about"."""
    words: RoundingWords = import_module(f"{settings.COUNTRY_PACK}.words").ROUNDING_WORDS
    return words


def own_report_of(
    report: Report, version: ReportVersion, day: date, to: frozenset[int] = frozenset()
) -> OwnReport:
    """The material of a report's paper; `day` counts where the report is not dated. About a dozen queries.

    `to`: units that get a paper of their own; it is addressed to those of them that the form names.

    `report` comes from `values.load_report` or `report_page.seen_report`; `version` is the one to print: what
    somebody outside the unit may see is `report_page.shown_version`.
    """
    expectation = report.expectation
    when = report.dated or day
    texts = dict(ReportText.objects.filter(version=version).values_list("code", "body"))
    with translation.override(PAPER_LANGUAGE):
        sheet = sheet_of(report, Content(version, texts), Voices(), judged=False)
    definition = definition_of(expectation.collection.form_version)
    return OwnReport(
        report, version, definition,
        names_of_units([expectation.unit_id], when)[expectation.unit_id],
        letterhead_of(expectation.unit, when),
        _addressees(expectation, definition, when, to),
        sheet, texts, total_of(report, version)[1],
    )  # fmt: skip


def recipients_of(expectation: Expectation, definition: FormDefinition) -> dict[int, tuple[Line, str]]:
    """Unit → (line, name) of whoever the form names for this unit: who receives, then who stands one step above
    it on the lines that read. Others may read too (convening bodies further up, the collection's readers): nothing
    is addressed to them. One query where a line reads.
    """
    found: dict[int, tuple[Line, str]] = {}
    if expectation.receiver is not None:
        found[expectation.receiver.pk] = (definition.line, expectation.receiver.name)
    reads = [r.line for r in definition.receivers if r.role == "reads"]
    if reads:
        day = expectation.collection.period.cut_off
        for line, unit, name in superiors_named(expectation.unit_id, reads, day):
            if unit in expectation.readers:
                found.setdefault(unit, (line, name))
    return found


def _addressees(
    expectation: Expectation, definition: FormDefinition, day: date, to: frozenset[int]
) -> tuple[tuple[str, str], ...]:
    """The lines of “Kính gửi”: for those in `to` among the recipients, for all of them where none is."""
    lines = recipients_of(expectation, definition)
    wanted = [pk for pk in lines if pk in to] or list(lines)
    names = names_of_units(wanted, day)
    areas = dict(Unit.objects.filter(pk__in=wanted).values_list("pk", "area_id"))
    called = names_of_areas(areas.values(), day)
    level = Level(expectation.level).name.lower()
    organisation = expectation.unit.organisation.code
    return tuple(
        (
            names[pk],
            addressee(definition, lines[pk][0], organisation, level).format(
                recipient=names[pk], area=called[areas[pk]][0]
            ),
        )
        for pk in wanted
    )
