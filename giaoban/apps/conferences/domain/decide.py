"""Decisions by count: what a rule needs, and what a count amounts to under it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal, get_args

from ..enums import MatterOutcome

Base = Literal["voted", "present", "summoned"]
"""Of whom the share is needed: those who voted, those present, or all who were summoned."""


class RuleError(ValueError):
    """The pack's rule does not fit; the message names the key."""


@dataclass(frozen=True, slots=True)
class Count:
    """Voices for, against, and neither."""

    agree: int = 0
    against: int = 0
    abstain: int = 0

    def __post_init__(self) -> None:
        if min(self.agree, self.against, self.abstain) < 0:
            raise ValueError("voices are not negative")

    @property
    def voted(self) -> int:
        return self.agree + self.against + self.abstain

    def __add__(self, other: Count) -> Count:
        return Count(
            self.agree + other.agree, self.against + other.against, self.abstain + other.abstain
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rule:
    """Needed: more than (`strict`) or at least `share` of `base`; and that `quorum` of those summoned are present."""

    code: str
    name: str
    share: Fraction
    base: Base
    strict: bool
    quorum: Fraction

    @classmethod
    def read(cls, code: str, data: Mapping[str, Any]) -> Rule:
        """From the pack, or as stored. Raises RuleError."""
        try:
            share, quorum = Fraction(str(data["share"])), Fraction(str(data.get("quorum", "0")))
            base, name, strict = data["base"], str(data["name"]), bool(data.get("strict", True))
        except (KeyError, ValueError, ZeroDivisionError) as problem:
            raise RuleError(f"{code}: {problem}") from problem
        if base not in get_args(Base) or not 0 < share <= 1 or not 0 <= quorum <= 1:
            raise RuleError(f"{code}: a share of 0 to 1 of {', '.join(get_args(Base))}")
        return cls(code, name, share, base, strict, quorum)

    def stored(self) -> dict[str, Any]:
        """As JSON; `read` gives the same rule back."""
        return {
            "code": self.code, "name": self.name, "share": str(self.share), "base": self.base, "strict": self.strict,
            "quorum": str(self.quorum),
        }  # fmt: skip

    def outcome(self, count: Count, *, present: int, summoned: int) -> MatterOutcome:
        """What the count amounts to. Nobody of whom a share is needed is nobody's agreement.

        Raises ValueError for more voices than people present.
        """
        if count.voted > present:
            raise ValueError("more voices than people present")
        if present < self.quorum * summoned:
            return MatterOutcome.NO_QUORUM
        of = {"voted": count.voted, "present": present, "summoned": summoned}[self.base]
        needed = self.share * of
        enough = count.agree > needed if self.strict else count.agree >= needed
        return MatterOutcome.ADOPTED if enough and of else MatterOutcome.REJECTED
