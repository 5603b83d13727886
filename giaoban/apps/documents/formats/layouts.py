"""Layouts of the country pack, read from its YAML files."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources

import yaml
from django.conf import settings

from giaoban.apps.documents.domain.layout import Layout, LayoutError, layout_from_data

FOLDER = "layouts"
TOGETHER = "proper_names.yaml"
"""Words of the pack at which no line of any layout ends."""


def layout_names() -> tuple[str, ...]:
    """Codes of the layouts that the pack offers, in order ("party", "state", "youth")."""
    folder = resources.files(settings.COUNTRY_PACK) / FOLDER
    return tuple(sorted(f.name.removesuffix(".yaml") for f in folder.iterdir() if f.name.endswith(".yaml")))


@lru_cache(maxsize=16)
def load_layout(code: str) -> Layout:
    """The pack's layout of that code. Raises LayoutError when there is none or its data does not fit."""
    if code not in layout_names():
        raise LayoutError(f"no layout {code!r}; there are {', '.join(layout_names())}")
    pack = resources.files(settings.COUNTRY_PACK)
    text = (pack / FOLDER / f"{code}.yaml").read_text(encoding="utf-8")
    together = (pack / TOGETHER).read_text(encoding="utf-8")
    try:
        return layout_from_data({**yaml.safe_load(text), "together": yaml.safe_load(together)})
    except (LayoutError, yaml.YAMLError) as error:
        raise LayoutError(f"{code}.yaml: {error}") from error
