"""Numbering rules of the country pack, read from its YAML file."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources
from typing import Any

import yaml
from django.conf import settings

from giaoban.apps.org.enums import OrganisationKind
from giaoban.apps.org.models import Unit

from ..domain.numbering import Preset, Scheme, scheme_from_data
from ..domain.register import TypeSpec

FILE, TYPES = "numbering.yaml", "document_types.yaml"


@lru_cache(maxsize=1)
def load_scheme() -> Scheme:
    """The pack's rules. Raises NumberingError when they do not fit."""
    types = {spec.code: spec.abbreviation for spec in load_type_specs()}
    return scheme_from_data(_read(FILE), types=types, kinds=OrganisationKind.values)


def load_type_specs() -> list[TypeSpec]:
    """The types of documents that the pack names, in the order of choice lists."""
    return [TypeSpec(row["code"], row["name"], row["abbreviation"]) for row in _read(TYPES)]


def preset_of(unit: Unit) -> Preset:
    """How a unit (loaded with its organisation) numbers its documents."""
    organisation = unit.organisation
    return load_scheme().preset_for(unit=unit.code, organisation=organisation.code, kind=organisation.kind)


def _read(name: str) -> Any:
    return yaml.safe_load((resources.files(settings.COUNTRY_PACK) / name).read_text(encoding="utf-8"))
