"""Put files beside a report: the scan of the signed paper, and attachments with captions."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from giaoban.apps.audit.actions.record_line import record
from giaoban.apps.files.actions.store_file import Upload, store_file
from giaoban.apps.files.enums import ATTACHMENTS, PICTURES, MediaType
from giaoban.kit.access import Actor, authorize
from giaoban.kit.errors import Conflict, Invalid
from giaoban.kit.usecase import usecase

from .. import events, policies
from ..models import Attachment, Report
from ..queries.signing import digest_of
from ..queries.values import load_report

SCANS = frozenset({MediaType.PDF, *PICTURES})


@usecase("reporting.attach_scan")
def attach_scan(*, actor: Actor, report: Report, upload: Upload, name: str, now: datetime) -> Report:
    """Keep the scan of the signed paper with a digest of the data it was signed for; a second replaces it.

    Locks the report's row. Raises FileRefused, Conflict when nothing was entered yet.
    """
    authorize(actor, policies.write_report, report, seen_by=policies.see_report)
    locked = load_report(report.pk, lock=True)
    if locked.version is None:
        raise Conflict(gettext_lazy("Nothing has been entered in this report yet."))
    unit = locked.expectation.unit
    locked.signed_file = store_file(actor=actor, upload=upload, name=name, unit=unit, now=now, allowed=SCANS)
    locked.signed_digest, locked.updated_at = digest_of(locked), now
    locked.save(update_fields=["signed_file", "signed_digest", "updated_at"])
    record(
        actor=actor, code=events.SCAN_ATTACHED, subject=locked, unit_id=unit.pk,
        sha256=locked.signed_file.sha256, version=locked.version.number,
    )  # fmt: skip
    return locked


@usecase("reporting.add_attachment")
def add_attachment(
    *, actor: Actor, report: Report, upload: Upload, name: str, caption: str, now: datetime
) -> Attachment:
    """Put a file beside a report, with its caption. Raises FileRefused, Invalid without a caption."""
    authorize(actor, policies.write_report, report, seen_by=policies.see_report)
    if not caption.strip():
        raise Invalid(gettext_lazy("Say what the file shows."), problems=(("caption", _("missing")),))
    locked = load_report(report.pk, lock=True)
    file = store_file(
        actor=actor, upload=upload, name=name, unit=locked.expectation.unit, now=now, allowed=ATTACHMENTS
    )
    row = Attachment.objects.create(report=locked, file=file, caption=caption.strip()[:300], at=now)
    record(
        actor=actor, code=events.FILE_ATTACHED, subject=locked, unit_id=locked.expectation.unit_id,
        sha256=file.sha256, attachment=row.pk,
    )  # fmt: skip
    return row
