"""Load the types of documents that a country pack names."""

from __future__ import annotations

from collections.abc import Sequence

from giaoban.apps.audit.actions.record_line import record
from giaoban.kit.access import Actor, authorize
from giaoban.kit.usecase import nothing_changed, usecase

from .. import events, policies
from ..domain.register import TypeSpec
from ..models import DocumentType


@usecase("documents.load_types")
def load_types(*, actor: Actor, types: Sequence[TypeSpec]) -> int:
    """Add or rename types in the order given; returns how many rows changed. None is ever deleted."""
    authorize(actor, policies.load_types, None)
    known = {row.code: row for row in DocumentType.objects.all()}
    changed = []
    for position, spec in enumerate(types, start=1):
        row = known.get(spec.code) or DocumentType(code=spec.code)
        wanted = (spec.name, spec.abbreviation, position)
        if row.pk is None or (row.name, row.abbreviation, row.position) != wanted:
            row.name, row.abbreviation, row.position = wanted
            row.save()
            changed.append(spec.code)
    if not changed:
        nothing_changed()
    else:
        record(actor=actor, code=events.TYPES_LOADED, subject=None, types=changed)
    return len(changed)
