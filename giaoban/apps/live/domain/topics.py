"""Topics: what a screen shows live, and who builds it.

A room registers a kind once, at start; a topic is a kind, a key (ids, as text) and a language. Its payload is one
small piece of HTML that is the same for everybody who may see it: computed once, however many look.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from django.utils.module_loading import import_string

Builder = Callable[[str], str]
"""Key → HTML, escaped, in the language that is active; "" when there is nothing (any more)."""

_BUILDERS: dict[str, str] = {}


@dataclass(frozen=True, slots=True)
class Topic:
    """For example `conferences.attendance`, "12", "vi"."""

    kind: str
    key: str
    language: str

    @property
    def name(self) -> str:
        return f"{self.kind}/{self.key}/{self.language}"


def register(kind: str, builder: str) -> None:
    """Say which function (dotted name of a `Builder`) builds the payloads of a kind; in a room's `AppConfig.ready`.

    A name, because the builder draws, and lives in the room's `web`, which nothing but addresses may import.
    """
    if "/" in kind:
        raise ValueError(f"a kind has no stroke: {kind!r}")
    _BUILDERS[kind] = builder


def parsed(name: str) -> Topic:
    """The topic of a name. ValueError for anything that `Topic.name` does not give."""
    kind, key, language = name.split("/")
    return Topic(kind, key, language)


def builder_of(kind: str) -> Builder | None:
    """Who builds it; None for a kind that no room registers (any more)."""
    path = _BUILDERS.get(kind)
    return cast(Builder, import_string(path)) if path else None
