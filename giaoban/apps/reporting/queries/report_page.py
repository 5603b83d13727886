"""One report with everything its page shows: content, way, voices, files, and what this reader may do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from giaoban.apps.proposals.models import Proposal, Raising
from giaoban.apps.proposals.policies import see as see_proposal
from giaoban.kit.access import Actor, Policy
from giaoban.kit.errors import NotFound

from .. import policies
from ..domain.signing import content_digest
from ..domain.states import follows
from ..enums import EDITABLE, CollectionState, DoubtState, ReportState, Step
from ..models import Attachment, CellComment, Doubt, Report, ReportStep, ReportText, ReportVersion
from .names import called_then, with_unit_names
from .sharing import Sharing, sharing_of
from .sheet import Content, Sheet, TextLine, Voices, sheet_of

VERBS: dict[Step, tuple[Policy[Report], bool]] = {
    Step.PUT_TO_LEADER: (policies.write_report, True),
    Step.AGREED: (policies.agree_report, True),
    Step.SENT_BACK: (policies.agree_report, False),
    Step.NUMBERED: (policies.number_report, False),
    Step.HANDED_IN: (policies.write_report, True),
    Step.RECEIVED: (policies.receive_report, True),
    Step.RETURNED: (policies.receive_report, False),
    Step.REOPENED: (policies.receive_report, False),
}
"""Step → who may take it, and whether it is taken at once (the others ask for words first)."""


@dataclass(frozen=True, slots=True)
class ReportPage:
    """What `reporting:report` shows. `version` is the one this reader may see."""

    report: Report
    versions: tuple[ReportVersion, ...]
    version: ReportVersion | None
    base: ReportVersion | None
    sheet: Sheet
    steps: tuple[ReportStep, ...]
    returned: ReportStep | None
    doubts: tuple[Doubt, ...]
    attachments: tuple[Attachment, ...]
    may: tuple[Step, ...]
    may_write: bool
    editable: bool
    turn: str
    mine: bool
    overdue: bool
    scan_differs: bool
    sharing: Sharing
    may_extract: bool
    raised: Mapping[str, Sequence[Proposal]]

    @property
    def since_received(self) -> bool:
        """Is the comparison with the version that counts in the totals?"""
        return self.base is not None and self.base.pk == self.report.counted_id

    @property
    def unfinished(self) -> bool:
        """Is typing what this reader should do first?"""
        waits = self.returned is not None or self.sheet.blocking > 0 or self.version is None
        return self.may_write and self.editable and waits

    def written(self, code: str) -> TextLine:
        """The text of that code. Raises NotFound when nothing was written there."""
        lines = (text for section in self.sheet.sections for text in section.texts)
        found = next((text for text in lines if text.text.code == code and text.body), None)
        if found is None or self.version is None:
            raise NotFound()
        return found

    @property
    def open_doubts(self) -> int:
        return sum(1 for d in self.doubts if d.state == DoubtState.OPEN)


def seen_report(actor: Actor, pk: int) -> Report:
    """A report with what every page of it looks at; NotFound outside the actor's scope. One query."""
    rows = Report.objects.visible_to(actor, policies.see_report).select_related(
        "signed_file",
        "expectation__unit__organisation",
        "expectation__unit__office",
        "expectation__receiver",
        "expectation__collection__period",
        "expectation__collection__form_version__form",
        "expectation__collection__form_version__cell_set",
    )
    found: Report | None = next(
        called_then(with_unit_names(rows.filter(pk=pk), "expectation__", also=["receiver"])), None
    )
    if found is None:
        raise NotFound(_("There is nothing here, or it is outside your unit's scope."))
    return found


def versions_of(report: Report) -> list[ReportVersion]:
    """All versions, oldest first, each with its `bodies` [{"code", "body"}]. One query."""
    texts = ReportText.objects.filter(version=OuterRef("pk")).values(
        json=JSONObject(code="code", body="body")
    )
    rows = ReportVersion.objects.filter(report=report).annotate(bodies=ArraySubquery(texts))
    return list(rows.select_related("source_file").order_by("number"))


def texts_of(version: ReportVersion | None) -> dict[str, str]:
    """Texts of a version from `versions_of`, by code."""
    return {t["code"]: t["body"] for t in version.bodies} if version is not None else {}  # type: ignore[attr-defined]


def report_page(actor: Actor, pk: int, now: datetime) -> ReportPage:
    """Everything of one report. At most thirteen queries, and one for running totals."""
    report = seen_report(actor, pk)
    versions = versions_of(report)
    inside = report.expectation.unit_id in actor.unit_ids
    version = shown_version(versions, report, inside=inside)
    base = compared_with(versions, report, version)
    steps = tuple(report.steps.select_related("unit", "user", "version").order_by("-pk"))
    returned = standing_return(steps)
    doubts = tuple(report.doubts.filter(version=version).order_by("state", "pk")) if version else ()
    comments = tuple(CellComment.objects.filter(report=report).select_related("user", "unit").order_by("pk"))
    voices = Voices(returned.cells if returned else {}, comments, doubts)
    content = Content(version, texts_of(version), base, texts_of(base))
    editable = report.state in EDITABLE
    sheet = sheet_of(report, content, voices, judged=inside and editable)
    turn, mine = whose_turn(actor, report)
    return ReportPage(
        report, tuple(versions), version, base, sheet, steps, returned, doubts,
        tuple(report.attachments.select_related("file").order_by("pk")),
        may=steps_open(actor, report),
        may_write=policies.write_report.allows(actor, report),
        editable=editable,
        turn=turn,
        mine=mine,
        overdue=report.first_handed_in_at is None and now > report.expectation.deadline,
        scan_differs=_scan_differs(report, version, content.texts),
        sharing=sharing_of(actor, report, version),
        may_extract=version is not None and policies.receive_report.allows(actor, report),
        raised=_raised(actor, report),
    )  # fmt: skip


def _raised(actor: Actor, report: Report) -> dict[str, list[Proposal]]:
    """Proposals that came out of the report's texts, by text, as far as the reader may see them. One query."""
    rows = Raising.objects.filter(source_type=Report._meta.label, source_id=report.pk).select_related(
        "proposal"
    )
    found: dict[str, list[Proposal]] = {}
    for row in rows.order_by("pk"):
        if see_proposal.may(actor, row.proposal):
            found.setdefault(row.source_code, []).append(row.proposal)
    return found


def shown_version(versions: Sequence[ReportVersion], report: Report, *, inside: bool) -> ReportVersion | None:
    """The current version for the unit's own people; what was last handed in for everybody else."""
    current = next((v for v in versions if v.pk == report.version_id), None)
    if inside or current is None or current.frozen_at is not None:
        return current
    return next((v for v in reversed(versions) if v.frozen_at is not None), None)


def compared_with(
    versions: Sequence[ReportVersion], report: Report, version: ReportVersion | None
) -> ReportVersion | None:
    """What the shown version is held against: the one that counts in the totals, else the last frozen before it."""
    if version is None:
        return None
    if report.counted_id is not None and report.counted_id != version.pk:
        return next((v for v in versions if v.pk == report.counted_id), None)
    older = [v for v in versions if v.frozen_at is not None and v.number < version.number]
    return older[-1] if older and report.counted_id != version.pk else None


def standing_return(steps: Sequence[ReportStep]) -> ReportStep | None:
    """The return or reopening that still waits for its answer; `steps` newest first."""
    for step in steps:
        if step.step in (Step.RETURNED, Step.REOPENED, Step.SENT_BACK):
            return step
        if step.step in (Step.HANDED_IN, Step.RECEIVED):
            return None
    return None


def steps_open(actor: Actor, report: Report, *, filling: bool = False) -> tuple[Step, ...]:
    """Steps that this actor may take now; `filling`: or once something has been entered."""
    alone = policies.steps_off(report)
    closed = report.expectation.collection.state != CollectionState.OPEN
    found = []
    for step, (policy, _at_once) in VERBS.items():
        begun = filling or report.version_id is not None
        if not begun or not policy.allows(actor, report) or not _possible(step, report, alone=alone):
            continue
        if (closed and step is Step.HANDED_IN) or (alone and step is Step.PUT_TO_LEADER):
            continue
        found.append(step)
    return tuple(found)


def _possible(step: Step, report: Report, *, alone: bool) -> bool:
    if step is Step.NUMBERED:
        return report.state not in (ReportState.HANDED_IN, ReportState.RECEIVED, ReportState.CONSOLIDATED)
    return follows(step, report.state, office_of_one=alone) is not None


def whose_turn(actor: Actor, report: Report) -> tuple[str, bool]:
    """(who has to do something now, is it this actor's own unit)."""
    expectation = report.expectation
    unit, receiver = expectation.unit, expectation.receiver
    own = unit.pk in actor.unit_ids
    match report.state:
        case ReportState.PUT_TO_LEADER:
            return _("The leader of %(unit)s") % {"unit": unit.short_name}, policies.agree_report.allows(
                actor, report
            )
        case ReportState.HANDED_IN:
            name = receiver.short_name if receiver else ""
            return name, expectation.receiver_id in actor.unit_ids
        case ReportState.RECEIVED:
            return _("Nobody: it waits for the briefing"), False
        case ReportState.CONSOLIDATED:
            return _("Nobody: it went into a briefing"), False
    return unit.short_name, own


def _scan_differs(report: Report, version: ReportVersion | None, texts: Mapping[str, str]) -> bool:
    if not report.signed_digest or version is None or version.frozen_at is None:
        return False
    now = content_digest(report.number, report.symbol, report.dated, version.total, texts)
    return now != report.signed_digest
