"""Outlines of the country pack and its words of rounding."""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module, resources

import yaml
from django.conf import settings

from giaoban.apps.documents.formats.layouts import layout_names
from giaoban.apps.indicators.domain.sentences import RoundingWords

from ..domain.outline import Outline, OutlineError, outline_from_data


@lru_cache(maxsize=8)
def load_outline(layout: str) -> Outline:
    """The order of a briefing in this document layout. Raises OutlineError when the pack has none."""
    file = resources.files(settings.COUNTRY_PACK) / "outlines" / f"{layout}.yaml"
    if not file.is_file():
        raise OutlineError(f"the pack has no outline for the layout {layout!r}")
    return outline_from_data(yaml.safe_load(file.read_text(encoding="utf-8")))


def outline_codes() -> tuple[str, ...]:
    """Document layouts that the pack has an order of a briefing for."""
    folder = resources.files(settings.COUNTRY_PACK) / "outlines"
    return tuple(code for code in layout_names() if (folder / f"{code}.yaml").is_file())


def rounding_words() -> RoundingWords:
    """How the country writes "over", "nearly" and "about"."""
    words = import_module(f"{settings.COUNTRY_PACK}.words").ROUNDING_WORDS
    if not isinstance(words, RoundingWords):
        raise OutlineError("the pack's ROUNDING_WORDS are not RoundingWords")
    return words
