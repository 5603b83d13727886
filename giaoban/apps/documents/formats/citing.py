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
    data = yaml.safe_load((resources.files(settings.COUNTRY_PACK) / FILE).read_text(encoding="utf-8"))
    return Words(types=tuple(spec.name for spec in load_type_specs()), **data)


def cited_in(runs: Iterable[Mapping[str, Any]]) -> list[str]:
    """The signs of all documents that a stored text mentions, each once, in order."""
    found = mentions("".join(run["text"] for run in runs), citing_words())
    return list(dict.fromkeys(mention.sign for mention in found))
