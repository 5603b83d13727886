"""Words of the country pack as values: every key is there and none is unknown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, TypeVar

Words = TypeVar("Words")


class WordsError(ValueError):
    """The pack's words do not fit; the message names the key."""


def words_from(kind: type[Words], data: Mapping[str, Any]) -> Words:
    """The dataclass `kind` filled from a mapping (from YAML). Raises WordsError for an unknown or missing key."""
    names = {field.name for field in fields(kind)}  # type: ignore[arg-type]
    for wrong in sorted(names ^ set(data)):
        raise WordsError(f"{'missing' if wrong in names else 'unknown'} key {wrong!r}")
    return kind(**data)
