"""The annex of a briefing says what units asked, once, and what became of it; what waits is carried over."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from giaoban.apps.briefings.actions.compose_briefing import compose_briefing
from giaoban.apps.briefings.queries.gathering import gather
from giaoban.apps.documents.queries.contents import texts_of
from giaoban.apps.org.models import Organisation
from giaoban.apps.proposals.actions.answer_proposal import answer_proposal
from giaoban.apps.proposals.actions.confirm_answer import note_answer
from giaoban.apps.proposals.actions.forward_proposal import forward_proposal
from giaoban.apps.proposals.actions.merge_proposals import merge_proposals
from giaoban.apps.proposals.actions.withdraw_proposal import withdraw_proposal
from giaoban.apps.proposals.enums import Outcome
from giaoban.apps.proposals.models import Proposal
from tests.network import build_network
from tests.reporting.conftest import NOW, Round, open_month
from tests.reporting.test_asks_raised import write

ANSWER = "Tiếp thu; bố trí trong dự toán năm sau."


@pytest.fixture
def month(db: None, settings: object, tmp_path: Path) -> Round:
    settings.FILES_DIR = tmp_path  # type: ignore[attr-defined]
    network = build_network()
    return Round(network, open_month(network))


def ask(month: Round, unit: str, body: str) -> Proposal:
    month.fill(unit)
    write(month, unit, body)
    month.hand_in(unit)
    month.receive(unit)
    return Proposal.objects.get(raisings__unit=month.net.units[unit])


@pytest.fixture
def merged(month: Round) -> Proposal:
    """Two provinces ask the same in other words; their centre has merged it."""
    first = ask(month, "front-p1", "Đề nghị cấp kinh phí cho cấp xã.")
    second = ask(month, "front-p2", "Kiến nghị bố trí kinh phí cho xã.")
    return merge_proposals(actor=month.net.actor("front-tw"), into=first, others=[second], now=NOW)


def annex(month: Round) -> list[str]:
    unit = month.net.units["mm-tw"]
    briefing = compose_briefing(
        actor=month.net.actor("mm-tw"), unit=unit, root=unit, collection=month.collection, layout="party", now=NOW
    )  # fmt: skip
    return [t.plain for t in texts_of(briefing.content) if "kinh phí" in t.plain]


@pytest.mark.usefixtures("merged")
def test_merged_proposals_stand_once_with_everybody_who_raised_them(month: Round) -> None:
    (line,) = annex(month)
    assert line.startswith("Đề nghị cấp kinh phí cho cấp xã (2 đơn vị nêu: ")
    asked = gather(month.collection, month.net.units["mm-tw"]).asks
    assert [len(item.said) for item in asked] == [2]  # each leads back to its report


def test_an_answer_is_told(month: Round, merged: Proposal) -> None:
    answer_proposal(
        actor=month.net.actor("front-tw"), proposal=merged, outcome=Outcome.ACCEPTED, text=ANSWER, now=NOW
    )
    (line,) = annex(month)
    assert line.endswith(f"trả lời: {ANSWER}")


def test_what_was_explained_and_not_settled_is_called_so(month: Round, merged: Proposal) -> None:
    answer_proposal(
        actor=month.net.actor("front-tw"), proposal=merged, outcome=Outcome.EXPLAINED, text=ANSWER, now=NOW
    )
    for raising in merged.raisings.all():
        note_answer(actor=month.net.actor(raising.unit.code), raising=raising, text="Đã rõ", now=NOW)
    (line,) = annex(month)
    assert line.endswith(f"trả lời: {ANSWER} Đơn vị nêu xác nhận nội dung này chưa được giải quyết.")
    assert "đã giải quyết" not in line


def test_what_its_raiser_withdrew_is_not_asked(month: Round) -> None:
    found = ask(month, "front-p1", "Đề nghị cấp kinh phí cho cấp xã.")
    assert len(gather(month.collection, month.net.units["mm-tw"]).asks) == 1
    raising = found.raisings.get()
    withdraw_proposal(actor=month.net.actor("front-p1"), raising=raising, text="Đã có nguồn", now=NOW)
    assert gather(month.collection, month.net.units["mm-tw"]).asks == ()


def test_what_waits_says_where_and_is_carried_over(month: Round, merged: Proposal) -> None:
    body = Organisation.objects.create(code="CP-T", kind="state", name="Chính phủ thử", reports=False)
    forward_proposal(actor=month.net.actor("front-tw"), proposal=merged, to=body, due=None, now=NOW)
    (line,) = annex(month)
    assert line.endswith("Đã chuyển Chính phủ thử; chưa có trả lời.")
    Proposal.objects.filter(pk=merged.pk).update(raised_at=NOW - timedelta(days=400))
    later = open_month(month.net, "2021-M03")
    (asked,) = gather(later, month.net.units["mm-tw"]).asks
    assert asked.earlier
    answer_proposal(
        actor=month.net.actor("front-tw"), proposal=merged, outcome=Outcome.EXPLAINED, text=ANSWER, now=NOW
    )
    assert gather(later, month.net.units["mm-tw"]).asks == ()  # answered: not carried over again
