"""What documents tell: a document that was found secret is named by no proposal."""

from __future__ import annotations

from giaoban.apps.documents.events import DocumentFoundSecret
from giaoban.kit.events import receives

from .actions.forget_document import forget_document


@receives(DocumentFoundSecret)
def forget(event: DocumentFoundSecret) -> None:
    """In the transaction that erases it."""
    forget_document(document_id=event.document_id)
