"""Which stored totals a report moves."""

from dataclasses import dataclass

from giaoban.apps.indicators.domain.arithmetic import moves_by_delta
from giaoban.apps.indicators.enums import AreaAggregation


@dataclass(frozen=True, slots=True)
class TotalsOf:
    """Which totals: the cells of `cell_set_id` (with their `aggregations`, one a slot) in `period_id`."""

    cell_set_id: int
    period_id: int
    aggregations: tuple[AreaAggregation, ...]

    @property
    def recomputed(self) -> tuple[int, ...]:
        """Slots that a difference cannot move (lowest, highest, latest)."""
        none = AreaAggregation.NONE
        return tuple(
            i for i, how in enumerate(self.aggregations) if how is not none and not moves_by_delta(how)
        )
