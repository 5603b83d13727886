"""Topics: what a screen shows live, and who builds it.

A room registers a kind once, at start; a topic is a kind, a key (ids, as text) and a language. Its payload is one
small piece of HTML that is the same for everybody who may see it: computed once, however many look.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from django.utils.module_loading import import_string

Builder = Callable[[str], str]
"""Key → HTML, escaped, in the language that is active; "" when there is nothing (any more)."""
Together = Callable[[Sequence[str]], Mapping[str, str]]
"""Keys → HTML by key, as a `Builder` gives it; a key that is left out has nothing."""

_BUILDERS: dict[str, tuple[str, bool]] = {}


@dataclass(frozen=True, slots=True)
class Topic:
    """For example `conferences.attendance`, "12", "vi"."""

    kind: str
    key: str
    language: str

    @property
    def name(self) -> str:
        return f"{self.kind}/{self.key}/{self.language}"


def register(kind: str, builder: str, *, together: bool = False) -> None:
    """Say which function (dotted name of a `Builder`) builds the payloads of a kind; in a room's `AppConfig.ready`.
    `together`: it is a `Together`, for a kind of which hundreds may move within a second.

    A name, because the builder draws, and lives in the room's `web`, which nothing but addresses may import.
    """
    if "/" in kind:
        raise ValueError(f"a kind has no stroke: {kind!r}")
    _BUILDERS[kind] = builder, together


def parsed(name: str) -> Topic:
    """The topic of a name. ValueError for anything that `Topic.name` does not give."""
    kind, key, language = name.split("/")
    return Topic(kind, key, language)


def built_together(kind: str) -> bool:
    """Does the kind's builder take many keys in one call?"""
    return _BUILDERS.get(kind, ("", False))[1]


def payloads(kind: str, keys: Sequence[str]) -> Mapping[str, str]:
    """HTML by key; nothing of a kind that no room registers (any more)."""
    path, together = _BUILDERS.get(kind, ("", False))
    if not path:
        return {}
    build = import_string(path)
    return cast(Together, build)(keys) if together else {key: cast(Builder, build)(key) for key in keys}
