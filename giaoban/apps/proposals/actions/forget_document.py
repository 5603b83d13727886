"""A document that proposals were about may not be named any more."""

from __future__ import annotations

from ..models import Proposal


def forget_document(*, document_id: int) -> int:
    """What was asked stays, without the document; returns how many proposals were about it. Inside a use case only."""
    rows = list(Proposal.objects.filter(about_document=document_id))
    for row in rows:
        row.about, row.about_document = "", None
        row.fold_words()
        row.save(update_fields=["about", "about_document", "folded"])
    return len(rows)
