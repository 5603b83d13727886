"""Places between places: keys whose byte order is the order of paragraphs, so that a move rewrites one row.

A key is a non-empty string over 0-9A-Za-z that does not end in "0"; between two different keys there is
always another. Adding at the end lengthens a key by a letter every 61 additions only.
"""

from __future__ import annotations

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_BASE = len(DIGITS)
_VALUE = {digit: value for value, digit in enumerate(DIGITS)}


def between(low: str | None, high: str | None) -> str:
    """A key after `low` and before `high`; None is open. Raises ValueError unless low < high."""
    if low is not None and high is not None and low >= high:
        raise ValueError(f"no place between {low!r} and {high!r}")
    if high is None:
        return _after(low)
    return _middle(low or "", high)


def spread(count: int, low: str | None = None, high: str | None = None) -> list[str]:
    """`count` keys in order, all between `low` and `high`."""
    if high is None:
        keys: list[str] = []
        for _place in range(count):
            keys.append(_after(keys[-1] if keys else low))
        return keys
    if count == 0:
        return []
    half = count // 2
    key = between(low, high)
    return [*spread(half, low, key), key, *spread(count - half - 1, key, high)]


def _after(low: str | None) -> str:
    if not low:
        return "a1"
    value = _VALUE[low[-1]]
    return low[:-1] + DIGITS[value + 1] if value + 1 < _BASE else low + "1"


def _middle(low: str, high: str) -> str:
    """Read as fractions in base 62: digit by digit until a digit fits between, never ending in "0"."""
    key = ""
    bounded = True
    for place in range(len(low) + len(high) + 2):
        least = _VALUE[low[place]] if place < len(low) else 0
        most = _VALUE[high[place]] if bounded and place < len(high) else (0 if bounded else _BASE)
        if most - least > 1:
            return key + DIGITS[(least + most) // 2]
        key += DIGITS[least]
        if most > least:
            bounded = False
    raise AssertionError("keys never end in 0")
