"""What a report asks for is raised as proposals when the report is received."""

from __future__ import annotations

from giaoban.apps.proposals.enums import State
from giaoban.apps.proposals.models import Proposal, Raising
from giaoban.apps.reporting.actions.receive_report import reopen_report
from giaoban.apps.reporting.actions.save_draft import save_draft
from giaoban.apps.reporting.domain.drafts import Change
from tests.reporting.conftest import NOW, Round

ASKED = "1. Đề nghị cấp kinh phí hoạt động cho cấp xã\n2. Đề nghị sớm có hướng dẫn mới"


def write(month: Round, unit: str, body: str) -> None:
    report = month.report(unit)
    changes = [Change("text", "proposals", body)]
    key = f"{unit}-asks-{report.revision}"
    save_draft(actor=month.net.actor(unit), report=report, changes=changes, client_key=key, now=NOW)


def test_each_item_is_a_proposal_held_by_the_receiver(month: Round) -> None:
    month.fill("front-d1")
    write(month, "front-d1", ASKED)
    month.hand_in("front-d1")
    assert not Proposal.objects.exists()  # until somebody receives the report
    report = month.receive("front-d1")
    found = Raising.objects.select_related("proposal").order_by("pk")
    assert [row.passage for row in found] == [
        "Đề nghị cấp kinh phí hoạt động cho cấp xã", "Đề nghị sớm có hướng dẫn mới",
    ]  # fmt: skip
    first = found[0]
    assert (first.unit.code, first.proposal.holder.code) == ("front-d1", "front-p1")
    assert (first.source_url, first.proposal.state) == (f"/bao-cao/{report.pk}/", State.RAISED)
    assert first.proposal.period == month.collection.period


def test_a_corrected_report_raises_only_what_is_new(month: Round) -> None:
    month.fill("front-d1")
    write(month, "front-d1", ASKED)
    month.hand_in("front-d1")
    report = month.receive("front-d1")
    reopen_report(actor=month.net.actor("front-p1"), report=report, reason="Thiếu một ý", now=NOW)
    month.fill("front-d1")
    write(month, "front-d1", f"{ASKED}\n3. Đề nghị tăng thêm biên chế")
    month.hand_in("front-d1")
    month.receive("front-d1")
    assert Proposal.objects.count() == 3


def test_nothing_asked_raises_nothing(month: Round) -> None:
    month.fill("front-d1")
    write(month, "front-d1", "Không có.")
    month.hand_in("front-d1")
    month.receive("front-d1")
    assert not Proposal.objects.exists()
