"""The words around a mention of a document, as the country pack names them; what a stored text mentions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib import resources
from typing import Any

import yaml
from django.conf import settings

from ..domain.citing import Words, mentions
from .numbering import load_type_specs

FILE = "citations.yaml"


@lru_cache(maxsize=1)
def citing_words() -> Words:
    """The pack's words."""
    words = {name: word for name, word in _data().items() if name != "spellings"}
    return Words(types=tuple(spec.name for spec in load_type_specs()), **words)


@lru_cache(maxsize=1)
def spellings() -> tuple[tuple[str, ...], ...]:
    """Abbreviations of one meaning, as `one_spelling` takes them."""
    return tuple(tuple(ways) for ways in _data()["spellings"])


def _data() -> dict[str, Any]:
    text = (resources.files(settings.COUNTRY_PACK) / FILE).read_text(encoding="utf-8")
    return dict(yaml.safe_load(text))


def cited_in(runs: Iterable[Mapping[str, Any]]) -> list[str]:
    """The signs of all documents that a stored text mentions, each once, in order."""
    found = mentions("".join(run["text"] for run in runs), citing_words())
    return list(dict.fromkeys(mention.sign for mention in found))
