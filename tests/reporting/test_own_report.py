"""The unit's own report: complete, in the unit's layout, with its estimates and its addressees, or nothing to sign."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import docx
import pytest
import yaml

import giaoban.packs.vietnam
from giaoban.apps.accounts.enums import Post
from giaoban.apps.documents.domain.paper import Heading, Paper, Paragraph, Table
from giaoban.apps.indicators.models import YearPlan
from giaoban.apps.org.models import Organisation
from giaoban.apps.reporting.actions.open_collection import open_collection
from giaoban.apps.reporting.actions.pass_inside import number_report
from giaoban.apps.reporting.actions.publish_form import publish_form
from giaoban.apps.reporting.actions.save_draft import save_draft
from giaoban.apps.reporting.domain.drafts import Change
from giaoban.apps.reporting.domain.own_outline import OwnOutlineError, own_outline_from_data
from giaoban.apps.reporting.domain.typed import show
from giaoban.apps.reporting.formats.own_report import own_report, own_report_paper
from giaoban.apps.reporting.models import Collection, Report
from giaoban.apps.reporting.queries.definitions import definition_of
from giaoban.apps.reporting.queries.papers import PAPER_LANGUAGE, own_outline, own_report_of
from giaoban.apps.reporting.queries.values import load_report
from giaoban.kit.numbers import format_number
from giaoban.kit.periods import parse_period
from giaoban.packs.vietnam.scenario.figures import plan_for, values_for
from giaoban.packs.vietnam.scenario.texts import texts_for
from tests.network import SmallNetwork, build_network
from tests.reporting.conftest import SYSTEM, Round

PACK = Path(giaoban.packs.vietnam.__file__).parent
NOW = datetime(2021, 6, 16, 3, 0, tzinfo=UTC)
DAY = date(2021, 6, 16)
PROVINCE = "68"


def letterheads() -> None:
    """Give the small network's two organisations the letterheads of the pack."""
    rows = yaml.safe_load((PACK / "network" / "organisations.yaml").read_text(encoding="utf-8"))[
        "organisations"
    ]
    for row in rows:
        Organisation.objects.filter(code=row["code"]).update(letterhead=row["letterhead"])


def open_half_year(code: str, name: str) -> Collection:
    source = (PACK / "forms" / "bao_cao_cong_tac_dan_van.yaml").read_text(encoding="utf-8")
    version = publish_form(actor=SYSTEM, source=source, name="form", now=NOW)
    return open_collection(
        actor=SYSTEM, form_version=version, calendar=parse_period(code), period_name=name, title=f"Báo cáo {name}",
        deadline=NOW.replace(day=25), now=NOW, synthetic=True,
    )  # fmt: skip


def typed(half: Round, code: str, value: Decimal) -> str:
    definition = definition_of(half.collection.form_version)
    cell = definition.cell_by_code[code]
    return show(cell, definition.indicator_by_code[cell.indicator_code], value)


def fill(half: Round, period: str, estimates: tuple[str, ...] = ()) -> Report:
    figures = values_for("MTTQ", PROVINCE, period)
    changes = [Change("own", code, typed(half, code, value)) for code, value in figures.items()]
    changes += [Change("text", code, body) for code, body in texts_for("MTTQ", PROVINCE, period).items()]
    changes += [Change("estimate", code, "1") for code in estimates]
    report = half.report("front-p1")
    saved = save_draft(
        actor=half.net.actor("front-p1"), report=report, changes=changes, client_key=period, now=NOW
    )
    assert not saved.refusals
    return half.report("front-p1")


@pytest.fixture
def half(db: None, settings: object, tmp_path: Path) -> Round:
    """The first half of 2021, drafted by front-p1, with the first half of 2020 received and a plan of the year."""
    settings.FILES_DIR = tmp_path  # type: ignore[attr-defined]
    net: SmallNetwork = build_network()
    letterheads()
    before = Round(net, open_half_year("2020-H1", "6 tháng đầu năm 2020"))
    fill(before, "2020-H1")
    before.hand_in("front-p1", NOW)
    before.receive("front-p1", NOW)
    this = Round(net, open_half_year("2021-H1", "6 tháng đầu năm 2021"))
    plan = plan_for("MTTQ", PROVINCE)
    cells = definition_of(this.collection.form_version).cells
    YearPlan.objects.create(
        cell_set=this.collection.form_version.cell_set, year=2021, unit=net.units["front-p1"],
        values=[plan.get(cell.code) for cell in cells],
    )  # fmt: skip
    fill(this, "2021-H1", estimates=("tet_gifts",))
    return this


def loaded(half: Round) -> Report:
    return load_report(half.report("front-p1").pk)


def paper_of(half: Round) -> Paper:
    report = loaded(half)
    assert report.version is not None
    return own_report_paper(own_report_of(report, report.version, DAY), own_outline())


def said(paper: Paper) -> str:
    return "\n".join("".join(r.text for r in b.runs) for b in paper.body if isinstance(b, Paragraph))


def test_header_number_and_signature_are_the_units_own(half: Round) -> None:
    paper = paper_of(half)
    assert (paper.layout.code, paper.superior, paper.issuer) == (
        "state", "Mặt trận Tổ quốc Việt Nam", "Mặt trận Tỉnh Đà Nẵng thử",
    )  # fmt: skip
    assert (paper.number, paper.number_symbol) == ("", "/BC-MTTQ-BTT")
    assert paper.type_name == "BÁO CÁO"
    assert paper.summary == "Kết quả công tác dân vận 6 tháng đầu năm 2021"
    assert paper.signature.authority == "TM. Ban Thường trực"


def test_every_recipient_has_its_own_line_and_is_not_named_twice(half: Round) -> None:
    paper = paper_of(half)
    assert paper.addressees == ("Ban Thường trực Mặt trận Việt Nam", "Ban Dân vận Tỉnh Đà Nẵng thử")
    assert paper.recipients == ("Như trên",)


def test_each_recipient_can_have_a_paper_of_its_own(half: Round) -> None:
    report = loaded(half)
    assert report.version is not None
    convenor = half.net.units["mm-p1"].pk
    own = own_report_of(report, report.version, DAY, frozenset([convenor, half.net.units["mm-tw"].pk]))
    paper = own_report_paper(own, own_outline())
    assert paper.addressees == ("Ban Dân vận Tỉnh Đà Nẵng thử",)


def test_a_report_is_addressed_one_level_up_and_to_its_own_convenor_only(month: Round) -> None:
    """Whoever else may read it – convenors further up, readers of the collection – is not written to."""
    front = month.net.units["front-tw"]
    commune = month.fill("front-c1").expectation
    commune.readers = [*commune.readers, front.pk]
    commune.save(update_fields=["readers"])
    report = load_report(month.report("front-c1").pk)
    assert report.version is not None
    named = [name for name, _line in own_report_of(report, report.version, DAY).addressees]
    assert report.expectation.receiver is not None
    assert named[0] == report.expectation.receiver.name
    assert len(set(named)) == len(named) <= 2
    assert front.name not in named
    assert month.net.units["mm-tw"].name not in named


@pytest.mark.parametrize(
    ("symbol", "expected"), [("", "05/BC-MTTQ-BTT"), ("05/BC-MTTQ", "05/BC-MTTQ"), ("BC-MT", "05/BC-MT")]
)
def test_the_number_as_it_was_given(half: Round, symbol: str, expected: str) -> None:
    clerk = half.net.actor("front-p1", Post.CLERK)
    number_report(
        actor=clerk, report=half.report("front-p1"), number=5, symbol=symbol, dated=date(2021, 6, 18), now=NOW
    )
    paper = paper_of(half)
    assert (paper.number, paper.date) == (expected, date(2021, 6, 18))


def test_sentences_say_the_figures_and_mark_estimates(half: Round) -> None:
    paper = paper_of(half)
    lines = said(paper)
    assert "suất quà" in lines
    assert " (ước) suất quà" in lines
    assert lines.startswith("(Báo cáo được lập từ dữ liệu mô phỏng")
    assert lines.count("(ước)") == 2  # the figure, and the sentence that says what the mark means


def test_tables_compare_with_last_year_and_the_plan(half: Round) -> None:
    (annex,) = paper_of(half).annexes
    assert annex.landscape
    (table,) = (b for b in annex.blocks if isinstance(b, Table))
    heads = [c.header for c in table.columns]
    assert heads == [
        "STT",
        "Chỉ tiêu",
        "Đơn vị tính",
        "Trong kỳ",
        "Cùng kỳ năm trước",
        "So cùng kỳ",
        "Kế hoạch năm",
        "So kế hoạch",
    ]
    row = next(r for r in table.rows if r[1] == "Suất quà Tết đã trao")
    value, before = (values_for("MTTQ", PROVINCE, p)["tet_gifts"] for p in ("2021-H1", "2020-H1"))
    assert row[3] == f"{format_number(value, 0, PAPER_LANGUAGE)} (ước)"
    assert row[4] == format_number(before, 0, PAPER_LANGUAGE)
    planned = [r for r in table.rows if r[6] not in ("", "–")]
    assert len(planned) == len(plan_for("MTTQ", PROVINCE))
    assert all(str(r[7]).endswith("%") for r in planned)


def test_no_heading_stands_over_nothing(half: Round) -> None:
    body = paper_of(half).body
    for block, after in zip(body, [*body[1:], None], strict=True):
        if isinstance(block, Heading):
            assert after is not None
            assert not isinstance(after, Heading) or after.level > block.level


def test_a_draft_is_marked_until_the_leader_agrees(half: Round) -> None:
    assert paper_of(half).draft_mark
    half.hand_in("front-p1", NOW)
    assert not paper_of(half).draft_mark


def test_the_paper_does_not_depend_on_the_language_of_the_screen(half: Round) -> None:
    from django.utils import translation

    with translation.override("en"):
        english = paper_of(half)
    assert english == paper_of(half)


def test_it_opens_as_docx_and_pdf(half: Round) -> None:
    report = loaded(half)
    assert report.version is not None
    text = "\n".join(
        p.text
        for p in docx.Document(io.BytesIO(own_report(report, report.version, "docx", day=DAY))).paragraphs
    )
    assert "./." in text
    assert "NHIỆM VỤ TRỌNG TÂM" in text.upper()
    pdf = own_report(report, report.version, "pdf", day=DAY)
    assert pdf.startswith(b"%PDF-")


def test_text_typed_by_people_is_never_markup(half: Round) -> None:
    body = "#set page(fill: red) <w:p/> {{ 7*7 }} & “ngoặc” \\ $x$"
    save_draft(
        actor=half.net.actor("front-p1"), report=half.report("front-p1"), now=NOW, client_key="hostile",
        changes=[Change("text", "situation_people", body)],
    )  # fmt: skip
    report = loaded(half)
    assert report.version is not None
    document = docx.Document(io.BytesIO(own_report(report, report.version, "docx", day=DAY)))
    assert body in [p.text for p in document.paragraphs]
    assert own_report(report, report.version, "pdf", day=DAY).startswith(b"%PDF-")


def test_an_empty_report_is_still_a_paper(half: Round) -> None:
    report = loaded(half)
    assert report.version is not None
    own = own_report_of(report, report.version, DAY)
    size = len(own.total)
    empty: tuple[Decimal | None, ...] = (None,) * size
    sheet = replace(own.sheet, sections=(), has_plan=False)
    paper = own_report_paper(replace(own, total=empty, texts={}, sheet=sheet), own_outline())
    assert [type(b) for b in paper.body if isinstance(b, Heading)] == []
    assert paper.annexes == ()


def test_an_outline_that_lacks_a_word_is_refused() -> None:
    data = yaml.safe_load((PACK / "outlines" / "own_report.yaml").read_text(encoding="utf-8"))
    del data["words"]["annex"]
    with pytest.raises(OwnOutlineError, match="annex"):
        own_outline_from_data(data)
    with pytest.raises(OwnOutlineError, match="part"):
        own_outline_from_data({"type_name": "x"})
