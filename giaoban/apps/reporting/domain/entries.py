"""What a draft holds as text, so that what an editor saw and what stands there can be compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from .drafts import canonical
from .form_definition import CellDef


def standing_entries(
    cells: Sequence[CellDef],
    own: Sequence[Decimal | None],
    adjustments: Sequence[Decimal | None],
    reasons: Mapping[str, str],
    estimates: Sequence[int],
    texts: Mapping[str, str],
    explanations: Mapping[str, str],
) -> dict[str, str]:
    """Every entry of a draft by "part:code"; empty ones are left out."""
    found: dict[str, str] = {}
    for cell in cells:
        found[f"own:{cell.code}"] = canonical(own[cell.slot])
        found[f"adjustment:{cell.code}"] = canonical(adjustments[cell.slot])
        found[f"reason:{cell.code}"] = reasons.get(str(cell.slot), "")
        found[f"estimate:{cell.code}"] = "1" if cell.slot in estimates else ""
    found.update({f"text:{code}": body for code, body in texts.items()})
    found.update({f"explanation:{code}": body for code, body in explanations.items()})
    return {key: value for key, value in found.items() if value}
