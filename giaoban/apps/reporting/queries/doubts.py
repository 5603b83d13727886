"""Figures to be checked: the list that a specialist works through."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from giaoban.apps.indicators.models import UnitTotal
from giaoban.apps.org.models import Organisation
from giaoban.kit.access import Actor
from giaoban.kit.errors import NotFound

from .. import policies
from ..enums import DoubtState
from ..models import CellComment, Collection, Doubt, FormVersion
from .definitions import definition_of
from .names import called_then, with_unit_names

_EXPECTATION = "report__expectation__"


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
    """Doubts the actor may see; open ones first, the newest of them first."""
    rows = (
        Doubt.objects.visible_to(actor, policies.see_doubt)
        .filter(report__first_handed_in_at__isnull=False)
        .select_related(
            "report__expectation__unit__organisation",
            "report__expectation__collection__period",
            "resolved_by",
        )
        .order_by("-state", "-raised_at", "pk")
    )
    return with_unit_names(rows, _EXPECTATION)


def figure_namer(collections: QuerySet[Collection]) -> Callable[[Doubt], str]:
    """A function that names the figure of a doubt of these collections. Two queries."""
    versions = dict(collections.order_by().values_list("pk", "form_version_id"))
    rows = FormVersion.objects.filter(pk__in=set(versions.values())).defer("source")
    cells = {row.pk: definition_of(row).cell_by_code for row in rows}

    def name(doubt: Doubt) -> str:
        known = cells[versions[doubt.report.expectation.collection_id]]
        return "; ".join(known[c].name if c in known else c for c in doubt.cells)

    return name


def organisations(actor: Actor) -> list[tuple[int, str]]:
    """(id, name) of organisations that have doubts the actor sees. One query."""
    ids = Doubt.objects.visible_to(actor, policies.see_doubt).values("report__expectation__organisation_id")
    return list(Organisation.objects.filter(pk__in=ids).order_by("position").values_list("pk", "short_name"))


def doubt_page(actor: Actor, pk: int) -> DoubtPage:
    """One doubt. NotFound outside the scope. Four queries, one more for a corrected figure."""
    doubt: Doubt | None = next(called_then(doubts(actor).filter(pk=pk), _EXPECTATION), None)
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
