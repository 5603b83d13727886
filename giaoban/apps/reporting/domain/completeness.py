"""What a report still lacks, and which rules it breaks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from .form_definition import CellDef, FormDefinition, TextDef, organisation_slots, organisation_texts
from .rules import Violation, cells_named, evaluate

Figures = Mapping[str, Decimal | None]


@dataclass(frozen=True, slots=True)
class Check:
    """The state of a draft: `blocking` must be empty before it is handed in."""

    missing_cells: tuple[CellDef, ...]
    missing_texts: tuple[TextDef, ...]
    missing_reasons: tuple[CellDef, ...]
    errors: tuple[Violation, ...]
    warnings: tuple[Violation, ...]
    unexplained: tuple[Violation, ...]

    @property
    def blocking(self) -> int:
        """How many things stand against handing in."""
        return sum(
            map(
                len,
                (self.missing_cells, self.missing_texts, self.missing_reasons, self.errors, self.unexplained),
            )
        )


def violation_key(violation: Violation) -> str:
    """What an explanation is stored under: the rule, and the cells where it watches several."""
    return f"{violation.rule_code}:{','.join(violation.cells)}"


def asked_cells(definition: FormDefinition, organisation: str, level: str) -> tuple[CellDef, ...]:
    """Cells that this unit fills, in order."""
    listed = definition.cells
    mine = (listed[slot] for slot in organisation_slots(definition, organisation))
    return tuple(cell for cell in mine if not cell.levels or level in cell.levels)


def check(
    definition: FormDefinition,
    asked: Sequence[CellDef],
    organisation: str,
    *,
    total: Sequence[Decimal | None],
    adjustments: Sequence[Decimal | None],
    reasons: Mapping[str, str],
    texts: Mapping[str, str],
    explanations: Mapping[str, str],
    past: tuple[Figures, Figures, Figures],
) -> Check:
    """Check a draft. Rules look at the totals; a compulsory cell is given when its total is."""
    mine = {cell.code for cell in asked}
    watched = [rule for rule in definition.rules if mine.intersection(cells_named(rule))]
    current = {cell.code: total[cell.slot] for cell in asked if total[cell.slot] is not None}
    found = evaluate(watched, current, *past)
    warnings = tuple(v for v in found if v.severity == "warning")
    wanted = organisation_texts(definition, organisation)
    return Check(
        missing_cells=tuple(c for c in asked if c.compulsory and total[c.slot] is None),
        missing_texts=tuple(t for t in wanted if t.compulsory and not texts.get(t.code, "").strip()),
        missing_reasons=tuple(
            c for c in asked if adjustments[c.slot] is not None and not reasons.get(str(c.slot), "").strip()
        ),
        errors=tuple(v for v in found if v.severity == "error"),
        warnings=warnings,
        unexplained=tuple(
            v for v in warnings if v.explain_required and not explanations.get(violation_key(v), "").strip()
        ),
    )
