"""From a content's texts to the blocks of a paper, ready for DOCX and PDF."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings

from giaoban.apps.files.queries import read_bytes

from ..domain.paper import Block
from ..domain.stored import Link, as_blocks
from ..models import ParagraphText


def to_blocks(texts: Sequence[ParagraphText], *, link: Link | None = None) -> tuple[Block, ...]:
    """The texts in order (`queries.contents.texts_of`) as blocks.

    A link that is a path of this site ("/nguon/…") becomes whole: a paper is read elsewhere. `link` gives the
    address of a source code where a run has none of its own. Raises NotFound when a chart's file is missing.
    """

    def chart(row: object) -> tuple[str, bytes]:
        assert isinstance(row, ParagraphText)  # noqa: S101 (for the type checker)
        svg = read_bytes(row.drawing).decode() if row.drawing else ""
        return svg, read_bytes(row.picture) if row.picture else b""

    return as_blocks(texts, link=link, site=settings.PUBLIC_URL, chart=chart)
