"""What stands in the cell of a unit that consolidates, beside what its figure adds to it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class CellPart:
    """A figure of a unit that consolidates = `own` + `adjustment` − `deducted` + `below`, any of them None.

    Only `own` stands at `place` of the unit's workbook ("" when it was typed on the page). `deducted` is what a lead
    unit reports too; `units`: how many report directly to the unit.
    """

    place: str
    own: Decimal | None
    adjustment: Decimal | None
    deducted: Decimal | None
    below: Decimal | None
    units: int

    @property
    def tells(self) -> bool:
        """Whether the figure may be another than what stands in the cell."""
        return bool(self.units or self.adjustment or self.deducted)
