"""Which step leads from which state to which: the way of a report, inside the unit and between units."""

from __future__ import annotations

from ..enums import ReportState as S
from ..enums import Step

WAY: dict[Step, tuple[frozenset[S], S]] = {
    Step.PUT_TO_LEADER: (frozenset({S.DRAFTING, S.RETURNED, S.REOPENED}), S.PUT_TO_LEADER),
    Step.SENT_BACK: (frozenset({S.PUT_TO_LEADER, S.AGREED}), S.DRAFTING),
    Step.AGREED: (frozenset({S.PUT_TO_LEADER}), S.AGREED),
    Step.HANDED_IN: (frozenset({S.AGREED}), S.HANDED_IN),
    Step.RECEIVED: (frozenset({S.HANDED_IN}), S.RECEIVED),
    Step.RETURNED: (frozenset({S.HANDED_IN}), S.RETURNED),
    Step.REOPENED: (frozenset({S.RECEIVED, S.CONSOLIDATED}), S.REOPENED),
    Step.CONSOLIDATED: (frozenset({S.RECEIVED}), S.CONSOLIDATED),
}
WITHOUT_LEADER = frozenset({S.DRAFTING, S.RETURNED, S.REOPENED, S.PUT_TO_LEADER, S.AGREED})
"""States from which an office of one, where the steps are switched off, may hand in."""


def follows(step: Step, state: str, *, office_of_one: bool = False) -> S | None:
    """The state after `step` taken in `state`; None when the step is not possible there."""
    sources, target = WAY[step]
    if step is Step.HANDED_IN and office_of_one:
        sources = WITHOUT_LEADER
    return target if state in sources else None
