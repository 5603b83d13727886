"""What a report asks for is raised as proposals when the report is received."""

from __future__ import annotations

import pytest

from giaoban.apps.proposals.enums import State
from giaoban.apps.proposals.models import Proposal, Raising
from giaoban.apps.reporting.actions.raise_asks import raise_from_text
from giaoban.apps.reporting.actions.receive_report import reopen_report
from giaoban.apps.reporting.actions.save_draft import save_draft
from giaoban.apps.reporting.domain.drafts import Change
from giaoban.apps.reporting.models import Report
from giaoban.kit.errors import Invalid
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


class TestTakenOutByAReader:
    """ "Tách thành kiến nghị" beside any text of a report that was handed in."""

    TEXT = "Ba xã vùng cao còn thiếu nước sạch.\nNhiều hộ phải mua nước với giá cao, đề nghị tỉnh hỗ trợ bể chứa."
    ASK = {
        "kind": "obstacle", "passage": "Nhiều hộ phải mua nước với giá cao,\n đề nghị tỉnh hỗ trợ bể chứa.",
        "difficulty": "Thiếu nước sạch", "remedy": "Hỗ trợ bể chứa nước", "about": "",
    }  # fmt: skip

    @pytest.fixture
    def report(self, month: Round) -> Report:
        month.fill("front-c1")
        change = Change("text", "highlights", self.TEXT)
        save_draft(
            actor=month.net.actor("front-c1"),
            report=month.report("front-c1"),
            changes=[change],
            client_key="t",
            now=NOW,
        )
        return month.hand_in("front-c1")

    def take(self, month: Round, report: Report, by: str = "front-d1", **changed: str) -> Proposal:
        assert report.version is not None
        return raise_from_text(
            actor=month.net.actor(by), report=report, version=report.version, code="highlights",
            words=self.ASK | changed, now=NOW,
        )  # fmt: skip

    def test_it_is_the_units_own_with_the_quotation(self, month: Round, report: Report) -> None:
        made = self.take(month, report)
        raising = Raising.objects.get(proposal=made)
        assert (made.kind, made.difficulty, made.remedy) == (
            "obstacle",
            "Thiếu nước sạch",
            "Hỗ trợ bể chứa nước",
        )
        assert (raising.unit.code, made.holder.code) == ("front-c1", "front-d1")
        assert raising.passage == "Nhiều hộ phải mua nước với giá cao, đề nghị tỉnh hỗ trợ bể chứa."
        assert self.take(month, report) == made
        assert Proposal.objects.count() == 1

    @pytest.mark.parametrize("passage", ["Nhiều hộ phải mua nước với giá rẻ", " ", "bể chứa. Ba xã"])
    def test_what_they_did_not_write_is_no_quotation(
        self, month: Round, report: Report, passage: str
    ) -> None:
        with pytest.raises(Invalid, match="does not stand in the text"):
            self.take(month, report, passage=passage)
        assert not Proposal.objects.exists()

    def test_a_draft_is_nobodys_to_quote(self, month: Round) -> None:
        month.fill("front-c1")
        with pytest.raises(Invalid, match="handed in"):
            self.take(month, month.report("front-c1"))
        assert not Proposal.objects.exists()
