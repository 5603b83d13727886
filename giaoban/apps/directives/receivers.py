"""What documents tell: asks follow at once; telling of a replacement, which may concern thousands, is a job."""

from __future__ import annotations

from giaoban.apps.documents.events import (
    ContentCirculated,
    ContentCommented,
    ContentIssued,
    DeliveryAcknowledged,
    DocumentDone,
    DocumentFoundSecret,
    DocumentInstructed,
    DocumentIssued,
    DocumentRegistered,
    DocumentReplaced,
    DocumentSent,
    EntryCorrected,
    EntryStruck,
    OutgoingAnswered,
    OutgoingPut,
    StruckSeen,
)
from giaoban.kit.events import receives
from giaoban.kit.jobs import later

from .actions import follow_documents as follow
from .actions import follow_entries as entries
from .actions import follow_outgoing as outgoing
from .actions import follow_secrets as secrets

receives(DocumentRegistered)(follow.ask_for_instruction)
receives(DocumentInstructed)(follow.ask_who_is_in_charge)
receives(DocumentDone)(follow.close_when_done)
receives(ContentCirculated)(follow.ask_for_comments)
receives(ContentCommented)(follow.close_commented)
receives(ContentIssued)(follow.close_issued)
receives(EntryCorrected)(entries.rename_corrected)
receives(EntryStruck)(entries.withdraw_struck)
receives(DocumentFoundSecret)(secrets.erase_found_secret)
receives(StruckSeen)(entries.close_struck_seen)
receives(OutgoingPut)(outgoing.ask_the_leader)
receives(OutgoingAnswered)(outgoing.ask_who_goes_on)
receives(DocumentIssued)(outgoing.close_issued)
receives(DocumentSent)(outgoing.ask_to_acknowledge)
receives(DeliveryAcknowledged)(outgoing.close_acknowledged)


@receives(DocumentReplaced)
def tell_replacement(event: DocumentReplaced) -> None:
    """Deferred in the transaction of the link."""
    later("directives.tell_replacement", old_id=event.old_id, new_id=event.new_id)
