"""What is ordered, as a value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from giaoban.apps.documents.domain.addressing import Addressing


@dataclass(frozen=True, slots=True)
class Term:
    """At `level`: disseminate by `deadline`; file an action programme by `programme_by`, if one is asked."""

    level: int
    deadline: date
    programme_by: date | None = None
    asked: str = ""

    @property
    def last(self) -> date:
        return max(self.deadline, self.programme_by or self.deadline)


@dataclass(frozen=True, slots=True)
class TaskForAll:
    """A task for every unit of `levels` (empty: of all levels)."""

    title: str
    deadline: date
    measure: str = ""
    levels: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if not self.title.strip():
            raise ValueError("a task says what is to be done")


@dataclass(frozen=True, slots=True)
class Order:
    """What a unit asks for a document, of whom and by when.

    `deadline` holds at levels without a term. `within_hours` makes it an urgent telegram: to be acknowledged within
    so many hours, sent again every `repeat_hours` to whoever has not.
    """

    addressing: Addressing
    deadline: date
    terms: tuple[Term, ...] = ()
    tasks: tuple[TaskForAll, ...] = ()
    note: str = ""
    own_document_id: int | None = None
    within_hours: int | None = None
    repeat_hours: int | None = None

    @property
    def days(self) -> Sequence[date]:
        """Every day that it names."""
        return [
            self.deadline,
            *(t.deadline for t in self.terms),
            *(t.programme_by for t in self.terms if t.programme_by),
            *(t.deadline for t in self.tasks),
        ]

    @property
    def repeats_after(self) -> timedelta | None:
        return timedelta(hours=self.repeat_hours) if self.repeat_hours else None
