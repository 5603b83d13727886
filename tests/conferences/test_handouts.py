"""What is handed out: the QR on sheets and badges opens the link, who is excused has none, what the papers say."""

from __future__ import annotations

import io
from datetime import timedelta

import docx
import pypdfium2
import pytest
import zxingcpp

from giaoban.apps.conferences.actions.add_sites import add_sites
from giaoban.apps.conferences.domain.links import link_of
from giaoban.apps.conferences.domain.plan import NewItem, NewSite
from giaoban.apps.conferences.enums import ConferenceForm, DelegateState, ItemKind
from giaoban.apps.conferences.formats.handouts import badges, delegate_list, site_sheets
from giaoban.apps.conferences.formats.script import hours, script_paper
from giaoban.apps.conferences.models import Conference, Delegate
from giaoban.apps.conferences.queries.delegates import delegates
from giaoban.apps.conferences.queries.script import guests_of, script_of
from giaoban.apps.documents.formats.paper_docx import render_docx
from giaoban.apps.documents.formats.paper_pdf import render_pdf
from giaoban.apps.org.models import UnitName
from giaoban.kit.clock import local_day
from tests.conferences.test_conferences import NOW, planned
from tests.tasks.network import actor_in, network, unit

BASE = "https://giaoban.example.vn/"


@pytest.fixture
def found(db: None) -> Conference:
    centre = unit("Trung ương")
    one, two = network(2, superior=centre)
    agenda = [NewItem("Khai mạc", ItemKind.OPENING, 10), NewItem("Báo cáo <b>", ItemKind.REPORT, 20)]
    row = planned(centre, form=ConferenceForm.ONLINE, agenda=agenda, questions="Vì sao?", synthetic=True)
    sites = [
        NewSite(one.name, one.pk, local_chair="Chủ tịch huyện", phone="024 999"),
        NewSite(two.name, two.pk),
    ]
    add_sites(actor=actor_in(centre), conference=row, sites=sites, now=NOW)
    states = (DelegateState.CONFIRMED, DelegateState.REPLACED, DelegateState.EXCUSED)
    for place, state in enumerate(states, 1):
        Delegate.objects.create(
            conference=row, position=place, post=f"Chức vụ {place}", state=state, key=f"key{place}",
            replaced_by="Cấp phó" if state == DelegateState.REPLACED else "", reason="đi công tác",
        )  # fmt: skip
    return Conference.objects.select_related("unit__organisation").get(pk=row.pk)


def read(pdf: bytes) -> tuple[list[str], str]:
    """What its QR codes say, and its text."""
    pages = list(pypdfium2.PdfDocument(pdf))
    codes = [
        code.text
        for page in pages
        for code in zxingcpp.read_barcodes(page.render(scale=3).to_pil().convert("L"))
    ]
    text = " ".join(page.get_textpage().get_text_bounded() for page in pages)
    return codes, " ".join(text.split())


def test_a_sheet_a_site_with_its_own_link(found: Conference) -> None:
    sites = list(found.sites.all())
    codes, text = read(site_sheets(found, sites, BASE))
    assert len(codes) == 2
    opened = [link_of(code.rstrip("/").rpartition("/")[2]) for code in codes]
    assert [(link.holder, link.pk, link.key) for link in opened if link] == [
        ("site", s.pk, s.key) for s in sites
    ]
    assert all(code.startswith(BASE) for code in codes)
    for told in (
        "Chủ tịch huyện",
        "024 999",
        "Báo cáo <b>",
        "1. Vì sao?",
        "Dữ liệu mô phỏng",
        found.chair_post,
    ):
        assert told in text, told


def test_badges_of_those_who_come(found: Conference) -> None:
    rows = list(found.delegates.select_related("unit", "site"))
    codes, text = read(badges(found, rows, BASE))
    opened = {link_of(code.rstrip("/").rpartition("/")[2]) for code in codes}
    assert {link.pk for link in opened if link} == {row.pk for row in rows[:2]}
    assert "Cấp phó" in text
    assert "Chức vụ 3" not in text


def test_a_unit_is_called_as_on_the_day_of_the_conference(found: Conference) -> None:
    row = found.delegates.filter(site=None)[0]
    row.unit = unit("Mặt trận thành phố Hoa Lư")
    row.save()
    then = (None, local_day(found.starts_at) + timedelta(days=1))
    UnitName.objects.create(unit=row.unit, name="Mặt trận tỉnh Ninh Sơn", short_name="Ninh Sơn", valid=then)
    rows = list(delegates(found))
    _codes, badge = read(badges(found, rows, BASE))
    listed = str(delegate_list(found, rows))
    introduced = " ".join(guest.post for guest in guests_of(found))
    for text in (badge, listed, introduced):
        assert "Mặt trận tỉnh Ninh Sơn" in text
        assert "Hoa Lư" not in text


def test_the_list_says_who_comes_instead(found: Conference) -> None:
    paper = delegate_list(found, list(found.delegates.select_related("unit", "site")))
    document = docx.Document(io.BytesIO(render_docx(paper)))
    rows = [[c.text for c in row.cells] for row in document.tables[-2].rows] if document.tables else []
    cells = "\n".join("|".join(c.text for c in row.cells) for t in document.tables for row in t.rows)
    assert "2|Cấp phó||Trung tâm|Dự thay: Chức vụ 2" in cells
    assert "Vắng: đi công tác" in cells
    assert rows
    assert len(pypdfium2.PdfDocument(render_pdf(paper))) == 1


def test_the_script_as_a_paper(found: Conference) -> None:
    paper = script_paper(found)
    _codes, text = read(render_pdf(paper))
    for told in (
        "KỊCH BẢN ĐIỀU HÀNH",
        "Chức vụ 1",
        "Cấp phó (dự thay đồng chí Chức vụ 2)",
        "08:00",
        "08:10",
        "Vì sao?",
    ):
        assert told in text, told
    assert hours(found, script_of(found))[:3] == ["08:00", "", "08:10"]
    assert not paper.numbered
