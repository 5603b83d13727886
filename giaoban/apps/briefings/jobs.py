"""Background entries of briefings: composing draws charts, rendering lays out papers."""

from __future__ import annotations

from procrastinate.contrib.django import app

from giaoban.apps.accounts.models import User
from giaoban.apps.accounts.queries import actor_of
from giaoban.apps.documents.formats.paper_docx import render_docx
from giaoban.apps.documents.formats.paper_pdf import render_pdf
from giaoban.apps.documents.queries.contents import texts_of
from giaoban.apps.files.enums import MediaType
from giaoban.apps.org.models import Unit
from giaoban.apps.reporting.models import Collection
from giaoban.kit import clock
from giaoban.kit.access import Actor

from .actions.compose_briefing import compose_briefing
from .actions.issue_briefing import keep_paper
from .enums import Size
from .formats.briefing_paper import paper_of
from .models import Briefing, BriefingFile
from .queries.outlines import load_outline


@app.task(name="briefings.compose", pass_context=False)
def compose(unit_id: int, root_id: int, collection_id: int, layout: str, user_id: int) -> None:
    """Compose a draft for whoever ordered it, with that person's posts of today, and lay out its papers."""
    now = clock.now()
    actor = actor_of(User.objects.get(pk=user_id), day=clock.local_day(now))
    collection = Collection.objects.select_related("period", "form_version__form").get(pk=collection_id)
    units = Unit.objects.in_bulk([unit_id, root_id])
    briefing = compose_briefing(
        actor=actor, unit=units[unit_id], root=units[root_id], collection=collection, layout=layout, now=now
    )
    render_papers(briefing.pk)


@app.task(name="briefings.render", pass_context=False, retry=2)
def render(briefing_id: int, anew: bool = False) -> None:
    """Render every size of a briefing that is not rendered yet for the content as it stands."""
    render_papers(briefing_id, anew=anew)


def render_papers(briefing_id: int, *, anew: bool = False) -> None:
    """DOCX and PDF of the three sizes; what was rendered of the same revision and state stays.

    `anew`: a draft's are made again all the same, with the addresses that this site has by now. Papers of an issued
    briefing are never replaced: their links stay those of the day they were issued.
    """
    briefing = Briefing.objects.select_related("unit__organisation", "content", "collection__period").get(
        pk=briefing_id
    )
    outline, now = load_outline(briefing.layout), clock.now()
    texts = texts_of(briefing.content)
    for size in Size:
        done = BriefingFile.objects.filter(briefing=briefing, size=size, revision=briefing.content.revision)
        if briefing.issued_at is not None:
            done = done.filter(made_at__gte=briefing.issued_at)
        if done.exists() and not (anew and briefing.issued_at is None):
            continue
        paper = paper_of(briefing, outline, texts, size, clock.local_day(now))
        for media_type, make in ((MediaType.DOCX, render_docx), (MediaType.PDF, render_pdf)):
            keep_paper(
                actor=Actor.system("briefings.render"), briefing=briefing, size=size, media_type=media_type,
                content=make(paper), revision=briefing.content.revision, now=now,
            )  # fmt: skip
