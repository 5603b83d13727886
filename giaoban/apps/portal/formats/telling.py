"""The pack's words of a news item about a conference."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources

import yaml
from django.conf import settings

from ..domain.telling import TellingWords, telling_words

FILE = "notices/tin_hoi_nghi.yaml"


@lru_cache(maxsize=1)
def load_words() -> TellingWords:
    """Raises TellingError when they do not fit."""
    text = (resources.files(settings.COUNTRY_PACK) / FILE).read_text(encoding="utf-8")
    return telling_words(yaml.safe_load(text))
