"""What a conference is planned with, as values."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ..enums import ItemKind


@dataclass(frozen=True, slots=True)
class NewItem:
    """One point of the agenda; `unit_id` is who speaks, `script` what the chair says before it instead of the pack's
    words. `item_id`: the point that stands there already and stays, with its notes.
    """

    title: str
    kind: str = ItemKind.REPORT
    minutes: int = 0
    unit_id: int | None = None
    paper_id: int | None = None
    script: str = ""
    item_id: int | None = None

    def __post_init__(self) -> None:
        if not self.title.strip():
            raise ValueError("a point of the agenda has a title")
        if not 0 <= self.minutes <= 600:
            raise ValueError("minutes are 0 to 600")


def timed_line(line: str, unit: str) -> tuple[int, str]:
    """(minutes, what) of a point as people write it: "20 Report", "Report | 20", "Report – 20 minutes", a worksheet's
    tab instead of the bar; 0 where no time stands. `unit` is the word for minutes.
    """
    text, sign = line.strip(), rf"(?:{re.escape(unit)}|['’′])"
    before = re.match(
        rf"(?P<n>\d+)(?:\s*{sign})?(?:\s*[|:\t]|(?=\s)|\s*$)\s*(?P<what>.*)", text, re.IGNORECASE
    )
    after = re.match(
        rf"(?P<what>.*\S)(?:\s*[|\t]\s*(?P<n>\d+)(?:\s*{sign})?|\s*[–,:(-]\s*(?P<m>\d+)\s*{sign}\)?)$",
        text,
        re.IGNORECASE,
    )
    if before:
        return int(before["n"]), before["what"].strip(" |–-")
    if after:
        return int(after["n"] or after["m"]), after["what"].strip(" |–-")
    return 0, text


@dataclass(frozen=True, slots=True)
class NewSite:
    """A place that takes part: of a unit, or of an area. `expected` is how many people should be there; `local_chair`
    and `operator` are posts there, `phone` the office's spare telephone. `above`: the name of the site above it, which
    stands in the conference already or comes with it.
    """

    name: str
    unit_id: int | None = None
    area_id: int | None = None
    expected: int = 0
    local_chair: str = ""
    operator: str = ""
    line_url: str = ""
    phone: str = ""
    above: str = ""

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise ValueError("a site has a name")
        if self.expected < 0:
            raise ValueError("expected people cannot be negative")


@dataclass(frozen=True, slots=True)
class NewAgreedTask:
    """A key task that the conference is asked to agree on: what, what aim, who, by when, how measured."""

    title: str
    lead_id: int
    deadline: date
    aim: str = ""
    measure: str = ""
    coordinating_ids: tuple[int, ...] = ()
    is_key: bool = True
    conclusion_id: int | None = None
    indicator_id: int | None = None
    target: Decimal | None = None

    def __post_init__(self) -> None:
        if not self.title.strip():
            raise ValueError("a task says what is to be done")
        if self.lead_id in self.coordinating_ids:
            raise ValueError("the lead unit does not coordinate with itself")
        if (self.indicator_id is None) != (self.target is None):
            raise ValueError("an indicator needs a target, and a target an indicator")
