"""Sites under sites: the tree by the units' own line, and what a pasted table says of sites."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from ..enums import LineTest

Chain = Sequence[int]
"""A unit, its superior, … the top."""


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """What is settled about a site before the day. Posts, never names; `phone` is the office's."""

    expected: int = 0
    local_chair: str = ""
    operator: str = ""
    line_url: str = ""
    phone: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.expected <= 100_000:
            raise ValueError("expected people are 0 to 100,000")


def parents_by_line(sites: Mapping[int, int], chains: Mapping[int, Chain]) -> dict[int, int | None]:
    """site → the site of the next unit above that takes part; None at the top.

    `sites`: site by unit; `chains`: by unit, itself and those above.
    """
    return {
        site: next((sites[above] for above in chains.get(unit, (unit,))[1:] if above in sites), None)
        for unit, site in sites.items()
    }


def ancestors_of(parents: Mapping[int, int | None]) -> dict[int, tuple[int, ...]]:
    """site → the sites above it, topmost first. Raises ValueError when one stands under itself."""
    found: dict[int, tuple[int, ...]] = {}
    for start in parents:
        way: list[int] = []
        at: int | None = start
        while at is not None and at not in found:
            if at in way:
                raise ValueError(f"site {at} stands under itself")
            way.append(at)
            at = parents.get(at)
        for one in reversed(way):
            above = parents.get(one)
            found[one] = () if above is None else (*found.get(above, ()), above)
    return found


def line_verdict(picture: bool, sound: bool, phone: bool) -> LineTest:
    """Passed only when picture, sound and the spare telephone are all good."""
    return LineTest.PASSED if picture and sound and phone else LineTest.AGAIN


def told_apart(
    names: Mapping[int, str], taken: Collection[str], more: Mapping[int, Sequence[str]]
) -> dict[int, str]:
    """Names of which no two are the same: whoever shares one, or has one that is `taken`, is told apart by its `more`
    words, one after the other as far as it takes, and at last by its number.
    """
    found = dict(names)
    for place in range(1 + max((len(words) for words in more.values()), default=0)):
        clash = _clashing(found, taken)
        if not clash:
            return found
        for pk in clash:
            words = more.get(pk, ())[: place + 1]
            found[pk] = f"{names[pk]} ({', '.join(words)})" if words else f"{names[pk]} ({pk})"
    return {
        pk: f"{names[pk]} ({pk})" if pk in _clashing(found, taken) else name for pk, name in found.items()
    }


def _clashing(names: Mapping[int, str], taken: Collection[str]) -> set[int]:
    counts = Counter(names.values())
    return {pk for pk, name in names.items() if counts[name] > 1 or name in taken}
