"""Write contents from a program: plain functions for other rooms' use cases. Inside a use case only.

They check no permission (the caller has) and write the audit line, which refuses to be written elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from giaoban.apps.audit.actions.record_line import record
from giaoban.apps.files.actions.store_file import store_made
from giaoban.apps.files.enums import MediaType
from giaoban.apps.files.models import StoredFile
from giaoban.apps.org.models import Unit
from giaoban.kit.access import Actor
from giaoban.kit.errors import NotFound

from .. import events
from ..domain.places import spread
from ..domain.stored import NewParagraph, Stored, as_stored, sources_json, split_bullets, words_of
from ..enums import ContentKind, TextStep
from ..formats.citing import cited_in
from ..models import Content, ContentVersion, Paragraph, ParagraphText


def write_content(
    *,
    actor: Actor,
    unit: Unit,
    kind: ContentKind,
    title: str,
    paragraphs: Iterable[NewParagraph],
    now: datetime,
    label: str = "",
    based_on: Content | None = None,
) -> Content:
    """A new draft of `unit` holding `paragraphs` in order, with its first version. `based_on`: an issued
    content that this one corrects."""
    content = Content.objects.create(
        kind=kind, unit=unit, title=title[:300], based_on=based_on, created_at=now, updated_at=now
    )
    texts = _insert(actor, content, list(split_bullets(paragraphs)), None, None, now)
    mark(content=content, label=label or str(_("First draft")), actor=actor, now=now)
    record(
        actor=actor,
        code=events.CONTENT_WRITTEN,
        subject=content,
        unit_id=unit.pk,
        kind=str(kind),
        paragraphs=len(texts),
    )
    return content


def add_paragraphs(
    *,
    actor: Actor,
    content: Content,
    paragraphs: Iterable[NewParagraph],
    now: datetime,
    after: Paragraph | None = None,
    first: bool = False,
) -> list[ParagraphText]:
    """Insert `paragraphs` behind `after` (None: at the end; `first`: at the beginning) as one revision.

    The caller has locked the content (`change_texts.locked`). Bullets of a list become a paragraph each.
    """
    low, high = _gap(content, after, first)
    bump(content, now)
    texts = _insert(actor, content, list(split_bullets(paragraphs)), low, high, now)
    record(
        actor=actor,
        code=events.PARAGRAPHS_ADDED,
        subject=content,
        unit_id=content.unit_id,
        paragraphs=[text.paragraph_id for text in texts],
    )
    return texts


def bump(content: Content, now: datetime) -> int:
    """Raise the revision of a locked content by one; returns the new one."""
    content.revision += 1
    content.updated_at = now
    content.save(update_fields=["revision", "updated_at"])
    return content.revision


def mark(*, content: Content, label: str, actor: Actor, now: datetime) -> ContentVersion:
    """Give the present revision a name in the list of versions."""
    last = content.versions.aggregate(last=Max("number"))["last"] or 0
    return ContentVersion.objects.create(
        content=content,
        number=last + 1,
        revision=content.revision,
        label=label[:120],
        at=now,
        user_id=actor.user_id,
    )


def _gap(content: Content, after: Paragraph | None, first: bool) -> tuple[str | None, str | None]:
    places = ParagraphText.objects.filter(content=content, until__isnull=True).order_by("position")
    if first:
        return None, places.values_list("position", flat=True).first()
    if after is None:
        return places.values_list("position", flat=True).last(), None
    low = places.filter(paragraph=after).values_list("position", flat=True).first()
    if low is None:
        raise NotFound(_("The paragraph to stand behind is no longer in this document."))
    return low, places.filter(position__gt=low).values_list("position", flat=True).first()


def _insert(
    actor: Actor,
    content: Content,
    news: Sequence[NewParagraph],
    low: str | None,
    high: str | None,
    now: datetime,
) -> list[ParagraphText]:
    paragraphs = Paragraph.objects.bulk_create(
        [Paragraph(content=content, section=new.section) for new in news], batch_size=1000
    )
    rows = [
        _text(actor, content, paragraph, new, place, now)
        for paragraph, new, place in zip(paragraphs, news, spread(len(news), low, high), strict=True)
    ]
    return ParagraphText.objects.bulk_create(rows, batch_size=1000)


def _text(
    actor: Actor, content: Content, paragraph: Paragraph, new: NewParagraph, place: str, now: datetime
) -> ParagraphText:
    stored = as_stored(new)
    drawing, picture = _chart(actor, content, stored, now)
    return ParagraphText(
        content=content,
        paragraph=paragraph,
        since=content.revision,
        step=TextStep.WRITTEN,
        position=place,
        kind=stored.kind,
        level=stored.level,
        runs=stored.runs,
        folded=words_of(stored.runs),
        cites=cited_in(stored.runs),
        data=stored.data,
        sources=sources_json(new.sources),
        drawing=drawing,
        picture=picture,
        user_id=actor.user_id,
        at=now,
    )


def _chart(
    actor: Actor, content: Content, stored: Stored, now: datetime
) -> tuple[StoredFile | None, StoredFile | None]:
    if not stored.svg and not stored.png:
        return None, None
    svg = store_made(
        actor=actor,
        content=stored.svg.encode(),
        media_type=MediaType.SVG,
        name="chart.svg",
        unit=content.unit,
        now=now,
    )
    png = store_made(
        actor=actor,
        content=stored.png,
        media_type=MediaType.PNG,
        name="chart.png",
        unit=content.unit,
        now=now,
    )
    return svg, png
