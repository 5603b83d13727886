"""What stands at the head and foot of a unit's documents, put together from data.

An organisation's data: `layout`, a block `all` and blocks by level that replace lines of it; a unit's
own data replace single lines once more. Lines may hold {unit} {parent} {convenor} {place} {area}.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from string import Formatter
from typing import Any

from ..enums import Level

_LINES = ("superior", "issuer", "place", "authority", "on_behalf", "post", "head_post")


@dataclass(frozen=True, slots=True)
class Letterhead:
    """`issuer` stands at the head, `issuer_name` in sentences. `recipients` are the lines of "Nơi nhận" without
    "Lưu". A deputy signs as `post` with `on_behalf` ("KT. Chủ tịch"); the head signs as `head_post` without it.
    """

    layout_code: str
    superior: str
    issuer: str
    issuer_name: str
    place: str
    authority: str
    on_behalf: str
    post: str
    head_post: str
    recipients: tuple[str, ...]
    symbols: Mapping[str, str] = field(default_factory=dict)

    def issuer_symbol(self, type_code: str = "") -> str:
        """The issuer's part of the number: "MTTW-BTT"; some types have their own ("ĐA": "MTTW-UB")."""
        return self.symbols.get(type_code) or self.symbols.get("*", "")


def letterhead_from(
    organisation: Mapping[str, Any], own: Mapping[str, Any], level: Level, words: Mapping[str, str]
) -> Letterhead:
    """Put a letterhead together; `words` fill the places in braces. Missing lines are empty."""
    block: dict[str, Any] = {"issuer": "{unit}", "place": "{place}"}
    block |= {**organisation.get("all", {}), **organisation.get(level.name.lower(), {}), **own}
    filled = {line: str(block.get(line, "")).format_map(_Words(words)).strip() for line in _LINES}
    return Letterhead(
        layout_code=str(organisation.get("layout", "state")),
        issuer_name=words.get("unit", ""),
        recipients=tuple(dict.fromkeys(_recipients(block.get("recipients", ()), words))),
        symbols=block.get("symbols", {}),
        **filled,
    )


class _Words(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return ""


def _recipients(lines: Any, words: Mapping[str, str]) -> list[str]:
    """Filled lines; a line that names somebody who does not exist is left out."""
    known = _Words(words)
    asked = {line: [key for _, key, _, _ in Formatter().parse(line) if key] for line in lines}
    return [line.format_map(known) for line, keys in asked.items() if all(known[key] for key in keys)]
