"""The default rule of decision: agreement without a vote (thống nhất)."""

from __future__ import annotations

from collections.abc import Iterable

from ..enums import Consensus, StanceKind


def consensus(standing: Iterable[str]) -> Consensus:
    """What the stances that still stand amount to: one objection is enough to hinder agreement."""
    kinds = set(standing)
    if StanceKind.OBJECTION in kinds:
        return Consensus.NOT_AGREED
    return Consensus.WITH_RESERVATIONS if kinds else Consensus.AGREED
