"""What rooms of later days add to public pages: emulation, relief … Empty, and then invisible.

A room above cannot be imported here and this room may not know those beside it, so a section is registered by
`config` with the name of its address.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Label = Any


@dataclass(frozen=True, slots=True)
class Section:
    """An entry beside news and documents. `shows(unit_id)`: has this unit something there? Its page takes the code."""

    code: str
    label: Label
    url_name: str
    shows: Callable[[int], bool]


_sections: dict[str, Section] = {}


def register_section(section: Section) -> None:
    """Add a section; the same code again takes its place."""
    _sections[section.code] = section


def sections_of(unit_id: int) -> list[Section]:
    """The sections that this unit has something in, by code."""
    return [_sections[code] for code in sorted(_sections) if _sections[code].shows(unit_id)]


def forget_section(code: str) -> None:
    """Take a section away again (tests)."""
    _sections.pop(code, None)
