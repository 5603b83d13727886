"""What a report asks for becomes proposals of their own: by itself when it is received, or taken out by a reader."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from giaoban.apps.proposals.actions.raise_proposal import raise_proposals
from giaoban.apps.proposals.domain.raising import NewProposal, quoted
from giaoban.apps.proposals.enums import Kind
from giaoban.apps.proposals.models import Proposal
from giaoban.kit.access import Actor, authorize
from giaoban.kit.errors import Invalid
from giaoban.kit.usecase import nothing_changed, usecase

from .. import policies
from ..domain.lines import listed
from ..models import Report, ReportText, ReportVersion
from ..queries.definitions import definition_of

SOURCE = Report._meta.label


@usecase("reporting.raise_from_text")
def raise_from_text(
    *,
    actor: Actor,
    report: Report,
    version: ReportVersion,
    code: str,
    words: Mapping[str, str],
    now: datetime,
) -> Proposal:
    """Whoever receives a report takes a proposal or obstacle out of its text `code`, as one of the unit's.

    `words`: kind, passage (a quotation of `version`), difficulty, remedy, about. The same words again give the proposal
    that is there. Raises Invalid when the passage is no quotation, or the text was not handed in.
    """
    authorize(actor, policies.receive_report, report, seen_by=policies.see_report)
    body = ReportText.objects.filter(
        version=version, version__report=report, version__frozen_at__isnull=False, code=code
    ).values_list("body", flat=True)
    if not body:
        raise Invalid(_("There is no such text in what was handed in. Reload the page."))
    passage = quoted(words["passage"], body[0])
    asked = replace(
        _proposal(report, code, passage),
        kind=words["kind"], difficulty=words["difficulty"], remedy=words["remedy"], about=words["about"],
    )  # fmt: skip
    made = raise_proposals(actor=actor, proposals=[asked], now=now)
    if made:
        return made[0]
    nothing_changed()
    return Proposal.objects.get(
        raisings__unit_id=asked.unit_id, raisings__source_type=SOURCE, raisings__source_id=report.pk,
        raisings__source_code=code, raisings__digest=asked.digest,
    )  # fmt: skip


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
        proposals=[_proposal(report, code, item) for code, body in written for item in listed(body)],
        now=now,
    )


def _proposal(report: Report, code: str, passage: str) -> NewProposal:
    expectation = report.expectation
    return NewProposal(
        kind=Kind.PROPOSAL, unit_id=expectation.unit_id, holder_id=expectation.receiver_id or expectation.unit_id,
        difficulty="", remedy=passage, passage=passage, source_type=SOURCE, source_id=report.pk,
        source_code=code, source_url=f"/bao-cao/{report.pk}/", period_id=expectation.collection.period_id,
    )  # fmt: skip
