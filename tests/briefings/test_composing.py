"""A briefing says what was handed in, names who is late or missing, and does not move once issued."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction

from giaoban.apps.accounts.enums import Post
from giaoban.apps.briefings.actions.compose_briefing import compose_briefing
from giaoban.apps.briefings.actions.issue_briefing import issue_briefing
from giaoban.apps.briefings.models import Briefing, BriefingFigure
from giaoban.apps.documents.queries.contents import texts_of
from giaoban.apps.reporting.actions.receive_report import reopen_report
from giaoban.apps.reporting.enums import ReportState
from giaoban.kit.errors import Conflict, NotFound
from tests.network import SmallNetwork, build_network
from tests.reporting.conftest import NOW, Round, open_month


@pytest.fixture
def month(db: None, settings: object, tmp_path: Path) -> Round:
    settings.FILES_DIR = tmp_path  # type: ignore[attr-defined]
    network: SmallNetwork = build_network()
    return Round(network, open_month(network))


def compose(month: Round, unit: str = "mm-tw", root: str = "mm-tw") -> Briefing:
    return compose_briefing(
        actor=month.net.actor(unit), unit=month.net.units[unit], root=month.net.units[root],
        collection=month.collection, layout="party", now=NOW,
    )  # fmt: skip


def words(briefing: Briefing) -> str:
    return "\n".join(text.plain for text in texts_of(briefing.content))


def test_it_states_handed_in_figures_and_names_who_is_missing(month: Round) -> None:
    month.all_the_way("front-c1", households_helped="100312")
    month.all_the_way("front-p2", households_helped="20")
    month.all_the_way("front-tw", households_helped="")
    briefing = compose(month)
    said = words(briefing)
    assert "trên 100.000 hộ gia đình" in said
    assert "Có 3/9 báo cáo" in said
    assert "Mặt trận Xã Hai" in said
    figure = BriefingFigure.objects.get(briefing=briefing, scope="", cell="households_helped")
    assert figure.value == Decimal(100332)
    row = BriefingFigure.objects.get(
        briefing=briefing, scope=f"area:{month.net.areas['p2'].pk}", cell="households_helped"
    )
    assert row.value == 20


def test_an_issued_briefing_never_moves_and_consolidates_its_reports(month: Round) -> None:
    month.all_the_way("front-tw", households_helped="12")
    briefing = compose(month)
    leader = month.net.actor("mm-tw", Post.LEADER)
    issue_briefing(
        actor=leader, briefing=briefing, number=5, symbol="05-BC/BDVTW", dated=date(2021, 7, 6), now=NOW
    )
    assert month.report("front-tw").state == ReportState.CONSOLIDATED
    figure = BriefingFigure.objects.get(briefing=briefing, scope="", cell="households_helped")
    with pytest.raises(DatabaseError), transaction.atomic():
        BriefingFigure.objects.filter(pk=figure.pk).update(value=13)
    reopen_report(actor=month.net.actor("mm-tw"), report=month.report("front-tw"), reason="Nhầm", now=NOW)
    month.all_the_way("front-tw", households_helped="13")
    figure.refresh_from_db()
    assert figure.value == 12
    with pytest.raises(Conflict):
        issue_briefing(
            actor=leader, briefing=briefing, number=6, symbol="06-BC/BDVTW", dated=date(2021, 7, 6), now=NOW
        )


def test_a_unit_cannot_compose_what_lies_outside_its_scope(month: Round) -> None:
    with pytest.raises(NotFound):
        compose(month, unit="front-p2", root="front-p1")
