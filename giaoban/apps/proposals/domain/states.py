"""The way of a proposal: which step leads from which state to which, and which one owes words."""

from __future__ import annotations

from collections.abc import Iterable

from ..enums import State, Step

_NEXT: dict[Step, dict[str, str]] = {
    Step.CORRECTED: {State.RAISED: State.RAISED},
    Step.WITHDRAWN: {State.RAISED: State.WITHDRAWN},
    Step.FORWARDED: {State.RAISED: State.FORWARDED, State.FORWARDED: State.FORWARDED},
    Step.ACCEPTED: {State.RAISED: State.ANSWERED, State.FORWARDED: State.ANSWERED},
    Step.EXPLAINED: {State.RAISED: State.ANSWERED, State.FORWARDED: State.ANSWERED},
    Step.PASSED_ON: {State.FORWARDED: State.FORWARDED},
    Step.NOTED: {State.ANSWERED: State.ANSWERED},
    Step.CONTESTED: {State.ANSWERED: State.FORWARDED, State.UNSETTLED: State.FORWARDED},
}
SENT_ON = frozenset({Step.FORWARDED, Step.PASSED_ON, Step.CONTESTED})
OWES_WORDS = frozenset(
    {Step.ACCEPTED, Step.EXPLAINED, Step.PASSED_ON, Step.NOTED, Step.CONTESTED, Step.WITHDRAWN}
)


def after(step: Step, state: str) -> str | None:
    """The state after `step`, or None when the step is not open in `state`."""
    return _NEXT.get(step, {}).get(state)


def after_confirmation(state: str, raisers_say: Iterable[bool | None]) -> str | None:
    """The state once each raiser has said settled (True), understood but not settled (False) or nothing yet (None).

    An answered proposal is closed when every raiser has spoken: confirmed when all say settled, else unsettled.
    """
    if state != State.ANSWERED:
        return None
    said = list(raisers_say)
    if not said or None in said:
        return State.ANSWERED
    return State.CONFIRMED if all(said) else State.UNSETTLED
