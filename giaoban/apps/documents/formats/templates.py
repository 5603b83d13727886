"""Templates of outgoing documents, read from the country pack."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources

import yaml
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from giaoban.kit.errors import NotFound

from ..domain.template import Template, templates_from_data
from ..enums import ContentKind
from .numbering import load_type_specs

FILE = "outgoing.yaml"


@lru_cache(maxsize=1)
def load_templates() -> tuple[Template, ...]:
    """All templates, in the order of choice lists. Raises TemplateError when they do not fit."""
    text = (resources.files(settings.COUNTRY_PACK) / FILE).read_text(encoding="utf-8")
    types = [spec.code for spec in load_type_specs()]
    return templates_from_data(yaml.safe_load(text), types=types, kinds=ContentKind.values)


def template(code: str) -> Template:
    """The template of that code. Raises NotFound."""
    found = next((t for t in load_templates() if t.code == code), None)
    if found is None:
        raise NotFound(_("There is no such template."))
    return found
