"""The default rule of decision: agreement without a vote (thống nhất)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..enums import Consensus, DecisionMode, MatterOutcome, StanceKind

_FAILED = (MatterOutcome.REJECTED, MatterOutcome.NO_QUORUM)


def consensus(standing: Iterable[str]) -> Consensus:
    """What the stances that still stand amount to: one objection is enough to hinder agreement."""
    kinds = set(standing)
    if StanceKind.OBJECTION in kinds:
        return Consensus.NOT_AGREED
    return Consensus.WITH_RESERVATIONS if kinds else Consensus.AGREED


def standing_of(
    standing: Iterable[str], matters: Sequence[tuple[str, str]], *, spoken: bool, confirmed: bool
) -> Consensus:
    """Where a task stands: by the stances that still stand, and by whether anybody was asked.

    `matters` are how it was put to the conference and with what outcome ("" while open), in order; `spoken`: somebody
    has given an opinion on it, given up or not; `confirmed`: the chair has confirmed the conclusions. A count that
    failed hinders as an objection does, until it is put again.
    """
    said = consensus(standing)
    if confirmed or said is Consensus.NOT_AGREED:
        return said
    closed = [(mode, outcome) for mode, outcome in matters if outcome not in ("", MatterOutcome.WITHDRAWN)]
    if closed and closed[-1][0] != DecisionMode.CONSENSUS and closed[-1][1] in _FAILED:
        return Consensus.NOT_AGREED
    if spoken or closed:
        return said
    return Consensus.BEING_ASKED if any(not outcome for _mode, outcome in matters) else Consensus.NOT_ASKED
