"""The notice of conclusions: what it says, and in both kinds of file."""

from __future__ import annotations

import io
from datetime import timedelta

import docx
import pypdfium2
import pytest

from giaoban.apps.accounts.enums import Post
from giaoban.apps.conferences.actions.add_sites import add_sites
from giaoban.apps.conferences.actions.confirm_conclusions import confirm_conclusions
from giaoban.apps.conferences.actions.hold_conference import open_conference
from giaoban.apps.conferences.actions.put_task import record_stance
from giaoban.apps.conferences.actions.report_site import report_attendance
from giaoban.apps.conferences.actions.write_conclusion import write_conclusion
from giaoban.apps.conferences.domain.notice import first_small, sentence
from giaoban.apps.conferences.domain.plan import NewSite
from giaoban.apps.conferences.enums import ConferenceForm, StanceKind
from giaoban.apps.conferences.formats.notice import Notice, notice_paper
from giaoban.apps.conferences.models import Conference, Site
from giaoban.apps.conferences.queries import attendance_of, put_tasks
from giaoban.apps.documents.formats.paper_docx import render_docx
from giaoban.apps.documents.formats.paper_pdf import render_pdf
from tests.conferences.test_conferences import NOW, planned, put
from tests.tasks.network import actor_in, network, unit


def notice_of(found: Conference) -> Notice:
    return Notice(found, list(found.conclusions.all()), put_tasks(found), attendance_of(found))


@pytest.fixture
def concluded(db: None) -> Conference:
    centre = unit("Trung ương")
    one, two = network(2, superior=centre)
    found = planned(centre, form=ConferenceForm.ONLINE, synthetic=True)
    secretary = actor_in(centre)
    sites = [NewSite(u.name, u.pk, u.area_id, 30) for u in (one, two)]
    add_sites(actor=secretary, conference=found, sites=sites, now=NOW)
    for site, count in zip(found.sites.all(), (1200, 34), strict=True):
        report_attendance(actor=secretary, site=site, officers=count, others=1, now=NOW)
    open_conference(actor=secretary, conference=found, now=NOW)
    write_conclusion(actor=secretary, conference=found, text="Tiếp tục đổi mới <b>& “giữ”</b>")
    task = put(found, one, "Rà soát mô hình", coordinating_ids=(two.pk,))
    record_stance(
        actor=secretary, agreed_task=task, kind=StanceKind.RESERVATION, post="Chủ tịch Hội Nông dân",
        text="Thời hạn ngắn", now=NOW,
    )  # fmt: skip
    later = NOW + timedelta(days=2)
    return confirm_conclusions(actor=actor_in(centre, Post.LEADER), conference=found, now=later)


def test_what_it_says(concluded: Conference) -> None:
    data = render_docx(notice_paper(notice_of(concluded)))
    document = docx.Document(io.BytesIO(data))
    text = "\n".join(p.text for p in document.paragraphs).replace("\xa0", " ")
    cells = "\n".join(c.text for t in document.tables for row in t.rows for c in row.cells)
    for said in (
        "Kết luận của Trưởng Ban Dân vận Trung ương tại hội nghị giao ban",
        "Ngày 06 tháng 7 năm 2021, tại Hà Nội",
        "2 điểm cầu có 1.236 đại biểu, trong đó có 1.234 cán bộ",
        "1. Tiếp tục đổi mới <b>& “giữ”</b>.",
        "Hội nghị thống nhất 01 nhiệm vụ trọng tâm",
        "phối hợp: Ủy ban Đơn vị 01. Thời hạn: 31/12/2021.",
        "Chủ tịch Hội Nông dân: Thời hạn ngắn.",
        "dữ liệu mô phỏng",
    ):
        assert said in text, said
    assert "Số mô hình" in cells
    assert "DỰ THẢO" not in text + cells
    assert "ngày 08 tháng 7 năm 2021" in text + cells


def test_sites_that_nobody_counted_in_had_nobody(concluded: Conference) -> None:
    for name in ("Ủy ban A", "Ủy ban B"):
        Site.objects.create(conference=concluded, name=name, sort_key=name, expected=30, key=name)
    blocks = str(notice_paper(notice_of(concluded)))
    assert "2 điểm cầu có 1.236 đại biểu" in blocks
    assert "4 điểm cầu" not in blocks


def test_pdf_has_the_same(concluded: Conference) -> None:
    pdf = pypdfium2.PdfDocument(render_pdf(notice_paper(notice_of(concluded))))
    text = "".join(page.get_textpage().get_text_bounded() for page in pdf)
    assert "1.236 đại biểu" in " ".join(text.split())
    assert len(pdf) == 2


@pytest.mark.django_db
def test_before_it_is_confirmed_it_is_a_draft() -> None:
    found = planned(unit("Trung ương"))
    write_conclusion(actor=actor_in(found.unit), conference=found, text="Kết luận")
    paper = notice_paper(notice_of(found))
    assert paper.draft_mark
    assert paper.date is None
    assert paper.annexes == ()


@pytest.mark.parametrize(
    ("text", "tidy"), [("Một  việc", "Một việc."), ("Xong.", "Xong."), ("Sao?", "Sao?"), ("a…", "a…")]
)
def test_sentence(text: str, tidy: str) -> None:
    assert sentence(text) == tidy
    assert first_small("Hội nghị") == "hội nghị"
    assert first_small("UBND tỉnh") == "UBND tỉnh"
