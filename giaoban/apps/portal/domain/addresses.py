"""The readable part of an address."""

from __future__ import annotations

import re

from giaoban.kit.text import fold

_LONGEST = 80
_NO_WORD = re.compile(r"[^a-z0-9]+")


def slug_of(title: str) -> str:
    """`slug_of("Hội nghị giao ban")` is "hoi-nghi-giao-ban"; whole words, at most 80 letters; "tin" for none."""
    words = [word for word in _NO_WORD.split(fold(title)) if word]
    slug = ""
    for word in words:
        longer = f"{slug}-{word}" if slug else word[:_LONGEST]
        if len(longer) > _LONGEST:
            break
        slug = longer
    return slug or "tin"


def words_of(text: str) -> str:
    """What searches compare: the folded words alone, one blank between two."""
    return " ".join(word for word in _NO_WORD.split(fold(text)) if word)
