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
from giaoban.apps.briefings.domain import composing
from giaoban.apps.briefings.enums import Size
from giaoban.apps.briefings.formats.briefing_paper import paper_of, reading_minutes
from giaoban.apps.briefings.models import Briefing, BriefingFigure
from giaoban.apps.briefings.queries.gathering import gather
from giaoban.apps.briefings.queries.outlines import load_outline
from giaoban.apps.documents.domain.paper import Cell, Paper, Paragraph, Table, runs_of
from giaoban.apps.documents.queries.contents import texts_of
from giaoban.apps.reporting.actions.receive_report import reopen_report
from giaoban.apps.reporting.actions.save_draft import save_draft
from giaoban.apps.reporting.domain.drafts import Change
from giaoban.apps.reporting.enums import ReportState
from giaoban.apps.reporting.models import ReportText
from giaoban.apps.reporting.queries.definitions import definition_of
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


def test_many_missing_are_counted_by_level_and_named_in_an_annex(
    month: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(composing, "MANY_MISSING", 3)
    month.all_the_way("front-p2")
    briefing = compose(month)
    outline, texts = load_outline("party"), texts_of(briefing.content)
    short, full = (paper_of(briefing, outline, texts, size, NOW.date()) for size in (Size.SUMMARY, Size.FULL))
    read_out = " ".join(run.text for run in runs_of(short.body))
    assert (
        "Có 8 đơn vị chưa gửi: Mặt trận Tỉnh Đà Nẵng thử; Mặt trận Việt Nam; 2 đơn vị cấp huyện; 4 đơn vị cấp xã."
        in read_out
    )
    assert "Xã Hai" not in read_out
    assert short.annexes == ()
    annex = full.annexes[0]
    assert annex.title == "Các đơn vị chưa gửi báo cáo"
    assert "Xã Hai" in " ".join(run.text for run in runs_of(annex.blocks))


def words(briefing: Briefing) -> str:
    return "\n".join(text.plain for text in texts_of(briefing.content))


def test_it_states_handed_in_figures_and_names_who_is_missing(month: Round) -> None:
    month.all_the_way("front-c1", households_helped="100312")
    month.all_the_way("front-p2", households_helped="20")
    month.all_the_way("front-tw", households_helped="")
    briefing = compose(month)
    said = words(briefing)
    assert "rên 100.000 hộ gia đình" in said
    assert "Có 3/9 báo cáo" in said
    assert "Xã Hai" in said.partition("chưa gửi")[2]
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


def paper(briefing: Briefing, size: Size) -> Paper:
    outline = load_outline(briefing.layout)
    return paper_of(briefing, outline, texts_of(briefing.content), size, date(2021, 7, 6))


def captions(found: Paper) -> list[str]:
    blocks = [*found.body, *(block for annex in found.annexes for block in annex.blocks)]
    return [block.caption for block in blocks if isinstance(block, Table)]


def test_the_full_text_leaves_the_figures_by_area_to_their_annex(month: Round) -> None:
    month.all_the_way("front-p1", households_helped="7")
    month.all_the_way("front-tw", households_helped="")
    briefing = compose(month)
    by_area = [c for c in captions(paper(briefing, Size.FIGURES)) if c.endswith("theo địa bàn")]
    full = paper(briefing, Size.FULL)
    assert by_area
    assert not set(by_area) & set(captions(full))
    assert [a.title for a in full.annexes] == ["Tổng hợp số liệu"]
    (whole,) = (b for b in full.annexes[0].blocks if isinstance(b, Table))
    assert any(isinstance(row[2], Cell) and row[2].text == "7" for row in whole.rows)


@pytest.mark.parametrize("size", list(Size))
def test_every_size_says_that_the_figures_are_made_up(month: Round, size: Size) -> None:
    month.all_the_way("front-tw", households_helped="12")
    type(month.collection).objects.filter(pk=month.collection.pk).update(synthetic=True)
    month.collection.refresh_from_db()
    said = [run.text for run in runs_of(paper(compose(month), size).body)]
    assert any("mô phỏng" in text for text in said)


def test_a_summary_says_how_long_it_takes(month: Round) -> None:
    month.all_the_way("front-tw", households_helped="12")
    briefing = compose(month)
    first = paper(briefing, Size.SUMMARY).body[0]
    minutes = reading_minutes(texts_of(briefing.content), Size.SUMMARY)
    assert isinstance(first, Paragraph)
    assert f"khoảng {minutes} phút" in first.runs[0].text


def test_texts_of_a_unit_stand_as_the_form_asks_for_them(month: Round) -> None:
    """However they lie in the database."""
    month.fill("front-p1")
    asked = [t.code for s in definition_of(month.collection.form_version).sections for t in s.texts]
    assert len(asked) > 1
    report = month.report("front-p1")
    changes = [Change("text", code, f"Về {code}.") for code in reversed(asked)]
    save_draft(actor=month.net.actor("front-p1"), report=report, changes=changes, client_key="texts", now=NOW)
    month.hand_in("front-p1")
    month.receive("front-p1")
    for turned in (asked, asked[::-1]):
        rows = {row.code: row for row in ReportText.objects.filter(version__report=report)}
        ReportText.objects.filter(pk__in=[row.pk for row in rows.values()]).delete()
        for code in turned:
            rows[code].pk = None
            rows[code].save(force_insert=True)
        assert [said.code for said in gather(month.collection, month.net.units["front-tw"]).texts] == asked
