"""Begin a content of one's own unit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from giaoban.apps.org.models import Unit
from giaoban.kit.access import Actor, authorize
from giaoban.kit.errors import Invalid
from giaoban.kit.usecase import usecase

from .. import policies
from ..domain.stored import NewParagraph
from ..enums import ContentKind
from ..models import Content
from .write_content import write_content


@usecase("documents.create_content")
def create_content(
    *,
    actor: Actor,
    unit: Unit,
    kind: ContentKind,
    title: str,
    paragraphs: Sequence[NewParagraph],
    now: datetime,
) -> Content:
    """Begin a draft of `unit`. Raises Invalid without a title."""
    authorize(actor, policies.create_content, unit)
    if not title.strip():
        raise Invalid(_("A document needs a title."), problems=(("title", str(_("Missing."))),))
    return write_content(
        actor=actor, unit=unit, kind=kind, title=title.strip(), paragraphs=paragraphs, now=now
    )
