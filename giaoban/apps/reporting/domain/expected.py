"""Who is expected, from whom to whom, when a period opens: pure, on plain ids."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ..enums import GiverRole


@dataclass(frozen=True, slots=True)
class Network:
    """The lines as they stood on one day: unit → superior, on each line."""

    vertical: Mapping[int, int]
    convening: Mapping[int, int]

    def receiver(self, unit: int, line: str) -> int | None:
        """Whoever receives from `unit`: its superior on the form's line; at the top of it, the convening body."""
        if line == "convening":
            return self.convening.get(unit)
        return self.vertical.get(unit, self.convening.get(unit))


@dataclass(frozen=True, slots=True)
class Expected:
    """One frozen expectation. `chain`: the unit and everybody its figures count in, from below upwards."""

    unit: int
    role: GiverRole
    receiver: int | None
    chain: tuple[int, ...]
    readers: tuple[int, ...]


def expect(roles: Mapping[int, GiverRole], network: Network, line: str) -> Iterator[Expected]:
    """The expectation of each unit in `roles`.

    A chain goes up through receivers and ends with the first that hands nothing on. Convening bodies of every
    unit of the chain read. Raises ValueError on a circle or on a giver that nobody receives from.
    """
    for unit, role in roles.items():
        chain = tuple(_climb(unit, roles, network, line))
        hands_on = role is not GiverRole.ONLY_CONSOLIDATES
        if hands_on and len(chain) < 2:
            raise ValueError(f"unit {unit} gives the form, but nobody receives it")
        readers = dict.fromkeys(c for u in chain if (c := network.convening.get(u)) is not None)
        yield Expected(
            unit, role, chain[1] if hands_on else None, chain, tuple(r for r in readers if r not in chain)
        )


def _climb(unit: int, roles: Mapping[int, GiverRole], network: Network, line: str) -> Iterator[int]:
    seen: set[int] = set()
    here: int | None = unit
    while here is not None:
        if here in seen:
            raise ValueError(f"units report in a circle: {sorted(seen)}")
        seen.add(here)
        yield here
        if roles.get(here) in (None, GiverRole.ONLY_CONSOLIDATES):
            return
        here = network.receiver(here, line)
