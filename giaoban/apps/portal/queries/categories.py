"""Categories of news, as the country pack gives them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import yaml
from django.conf import settings

from giaoban.kit.errors import NotFound


@dataclass(frozen=True, slots=True)
class Category:
    """A category with its name in each language of the pages."""

    code: str
    names: dict[str, str]

    def name(self, language: str) -> str:
        return self.names.get(language) or self.names[settings.LANGUAGE_CODE]


@lru_cache(maxsize=1)
def categories() -> tuple[Category, ...]:
    """All of them, in the order of the pages."""
    text = (resources.files(settings.COUNTRY_PACK) / "portal.yaml").read_text(encoding="utf-8")
    rows = yaml.safe_load(text)["categories"]
    return tuple(Category(row.pop("code"), {k: str(v) for k, v in row.items()}) for row in rows)


def category_codes() -> frozenset[str]:
    return frozenset(c.code for c in categories())


def category(code: str) -> Category:
    """Raises NotFound for one that the pack does not know."""
    found = next((c for c in categories() if c.code == code), None)
    if found is None:
        raise NotFound()
    return found


def name_of(code: str, language: str) -> str:
    """The name of a category in a language; "" for one that the pack does not know any more."""
    return next((c.name(language) for c in categories() if c.code == code), "")
