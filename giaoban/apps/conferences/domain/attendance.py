"""Attendance by count, rolled up over sites."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Attendance:
    """Sites in all, connected, and with a count; people expected and present (officers and members; others); sites
    whose line was tried and is good.
    """

    sites: int = 0
    connected: int = 0
    counted: int = 0
    expected: int = 0
    officers: int = 0
    others: int = 0
    tested: int = 0

    @property
    def present(self) -> int:
        return self.officers + self.others

    def __add__(self, other: Attendance) -> Attendance:
        return Attendance(
            self.sites + other.sites,
            self.connected + other.connected,
            self.counted + other.counted,
            self.expected + other.expected,
            self.officers + other.officers,
            self.others + other.others,
            self.tested + other.tested,
        )


def of_site(
    *, expected: int, officers: int | None, others: int | None, connected: bool, tested: bool
) -> Attendance:
    """What one site adds; `officers` and `others` are None until it has counted."""
    counted = officers is not None
    return Attendance(1, int(connected), int(counted), expected, officers or 0, others or 0, int(tested))


def rolled_up(sites: Iterable[Attendance]) -> Attendance:
    """The sum over sites."""
    return sum(sites, Attendance())
