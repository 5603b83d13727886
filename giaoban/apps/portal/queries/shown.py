"""Documents and conferences that everybody may see, and which documents a unit could show."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from giaoban.apps.conferences.enums import ConferenceState
from giaoban.apps.conferences.models import Conference
from giaoban.apps.documents.enums import CHANGES
from giaoban.apps.documents.models import Document, DocumentLink
from giaoban.apps.documents.policies import read_document
from giaoban.apps.documents.queries.outgoing import Standing, standing_of
from giaoban.apps.org.models import Unit
from giaoban.kit.access import Actor

from ..models import NewsItem, PublicPage, ShownDocument
from .reading import published


@dataclass(frozen=True, slots=True)
class PublicDocument:
    """A sealed document on a public page, and whether it still holds."""

    document: Document
    standing: Standing


@dataclass(frozen=True, slots=True)
class PublicConference:
    """A conference that everybody may know of, with the news about it."""

    conference: Conference
    news: Sequence[NewsItem]


def public_documents(page: PublicPage) -> QuerySet[Document]:
    """What the unit issued and shows: one by one, or all whose text it made public. Newest first."""
    shown = Exists(ShownDocument.objects.filter(document=OuterRef("pk")))
    wanted = Q(shown) | Q(seal__public_text=True) if page.all_documents else Q(shown)
    rows = Document.objects.filter(wanted, unit_id=page.unit_id, seal__isnull=False)
    return rows.select_related("type", "seal").order_by("-issued_on", "-pk")


def with_standing(rows: Sequence[Document]) -> list[PublicDocument]:
    """Whether each still holds: replaced, corrected, recalled by something that was issued. One query."""
    links: dict[int, list[DocumentLink]] = defaultdict(list)
    for link in DocumentLink.objects.filter(target__in=rows, kind__in=CHANGES, source__seal__isnull=False):
        links[link.target_id].append(link)
    return [PublicDocument(row, standing_of(links[row.pk])) for row in rows]


def showable_documents(actor: Actor, unit: Unit) -> QuerySet[Document]:
    """Sealed documents of the unit, with `is_shown`: does it stand on the page by hand? Newest first."""
    rows = Document.objects.visible_to(actor, read_document).filter(unit=unit, seal__isnull=False)
    found: QuerySet[Document] = rows.select_related("type", "seal").annotate(
        is_shown=Exists(ShownDocument.objects.filter(document=OuterRef("pk")))
    )
    return found.order_by("-issued_on", "-pk")


def public_conferences(page: PublicPage) -> QuerySet[Conference]:
    """The unit's conferences that it made public, newest first; not what was called off."""
    rows = Conference.objects.filter(unit_id=page.unit_id, is_public=True, rehearsal=False).exclude(
        state=ConferenceState.CALLED_OFF
    )
    return rows.order_by("-starts_at", "-pk")


def with_news(rows: Sequence[Conference]) -> list[PublicConference]:
    """Each with its published news. One query."""
    about: dict[int | None, list[NewsItem]] = defaultdict(list)
    for item in published().filter(conference__in=rows):
        about[item.conference_id].append(item)
    return [PublicConference(row, tuple(about[row.pk])) for row in rows]
