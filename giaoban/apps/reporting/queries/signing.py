"""Whether the signed paper and the data still say the same."""

from __future__ import annotations

from ..domain.signing import content_digest
from ..models import Report, ReportText
from .checks import total_of


def digest_of(report: Report) -> str:
    """The digest of the report's current version; "" before anything was entered. At most two queries."""
    version = report.version
    if version is None:
        return ""
    texts = dict(ReportText.objects.filter(version=version).values_list("code", "body"))
    _below, total = total_of(report, version)
    return content_digest(report.number, report.symbol, report.dated, total, texts)
