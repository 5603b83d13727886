"""The country pack's words for papers of a conference."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from typing import Any, TypeVar

import yaml
from django.conf import settings

from ..domain.words import words_from

Words = TypeVar("Words")


def words_of(file: str, kind: type[Words]) -> Words:
    """The words in a file of the pack's notices. Raises WordsError when they do not fit."""
    return words_from(kind, _read(file))


@lru_cache(maxsize=8)
def _read(file: str) -> Mapping[str, Any]:
    text = (resources.files(settings.COUNTRY_PACK) / "notices" / file).read_text(encoding="utf-8")
    found: Mapping[str, Any] = yaml.safe_load(text)
    return found
