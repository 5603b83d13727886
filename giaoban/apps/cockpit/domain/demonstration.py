"""The demonstration's start: posts to choose from, and the walk through one cycle; both are the pack's data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any


class DemonstrationError(ValueError):
    """The pack's data of the demonstration cannot be used; the message names the place."""


@dataclass(frozen=True, slots=True)
class Role:
    """A post to choose with one click. Without `username` it cannot be chosen yet; `description` says so."""

    code: str
    username: str
    icon: str
    label: str
    description: str


@dataclass(frozen=True, slots=True)
class WalkStep:
    """One step of the walk. `look` says what is looked for; `unit` and `cell` (codes) narrow it."""

    look: str
    label: str
    hint: str
    unit: str = ""
    cell: str = ""


@dataclass(frozen=True, slots=True)
class Demonstration:
    roles: tuple[Role, ...]
    walk_title: str
    steps: tuple[WalkStep, ...]

    def role(self, code: str) -> Role | None:
        """The role of that code that can be chosen."""
        return next((r for r in self.roles if r.code == code and r.username), None)


ORIGINAL = "vi"
_ROLE_TEXTS, _STEP_TEXTS = ("label", "description"), ("label", "hint")
LOOKS = ("incoming", "programme", "report", "doubt", "figure", "conference", "key_tasks")


def demonstration_from_data(data: Mapping[str, Any], language: str = ORIGINAL) -> Demonstration:
    """From the pack's YAML, its texts in `language` where it has them. Raises DemonstrationError."""
    try:
        roles = tuple(Role(**_in(row, _ROLE_TEXTS, language)) for row in data["roles"])
        steps = tuple(WalkStep(**_in(row, _STEP_TEXTS, language)) for row in data["walk"]["steps"])
        title = _said(data["walk"]["title"], language)
    except (KeyError, TypeError) as error:
        raise DemonstrationError(f"roles.yaml: {error}") from error
    if strange := [s.look for s in steps if s.look not in LOOKS]:
        raise DemonstrationError(f"roles.yaml: nothing is known to look at for {strange[0]!r}")
    return Demonstration(roles, title, steps)


def _in(row: Mapping[str, Any], texts: tuple[str, ...], language: str) -> dict[str, Any]:
    return {**row, **{name: _said(row[name], language) for name in texts}}


def _said(text: str | Mapping[str, str], language: str) -> str:
    """One language's words of a text that is either written once or once a language."""
    return text if isinstance(text, str) else text.get(language) or text[ORIGINAL]


def is_this_machine(address: str) -> bool:
    """Does a connection from `address` come from the machine itself?"""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None)
    return (mapped or found).is_loopback
