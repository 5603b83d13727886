"""What a received report asks for becomes proposals of their own."""

from __future__ import annotations

from datetime import datetime

from giaoban.apps.proposals.actions.raise_proposal import raise_proposals
from giaoban.apps.proposals.domain.raising import NewProposal
from giaoban.apps.proposals.enums import Kind
from giaoban.apps.proposals.models import Proposal
from giaoban.kit.access import Actor

from ..domain.lines import listed
from ..models import Report, ReportText, ReportVersion
from ..queries.definitions import definition_of

SOURCE = "reporting.Report"


def raise_asks(report: Report, version: ReportVersion, *, actor: Actor, now: datetime) -> list[Proposal]:
    """Raise each item of the version's proposal texts, held by the receiver; returns the new ones.

    Inside the use case that receives. The same words again, in a corrected version, stay one proposal. A form
    without such a text costs nothing, a report that asks nothing one query.
    """
    expectation = report.expectation
    texts = definition_of(expectation.collection.form_version).text_by_code.values()
    codes = [text.code for text in texts if text.kind == "proposal"]
    if not codes or expectation.receiver_id is None:
        return []
    written = ReportText.objects.filter(version=version, code__in=codes).values_list("code", "body")
    return raise_proposals(
        actor=actor,
        proposals=[
            NewProposal(
                kind=Kind.PROPOSAL, unit_id=expectation.unit_id, holder_id=expectation.receiver_id,
                difficulty="", remedy=item, passage=item, source_type=SOURCE, source_id=report.pk,
                source_code=code, source_url=f"/bao-cao/{report.pk}/", period_id=expectation.collection.period_id,
            )
            for code, body in written
            for item in listed(body)
        ],
        now=now,
    )  # fmt: skip
