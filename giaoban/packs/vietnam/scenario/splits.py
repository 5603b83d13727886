"""Dividing whole amounts so that the parts add up exactly."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from hashlib import blake2b
from itertools import pairwise

CHAINS: tuple[tuple[str, ...], ...] = (
    ("petitions_answered", "petitions_forwarded", "petitions_received"),
    ("epidemic_passed_on.cash", "epidemic_received.cash"),
    ("epidemic_passed_on.goods", "epidemic_received.goods"),
    ("skilled_models_recognised", "skilled_models_registered"),
    ("officers_briefed.numerator", "officers_briefed.denominator"),
    ("cultural_residential_areas.numerator", "cultural_residential_areas.denominator"),
    ("tet_households_helped", "tet_gifts"),
    ("criticism_conferences", "criticism_opinions"),
    ("voter_meetings", "voters_met"),
    ("members_admitted", "members_total"),
)
"""Cells that no part may exceed each other in, smaller first: divided as the smallest and the differences."""


def unit_interval(*keys: object) -> float:
    """A number in [0, 1) fixed by its keys: the seed of everything generated."""
    digest = blake2b("|".join(str(key) for key in keys).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") / 2**64


def largest_remainder(total: int, weights: Sequence[float]) -> tuple[int, ...]:
    """`total` divided in proportion to `weights` (≥ 0, not all 0), whole, adding up exactly."""
    whole = sum(weights)
    exact = [total * weight / whole for weight in weights]
    parts = [int(value) for value in exact]
    order = sorted(range(len(exact)), key=lambda place: parts[place] - exact[place])
    for place in range(total - sum(parts)):
        parts[order[place % len(order)]] += 1
    return tuple(parts)


def split_down(total: int, n: int, seed: object, of: str = "") -> tuple[int, ...]:
    """A whole amount over `n` places of uneven size, adding up exactly.

    A place is large or small by the seed, in everything; `of` (the figure divided) varies that a little.
    """
    sizes = _sizes(n, seed)
    return largest_remainder(
        total, [size * (0.9 + 0.2 * unit_interval(seed, of, place)) for place, size in enumerate(sizes)]
    )


@lru_cache(maxsize=4096)
def _sizes(n: int, seed: object) -> tuple[float, ...]:
    return tuple(0.4 + 1.2 * unit_interval(seed, place) for place in range(n))


def _step(values: Sequence[Decimal]) -> Decimal:
    """What all the values are multiples of: money stays round, and kilometres keep their tenths."""
    for step in (Decimal(100_000), Decimal(1)):
        if all(value % step == 0 for value in values):
            return step
    return Decimal("0.1")


def split_values(values: Mapping[str, Decimal], n: int, seed: object) -> list[dict[str, Decimal]]:
    """Every figure over `n` places, so that each place keeps the order of `CHAINS` and sums are exact.

    Whole hundred thousands (money) stay whole hundred thousands; a figure with decimals is divided in tenths.
    """
    parts: list[dict[str, Decimal]] = [{} for _place in range(n)]
    chained = {code for chain in CHAINS for code in chain}
    for code, value in values.items():
        if code not in chained:
            step = _step([value])
            for part, share in zip(parts, split_down(int(value / step), n, seed, code), strict=True):
                part[code] = share * step
    for chain in CHAINS:
        held = [code for code in chain if code in values]
        _split_chain(held, values, parts, seed)
    return [{code: part[code] for code in values} for part in parts]


def _split_chain(
    held: Sequence[str], values: Mapping[str, Decimal], parts: list[dict[str, Decimal]], seed: object
) -> None:
    """The smallest, then what each next one has more; where a total is below its chain, by itself."""
    before: str | None = None
    step = _step([values[code] for code in held])
    for code in held:
        base = values[before] if before and values[code] >= values[before] else Decimal(0)
        shares = split_down(int((values[code] - base) / step), len(parts), seed, code)
        for part, share in zip(parts, shares, strict=True):
            part[code] = share * step + (part[before] if base and before else 0)
        before = code


def in_order(values: Mapping[str, Decimal]) -> bool:
    """Whether the figures keep the order of every chain."""
    return all(
        values[small] <= values[large]
        for chain in CHAINS
        for small, large in pairwise(code for code in chain if code in values)
    )
