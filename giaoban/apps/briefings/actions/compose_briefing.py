"""Compose a briefing, and compose it anew while it is a draft."""

from __future__ import annotations

import secrets
from datetime import datetime
from decimal import Decimal

from django.urls import reverse

from giaoban.apps.audit.actions.record_line import record
from giaoban.apps.documents.actions.write_content import write_content
from giaoban.apps.documents.enums import ContentKind
from giaoban.apps.org.models import Unit
from giaoban.apps.reporting.models import Collection, Expectation
from giaoban.apps.reporting.policies import see_expectation
from giaoban.kit.access import Actor, authorize
from giaoban.kit.errors import NotFound
from giaoban.kit.ui.charts import bar_chart, render
from giaoban.kit.usecase import usecase

from .. import events, policies
from ..domain.composing import Composer, StatedFigure
from ..domain.material import Material
from ..domain.outline import Outline
from ..models import Briefing, BriefingFigure
from ..queries.gathering import gather, used_reports
from ..queries.outlines import load_outline, rounding_words

_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"


def new_code() -> str:
    """A short code for the address of a figure: 8 of 31 letters, not to be guessed from another one."""
    return "".join(secrets.choice(_LETTERS) for _place in range(8))


def address_of(code: str) -> str:
    """Where a figure's source shows: a path of this site, so that the text holds wherever the site is read."""
    return reverse("figure_source", args=[code])


@usecase("briefings.compose_briefing")
def compose_briefing(
    *, actor: Actor, unit: Unit, root: Unit, collection: Collection, layout: str, now: datetime
) -> Briefing:
    """Compose what was handed in below `root` as a draft briefing of `unit`, in `layout`.

    `root` is whom the figures count in; it must be within the actor's scope. Draws charts, so this is called in
    jobs and commands. Raises NotFound outside the scope, OutlineError when the pack has no such outline.
    """
    authorize(actor, policies.compose, unit)
    top = Expectation.objects.visible_to(actor, see_expectation).filter(collection=collection, unit=root)
    if not top.exists():
        raise NotFound("the collection or the root is outside the actor's scope")
    outline, material = load_outline(layout), gather(collection, root)
    composer = _composer(material, outline)
    paragraphs = [*composer.body(), *composer.annexes()]
    title = f"{outline.type_name.capitalize()} {outline.summary.format(period=material.period)}"
    content = write_content(
        actor=actor, unit=unit, kind=ContentKind.BRIEFING, title=title, paragraphs=paragraphs, now=now
    )
    briefing = Briefing.objects.create(
        unit=unit,
        root=root,
        collection=collection,
        content=content,
        title=title,
        layout=layout,
        composed_at=now,
    )
    briefing.reports.set(used_reports(collection, root))
    _keep_figures(briefing, composer)
    record(
        actor=actor, code=events.COMPOSED, subject=briefing, unit_id=unit.pk, root=root.pk,
        collection=collection.pk, figures=len(composer.stated), paragraphs=len(paragraphs),
    )  # fmt: skip
    return briefing


def _composer(material: Material, outline: Outline) -> Composer:
    def draw(title: str, values: dict[str, Decimal | None], unit: str) -> tuple[str, bytes]:
        heights = {name: None if value is None else float(value) for name, value in values.items()}
        images = render(bar_chart(heights, description=title, value_title=unit))
        return images.svg, images.png

    codes: dict[tuple[str, str], str] = {}

    def code_of(scope: str, cell: str) -> str:
        return codes.setdefault((scope, cell), new_code())

    return Composer(material, outline, rounding_words(), code_of=code_of, address=address_of, draw=draw)


def _keep_figures(briefing: Briefing, composer: Composer) -> None:
    BriefingFigure.objects.bulk_create([_row(briefing, f) for f in composer.stated.values()], batch_size=2000)


def _row(briefing: Briefing, stated: StatedFigure) -> BriefingFigure:
    return BriefingFigure(
        briefing=briefing, code=stated.code, scope=stated.scope, cell=stated.cell, name=stated.name[:400],
        unit_of_measure=stated.unit_of_measure, value=stated.value, decimals=stated.decimals,
    )  # fmt: skip
