"""The marks by which the reader finds its way in a workbook, whatever was moved, inserted or renamed.

Each table carries a hidden first row naming its columns (`gb:col:own`) and a hidden first column naming its
rows (`gb:cell:<code>`, `gb:text:<code>`). A defined name per entry cell (`gb_own_12`: the twelfth
figure of the form) is the fallback when a mark was deleted. The identity stands on every sheet.
"""

from __future__ import annotations

import json
from enum import StrEnum

from giaoban.apps.reporting.domain.workbook import WorkbookIdentity

COLUMN_MARK = "gb:col:"
CELL_MARK = "gb:cell:"
TEXT_MARK = "gb:text:"
IDENTITY_MARK = "gb:id:"
MANIFEST_MARK = "gb:below:"
"""On the very hidden sheet: the figure from below as it was when the file was made, as `gb:below:<code>`."""

MANIFEST_SHEET = "gb"
NAME_PREFIX = "gb"


class Role(StrEnum):
    """What a column of the table of figures, or of texts, holds."""

    NUMBER = "number"
    LABEL = "label"
    UNIT = "unit"
    PREVIOUS = "previous"
    SAME = "same"
    PLAN = "plan"
    OWN = "own"
    BELOW = "below"
    ADJUSTMENT = "adjustment"
    REASON = "reason"
    TOTAL = "total"
    ESTIMATE = "estimate"
    CHECK = "check"
    TEXT = "text"
    COUNT = "count"


ENTRY_ROLES = (Role.OWN, Role.ADJUSTMENT, Role.REASON, Role.ESTIMATE)


def identity_mark(identity: WorkbookIdentity) -> str:
    """The identity as one cell's text."""
    fields = [
        identity.workbook_key,
        identity.form_code,
        identity.form_version,
        identity.period_code,
        identity.unit_code,
    ]
    return IDENTITY_MARK + json.dumps(fields, ensure_ascii=False, separators=(",", ":"))


def parse_identity(mark: str) -> WorkbookIdentity | None:
    """The identity in a cell's text; None if it is damaged."""
    try:
        key, form, version, period, unit = json.loads(mark.removeprefix(IDENTITY_MARK))
    except ValueError:
        return None
    if not all(isinstance(part, str) for part in (key, form, period, unit)) or not isinstance(version, int):
        return None
    return WorkbookIdentity(key, form, version, period, unit)


def defined_name(role: Role, ordinal: int) -> str:
    """The name of the entry cell of the `ordinal`-th figure (or text) of the form, counted from 1."""
    return f"{NAME_PREFIX}_{role.value}_{ordinal}"
