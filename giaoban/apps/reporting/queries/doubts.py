"""Figures to be checked: the list that a specialist works through."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from giaoban.apps.indicators.models import UnitTotal
from giaoban.apps.org.models import Organisation
from giaoban.kit.access import Actor
from giaoban.kit.errors import NotFound

from .. import policies
from ..domain.expressions import Name, names
from ..domain.form_definition import CellDef
from ..domain.rules import PastRule, Rule, RuleDef
from ..enums import DoubtState
from ..models import CellComment, Collection, Doubt, FormVersion
from .definitions import definition_of
from .names import called_then, with_unit_names

_EXPECTATION = "report__expectation__"
PAST_LABEL = {
    "prev": gettext_lazy("Previous period"),
    "last_year": gettext_lazy("Same period last year"),
    "plan": gettext_lazy("Plan of the year"),
}
"""What a figure's own past, or its plan, is called."""


@dataclass(frozen=True, slots=True)
class DoubtPage:
    """One doubt with what a decision needs; `corrected`: the figure as it stands since it was corrected."""

    doubt: Doubt
    figure: str
    unit_of_measure: str
    comments: tuple[CellComment, ...]
    may_resolve: bool
    corrected: Decimal | None = None

    @property
    def said_in_remarks(self) -> bool:
        """The unit itself wrote a remark on the doubted figure."""
        return any(c.unit_id == self.doubt.report.expectation.unit_id for c in self.comments)


def doubts(actor: Actor) -> QuerySet[Doubt]:
    """Doubts the actor may see, each with its collection's id and its unit's name; open ones first, the newest of
    them first.
    """
    rows = (
        Doubt.objects.visible_to(actor, policies.see_doubt)
        .filter(report__first_handed_in_at__isnull=False)
        .annotate(collection_id=F(f"{_EXPECTATION}collection_id"))
        .order_by("-state", "-raised_at", "pk")
    )
    return with_unit_names(rows, _EXPECTATION)


def namers(collections: QuerySet[Collection]) -> tuple[Callable[[Any], str], Callable[[Any], str]]:
    """Functions that name the figure of a row of `doubts` and what it is compared with. Two queries."""
    versions = dict(collections.order_by().values_list("pk", "form_version_id"))
    rows = FormVersion.objects.filter(pk__in=set(versions.values())).defer("source")
    forms = {row.pk: definition_of(row) for row in rows}
    rules = {pk: {rule.code: rule for rule in form.rules} for pk, form in forms.items()}

    def figure(doubt: Any) -> str:
        known = forms[versions[doubt.collection_id]].cell_by_code
        return "; ".join(known[c].name if c in known else c for c in doubt.cells)

    def compared(doubt: Any) -> str:
        form = versions[doubt.collection_id]
        rule = rules[form].get(doubt.rule)
        return _compared(rule, forms[form].cell_by_code) if rule else ""

    return figure, compared


def _compared(rule: Rule, cells: Mapping[str, CellDef]) -> str:
    """What stands on the other side: the figure's own past or plan, or other figures of the report."""
    if isinstance(rule, PastRule):
        return str(PAST_LABEL[rule.against])
    if not isinstance(rule, RuleDef):
        return ""
    said: dict[str, None] = {}
    for name in names(rule.right):
        label = cells[name.code].name if name.code in cells else name.code
        past = PAST_LABEL.get(name.time) if isinstance(name, Name) else None
        said[f"{label} – {past}" if past else label] = None
    return "; ".join(said)


def organisations(actor: Actor) -> list[tuple[int, str]]:
    """(id, name) of organisations that have doubts the actor sees. One query."""
    ids = Doubt.objects.visible_to(actor, policies.see_doubt).values("report__expectation__organisation_id")
    return list(Organisation.objects.filter(pk__in=ids).order_by("position").values_list("pk", "short_name"))


def doubt_page(actor: Actor, pk: int) -> DoubtPage:
    """One doubt. NotFound outside the scope. Four queries, one more for a corrected figure."""
    rows = doubts(actor).select_related(
        "report__expectation__unit__organisation", "report__expectation__collection__period", "resolved_by"
    )
    doubt: Doubt | None = next(called_then(rows.filter(pk=pk), _EXPECTATION), None)
    if doubt is None:
        raise NotFound(_("There is nothing here, or it is outside your unit's scope."))
    version = FormVersion.objects.defer("source").get(pk=doubt.report.expectation.collection.form_version_id)
    cells = definition_of(version).cell_by_code
    known = [cells[c] for c in doubt.cells if c in cells]
    comments = CellComment.objects.filter(report=doubt.report, cell__in=doubt.cells)
    return DoubtPage(
        doubt,
        "; ".join(c.name for c in known) or ", ".join(doubt.cells),
        known[0].unit_of_measure if known else "",
        tuple(comments.select_related("user", "unit").order_by("pk")),
        policies.resolve_doubt.allows(actor, doubt),
        _corrected(doubt, version, known[0].slot) if len(known) == 1 else None,
    )


def _corrected(doubt: Doubt, version: FormVersion, slot: int) -> Decimal | None:
    if doubt.state != DoubtState.CORRECTED:
        return None
    expectation = doubt.report.expectation
    total = UnitTotal.objects.filter(
        unit_id=expectation.unit_id,
        period_id=expectation.collection.period_id,
        cell_set_id=version.cell_set_id,
    )
    values = total.values_list("live", flat=True).first()
    return values[slot] if values else None


def times(ratio: Decimal | None) -> Decimal | None:
    """How many times, always at least 1: 0.1 is ten times too."""
    if not ratio:
        return None
    return ratio if abs(ratio) >= 1 else 1 / ratio
