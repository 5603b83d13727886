"""What documents tell: asks follow at once; telling of a replacement, which may concern thousands, is a job."""

from __future__ import annotations

from giaoban.apps.documents.events import (
    ContentCirculated,
    ContentCommented,
    ContentIssued,
    DocumentDone,
    DocumentInstructed,
    DocumentRegistered,
    DocumentReplaced,
)
from giaoban.kit.events import receives
from giaoban.kit.jobs import later

from .actions import follow_documents as follow

receives(DocumentRegistered)(follow.ask_for_instruction)
receives(DocumentInstructed)(follow.ask_who_is_in_charge)
receives(DocumentDone)(follow.close_when_done)
receives(ContentCirculated)(follow.ask_for_comments)
receives(ContentCommented)(follow.close_commented)
receives(ContentIssued)(follow.close_issued)


@receives(DocumentReplaced)
def tell_replacement(event: DocumentReplaced) -> None:
    """Deferred in the transaction of the link."""
    later("directives.tell_replacement", old_id=event.old_id, new_id=event.new_id)
