"""Running accounts: whose they are to run, how they are named, what their first password looks like."""

from __future__ import annotations

import re
import secrets
from collections.abc import Container
from dataclasses import dataclass

from giaoban.kit.text import fold

USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,59}")
_READABLE = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _LENGTH = 3, 5


@dataclass(frozen=True, slots=True)
class Place:
    """A unit and those above it, on any line: whoever administers one of them administers it."""

    unit_id: int
    above: frozenset[int] = frozenset()

    @property
    def all(self) -> frozenset[int]:
        return self.above | {self.unit_id}


@dataclass(frozen=True, slots=True)
class Account:
    """A user with the places of every post that is held, or will be: whoever runs all of them runs the account."""

    user_id: int
    places: tuple[Place, ...]


def first_password() -> str:
    """Three groups that can be read out: 15 letters and digits of 31, over 74 bits; no 0 O 1 l I."""
    return "-".join("".join(secrets.choice(_READABLE) for _n in range(_LENGTH)) for _g in range(_GROUPS))


def stem(code: str, post: str) -> str:
    """The user name of a unit's post: "MTTQ-68", "Văn thư" → "mttq-68.vanthu"; at most 50 characters."""
    unit, role = re.sub(r"[^a-z0-9]+", "-", fold(code)).strip("-"), re.sub(r"[^a-z0-9]", "", fold(post))
    return f"{unit[:34]}.{role[:15]}"


def free_name(wanted: str, taken: Container[str]) -> str:
    """`wanted`, or with the first number behind it that is free."""
    name, number = wanted, 2
    while name in taken:
        name, number = f"{wanted}-{number}", number + 1
    return name
