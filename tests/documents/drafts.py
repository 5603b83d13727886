"""Contents and people for the tests of the paragraph document."""

from __future__ import annotations

from datetime import UTC, datetime

from giaoban.apps.accounts.actions.create_user import create_user
from giaoban.apps.accounts.enums import Post
from giaoban.apps.documents.actions.create_content import create_content
from giaoban.apps.documents.domain.paper import Paragraph, Run
from giaoban.apps.documents.domain.stored import NewParagraph, Source
from giaoban.apps.documents.enums import ContentKind
from giaoban.apps.documents.models import Content, ParagraphText
from giaoban.apps.documents.queries.contents import texts_of
from giaoban.apps.org.models import Unit
from giaoban.kit.access import Actor
from tests.tasks.network import actor_in

NOW = datetime(2021, 7, 6, 8, tzinfo=UTC)
SYSTEM = Actor.system("test")


def person(unit: Unit, name: str, post: Post = Post.OFFICER) -> Actor:
    """An actor with a row of its own behind it."""
    user = create_user(actor=SYSTEM, username=name, label=name, password=None, now=NOW)
    return actor_in(unit, post, user.pk)


def text(words: str, report: int | None = None) -> NewParagraph:
    sources = (Source(report, ("C1",), f"Báo cáo {report}"),) if report else ()
    return NewParagraph(Paragraph.of(words), sources)


def shops() -> NewParagraph:
    return NewParagraph(Paragraph.of("Có ", Run("726", note_code="C1"), " cửa hàng."), (Source(7, ("C1",)),))


def draft(actor: Actor, unit: Unit, *news: NewParagraph) -> Content:
    paragraphs = news or (text("Một"), text("Hai"), text("Ba"))
    return create_content(
        actor=actor, unit=unit, kind=ContentKind.BRIEFING, title="Dự thảo", paragraphs=paragraphs, now=NOW
    )


def plain(content: Content, revision: int | None = None) -> list[str]:
    return [row.plain for row in texts_of(content, revision)]


def nth(content: Content, place: int) -> ParagraphText:
    return texts_of(content)[place]
