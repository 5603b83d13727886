"""Everything a briefing is composed of, as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from giaoban.apps.indicators.domain.arithmetic import Array
from giaoban.apps.reporting.domain.form_definition import FormDefinition


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: an organisation or an area (`key` is its id) with its figures, in the order of the table."""

    key: int
    name: str
    values: Array


@dataclass(frozen=True, slots=True)
class Named:
    """A unit by its name, and by the short names of its organisation and area where it stands among others.

    `central`: it stands for the whole nation; "Cựu chiến binh: Việt Nam" would name no unit. `level`: where it
    stands, smaller is higher.
    """

    name: str
    organisation: str
    area: str
    central: bool = False
    level: int = 0


@dataclass(frozen=True, slots=True)
class Said:
    """A text that a unit wrote in its report. `code` is the text's code in the form."""

    code: str
    named: Named
    report_id: int
    body: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A proposal or obstacle, once for all who raised it, and how far it has come.

    `said`: where each raised it (empty `code`: not in a report). `sent_to`: who should answer, "" while nobody is
    named; `answer`: the last words of an answer, "" while it waits; `settled`: what its raisers say of the answer, None
    until all have spoken. `earlier`: raised before this period.
    """

    body: str
    units: tuple[Named, ...]
    said: tuple[Said, ...]
    sent_to: str = ""
    answer: str = ""
    settled: bool | None = None
    earlier: bool = False


@dataclass(frozen=True, slots=True)
class Doubted:
    """A figure that was doubted: who gave it, what the doubt says, and what became of it."""

    unit: str
    message: str
    state: str
    note: str


@dataclass(frozen=True, slots=True)
class Reckoning:
    """Who answered: late, missing and returned units, and how many were expected and received.

    `named_level`: when many are missing, those down to this level are named where the text is read out.
    """

    expected: int
    received: int
    late: tuple[Named, ...]
    missing: tuple[Named, ...]
    returned: tuple[Named, ...]
    named_level: int = 0


@dataclass(frozen=True, slots=True)
class Material:
    """`total`: the figures of the whole scope; `previous`, `last_year` and `plan` by cell code."""

    definition: FormDefinition
    period: str
    total: Array
    previous: Mapping[str, Decimal | None]
    last_year: Mapping[str, Decimal | None]
    plan: Mapping[str, Decimal | None]
    organisations: tuple[Row, ...]
    areas: tuple[Row, ...]
    texts: tuple[Said, ...]
    asks: tuple[Asked, ...]
    doubts: tuple[Doubted, ...]
    reckoning: Reckoning
    synthetic: bool
