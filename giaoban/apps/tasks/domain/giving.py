"""A task that is given, to one unit or to many, as a value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256

from giaoban.apps.documents.domain.addressing import Addressing

MOST_ITEMS = 20
LONGEST_ITEM = 300


def items_in(text: str) -> tuple[str, ...]:
    """A checklist as it was typed, one item a line; dashes and bullets before an item are not part of it."""
    lines = (line.strip().lstrip("-–•*+ \t").strip() for line in text.splitlines())
    return tuple(line for line in lines if line)


def _one_measure(indicator_id: int | None, target: Decimal | None, checklist: tuple[str, ...]) -> None:
    if (indicator_id is None) != (target is None):
        raise ValueError("an indicator needs a target, and a target an indicator")
    if checklist and indicator_id is not None:
        raise ValueError("a task is measured by a figure or by a checklist")
    if len(checklist) > MOST_ITEMS or any(not 0 < len(item.strip()) <= LONGEST_ITEM for item in checklist):
        raise ValueError(f"at most {MOST_ITEMS} items of 1 to {LONGEST_ITEM} letters")


@dataclass(frozen=True, slots=True)
class NewTask:
    """What aim, who, by when, how measured. `lead_id` answers for it, `assigned_by_id` confirms it.

    `origin_type` and `origin_id` name the row it comes from ("conferences.AgreedTask", 42). With
    `indicator_id` the measure is a reported figure against `target`; with a `checklist`, its items being ticked.
    """

    title: str
    lead_id: int
    assigned_by_id: int
    deadline: date
    aim: str = ""
    measure: str = ""
    coordinating_ids: tuple[int, ...] = ()
    is_key: bool = False
    position: int = 0
    programme_id: int | None = None
    parent_id: int | None = None
    indicator_id: int | None = None
    target: Decimal | None = None
    origin_type: str = ""
    origin_id: int | None = None
    checklist: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.title.strip():
            raise ValueError("a task says what is to be done")
        if self.lead_id in self.coordinating_ids:
            raise ValueError("the lead unit does not coordinate with itself")
        _one_measure(self.indicator_id, self.target, self.checklist)


@dataclass(frozen=True, slots=True)
class TaskForMany:
    """The same task for many units, each with its own state; `origin_type` and `origin_id` name the order."""

    title: str
    deadline: date
    origin_type: str
    origin_id: int
    measure: str = ""
    position: int = 0
    aim: str = ""
    is_key: bool = False
    programme_id: int | None = None
    indicator_id: int | None = None
    target: Decimal | None = None
    rehearsal: bool = False
    checklist: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NewOrder:
    """The same task for all whom `addressing` means below the giver. Other names as in `NewTask`.

    `key` is of the page on which it was prepared: from there it is given once, however often somebody presses.
    """

    title: str
    deadline: date
    addressing: Addressing
    aim: str = ""
    measure: str = ""
    is_key: bool = False
    programme_id: int | None = None
    indicator_id: int | None = None
    target: Decimal | None = None
    checklist: tuple[str, ...] = ()
    key: str = ""

    def __post_init__(self) -> None:
        if not self.title.strip():
            raise ValueError("a task says what is to be done")
        _one_measure(self.indicator_id, self.target, self.checklist)

    @property
    def mark(self) -> str:
        """A fingerprint of all that was said on that page; "" without a key. Another word makes it another order."""
        return sha256(repr(self).encode()).hexdigest() if self.key else ""


@dataclass(frozen=True, slots=True)
class PreparedTask:
    """A task of a scenario: due so many working days after it is declared. No addressing: the unit itself."""

    title: str
    days: int
    measure: str = ""
    addressing: Addressing | None = None

    def __post_init__(self) -> None:
        if not self.title.strip():
            raise ValueError("a task says what is to be done")
        if self.days < 0:
            raise ValueError("a task is not due before the scenario is declared")
