"""The rules of majority and quorum that the country pack gives."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib import resources

import yaml
from django.conf import settings

from ..domain.decide import Rule

FILE = "majorities.yaml"


@lru_cache(maxsize=1)
def load_rules() -> Mapping[str, Rule]:
    """By code, in the pack's order. Raises RuleError for one that does not fit."""
    text = (resources.files(settings.COUNTRY_PACK) / FILE).read_text(encoding="utf-8")
    return {code: Rule.read(code, data) for code, data in yaml.safe_load(text).items()}
