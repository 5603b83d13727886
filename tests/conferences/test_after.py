"""After a conference: minutes from what was noted, drafts in the clerk's room, attendance as a workbook."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import docx
import openpyxl
import pytest

from giaoban.apps.conferences.actions.add_sites import add_sites
from giaoban.apps.conferences.actions.draft_document import draft_document
from giaoban.apps.conferences.actions.hold_conference import close_conference, open_conference
from giaoban.apps.conferences.actions.order_papers import ask_paper
from giaoban.apps.conferences.actions.put_task import record_stance
from giaoban.apps.conferences.actions.report_site import report_attendance
from giaoban.apps.conferences.actions.write_conclusion import write_conclusion
from giaoban.apps.conferences.domain.attendance import Attendance
from giaoban.apps.conferences.domain.plan import NewItem, NewSite
from giaoban.apps.conferences.enums import (
    ConferenceForm,
    ConferencePaper,
    DecisionMode,
    DelegateState,
    ItemKind,
    MatterOutcome,
    RemarkKind,
    StanceKind,
    TurnKind,
    TurnState,
)
from giaoban.apps.conferences.formats.attendance import attendance_xlsx
from giaoban.apps.conferences.formats.minutes import minutes_paper
from giaoban.apps.conferences.models import (
    AttendanceCorrection,
    Conference,
    ConferenceDocument,
    Delegate,
    Matter,
    Remark,
    Site,
    Turn,
)
from giaoban.apps.conferences.queries.minutes import MOST_ROWS, Counted, _listed
from giaoban.apps.documents.domain.register import TypeSpec
from giaoban.apps.documents.enums import OutgoingState
from giaoban.apps.documents.formats.paper_docx import render_docx
from giaoban.apps.documents.models import DocumentType, Outgoing
from giaoban.apps.documents.queries.contents import texts_of
from giaoban.kit.errors import Conflict, Forbidden
from tests.conferences.people import signed_in
from tests.conferences.test_conferences import NOW, planned, put
from tests.conferences.test_pages import at
from tests.tasks.network import actor_in, network, unit

SPECS = (TypeSpec("bien_ban", "Biên bản", "BB"), TypeSpec("thong_bao", "Thông báo", "TB"))


@pytest.fixture
def held(db: None) -> Conference:
    """Two sites, of which one never connected; a paper, a hand, a remark, a vote, an objection that was settled."""
    for spec in SPECS:
        DocumentType.objects.create(
            code=spec.code, name=spec.name, abbreviation=spec.abbreviation, position=1
        )
    centre = unit("Trung ương")
    one, two = network(2, superior=centre)
    agenda = [NewItem("Báo cáo", ItemKind.REPORT, 20), NewItem("Thảo luận", ItemKind.DISCUSSION, 60)]
    found, secretary = planned(centre, form=ConferenceForm.ONLINE, agenda=agenda), actor_in(centre)
    sites = [NewSite(u.name, u.pk, expected=30) for u in (one, two)]
    add_sites(actor=secretary, conference=found, sites=sites, now=NOW)
    open_conference(actor=secretary, conference=found, now=NOW + timedelta(minutes=5))
    here = found.sites.get(unit=one)
    report_attendance(actor=secretary, site=here, officers=1200, others=34, now=NOW)
    AttendanceCorrection.objects.create(
        site=here, officers_before=1300, others_before=34, officers=1200, others=34, reason="Đếm lại", at=NOW
    )
    floor(found, here)
    delegates(found)
    write_conclusion(actor=secretary, conference=found, text="Tiếp tục đổi mới")
    task = put(found, one, "Rà soát mô hình")
    record_stance(
        actor=secretary,
        agreed_task=task,
        kind=StanceKind.RESERVATION,
        post="Hội Nông dân",
        text="Hạn ngắn",
        now=NOW,
    )
    close_conference(actor=secretary, conference=found, now=NOW + timedelta(hours=3))
    return Conference.objects.select_related("unit__organisation").get(pk=found.pk)


def floor(found: Conference, here: Site) -> None:
    """What was said and written, and a matter that was decided."""
    report, talk = found.items.all()
    began = NOW + timedelta(minutes=30)
    found.items.filter(pk=report.pk).update(
        started_at=NOW, ended_at=NOW + timedelta(minutes=25), note="Trình bày tóm tắt"
    )
    assert here.unit is not None
    paper = ask_paper(actor=actor_in(found.unit), conference=found, unit=here.unit, title="Nông sản", now=NOW)
    common: dict[str, Any] = {"conference": found, "asked_at": NOW, "kind": TurnKind.HAND}
    spoke = {"state": TurnState.SPOKEN, "started_at": began, "ended_at": began + timedelta(minutes=7)}
    Turn.objects.update_or_create(
        paper=paper,
        defaults={
            **common,
            **spoke,
            "kind": TurnKind.PAPER,
            "who": "điểm cầu Một",
            "position": 1,
            "item": talk,
        },
    )
    Turn.objects.create(
        **common | spoke, site=here, who="điểm cầu Hai", about="vốn vay", position=1, note="Đề nghị thêm vốn"
    )
    Turn.objects.create(**common, who="Không được mời", position=2, state=TurnState.PASSED_OVER)
    for kind, text, handled in (
        (RemarkKind.COMMENT, "Góp ý <b>", NOW),
        (RemarkKind.MESSAGE, "Mất tiếng", None),
    ):
        Remark.objects.create(
            conference=found, kind=kind, who="điểm cầu Một", text=text, at=NOW, handled_at=handled
        )
    Matter.objects.create(
        conference=found, position=1, text="Quy chế", mode="hands", opened_at=NOW, closed_at=NOW,
        outcome=MatterOutcome.ADOPTED, figures={"agree": 1230, "against": 3, "abstain": 1},
    )  # fmt: skip


def delegates(found: Conference) -> None:
    """One replaced, one excused."""
    states = {"Chủ tịch": DelegateState.REPLACED, "Bí thư": DelegateState.EXCUSED}
    for place, (post, state) in enumerate(states.items(), 1):
        Delegate.objects.create(
            conference=found, position=place, post=post, state=state, key=str(place), reason="đi công tác",
            replaced_by="Phó Chủ tịch" if state == DelegateState.REPLACED else "",
        )  # fmt: skip


def said(found: Conference) -> str:
    document = docx.Document(io.BytesIO(render_docx(minutes_paper(found))))
    cells = "\n".join(" | ".join(c.text for c in row.cells) for t in document.tables for row in t.rows)
    text = "\n".join(p.text for p in document.paragraphs)
    return f"{text}\n{cells}".replace("\xa0", " ")


def test_the_minutes_say_what_was_noted(held: Conference) -> None:
    text = said(held)
    for told in (
        "Thời gian bắt đầu: 08 giờ 05 phút, ngày 06 tháng 7 năm 2021",
        "tại 1/2 điểm cầu có 1.234 đại biểu trên 60 đại biểu được triệu tập",
        "được triệu tập, gồm 1.200 cán bộ, đoàn viên, hội viên và 34 đại biểu khác",
        "Điểm cầu không kết nối: Ủy ban Đơn vị 01",
        "Phó Chủ tịch (thay Chủ tịch)",
        "Bí thư (đi công tác)",
        "Báo cáo (từ 08:00 đến 08:25)",
        "Trình bày tóm tắt.",
        "Điểm cầu Một, tham luận “Nông sản” (7 phút)",
        "Điểm cầu Hai, về vốn vay (7 phút): Đề nghị thêm vốn",
        "Góp ý <b> (đã tiếp nhận)",
        "Quy chế – giơ tay, kiểm đếm tại từng điểm cầu: thống nhất (tán thành 1.230, không tán thành 3, ý kiến khác 1)",
        "1. Rà soát mô hình. Chủ trì: Ủy ban Đơn vị 00; thời hạn: 31/12/2021",
        "về nhiệm vụ 1: Hội Nông dân: Hạn ngắn.",
        "1. Tiếp tục đổi mới.",
        "Hội nghị kết thúc vào 11 giờ 00 phút, ngày 06 tháng 7 năm 2021.",
        "1 | Ủy ban Đơn vị 00 | 30 | 1.200 | 34 | 1.234",
        "Ủy ban Đơn vị 00: 1334 → 1234 (Đếm lại)",
    ):
        assert told in text, told
    for kept_out in ("Không được mời", "Mất tiếng"):
        assert kept_out not in text
    assert text.index("Báo cáo (từ") < text.index("Các ý kiến phát biểu")


def test_a_site_is_called_as_a_site_and_a_unit_in_a_hall_as_a_unit(held: Conference) -> None:
    site = held.sites.get(connected_at__isnull=False)
    Turn.objects.create(
        conference=held, kind=TurnKind.HAND, state=TurnState.SPOKEN, site=site, who=site.name, about="nông sản",
        position=9, asked_at=NOW, started_at=NOW, ended_at=NOW + timedelta(minutes=4),
    )  # fmt: skip
    assert f"Điểm cầu {site.name}, về nông sản (4 phút)" in said(held)
    held.form = ConferenceForm.HALL
    held.save(update_fields=["form"])
    text = said(held)
    assert f"Đại diện {site.name}, về nông sản (4 phút)" in text
    assert "Cơ quan, đơn vị" in text
    assert "Điểm cầu |" not in text


def test_a_task_agreed_on_is_told_once(held: Conference) -> None:
    task = held.agreed_tasks.get()
    matter = Matter.objects.create(
        conference=held, agreed_task=task, position=9, text=task.title, mode=DecisionMode.CONSENSUS,
        outcome=MatterOutcome.ADOPTED, opened_at=NOW, closed_at=NOW,
    )  # fmt: skip
    assert said(held).count(task.title) == 1
    matter.outcome = MatterOutcome.REJECTED
    matter.save(update_fields=["outcome"])
    assert f"{task.title} – xin ý kiến chung: không thống nhất" in said(held)


def test_the_minutes_become_a_draft_once_with_links_both_ways(held: Conference) -> None:
    secretary = actor_in(held.unit)
    made = draft_document(actor=secretary, conference=held, kind=ConferencePaper.MINUTES, now=NOW)
    again = draft_document(actor=secretary, conference=held, kind=ConferencePaper.MINUTES, now=NOW)
    assert made == again
    outgoing = made.outgoing
    assert (outgoing.type.code, outgoing.content.kind, outgoing.state) == ("bien_ban", "minutes", "writing")
    texts = [t.plain for t in texts_of(outgoing.content)]
    assert "1. Tiếp tục đổi mới." in texts
    assert "table" in [t.kind for t in texts_of(outgoing.content)]
    assert texts[-1].startswith("Biên bản được lập")  # what stands right above the signatures
    browser = signed_in(held.unit)
    assert at(held) in browser.get(f"/van-ban/di/{outgoing.pk}/").content.decode()
    assert f"/{outgoing.pk}/" in browser.get(at(held, "papers")).content.decode()
    Outgoing.objects.filter(pk=outgoing.pk).update(state=OutgoingState.DROPPED)
    fresh = draft_document(actor=secretary, conference=held, kind=ConferencePaper.MINUTES, now=NOW)
    assert fresh.outgoing_id != outgoing.pk


def test_the_notice_becomes_a_draft_too(held: Conference) -> None:
    answer = signed_in(held.unit).post(at(held, "draft", "notice"))
    assert answer.status_code == 302
    row = ConferenceDocument.objects.get()
    texts = texts_of(row.outgoing.content)
    place = [t.kind for t in texts].index("table")
    assert texts[place - 1].kind == "heading"
    assert texts[place].data["may_part"]
    assert place < len(texts) - 1
    assert (row.kind, row.outgoing.type.code, row.outgoing.content.kind) == ("notice", "thong_bao", "notice")
    assert row.outgoing.made_from == held.title
    assert answer["Location"].endswith(f"/{row.outgoing_id}/")


def test_nothing_is_drafted_of_what_was_not_held(db: None) -> None:
    for found in (planned(unit("A")), planned(unit("B"), rehearsal=True)):
        with pytest.raises(Conflict):
            draft_document(actor=actor_in(found.unit), conference=found, kind=ConferencePaper.NOTICE, now=NOW)


def test_a_site_does_not_draft(held: Conference) -> None:
    one = held.sites.get(connected_at__isnull=False).unit
    assert one is not None
    held.refresh_from_db()
    with pytest.raises(Forbidden):
        draft_document(actor=actor_in(one), conference=held, kind=ConferencePaper.MINUTES, now=NOW)
    assert signed_in(one).get(at(held, "paper_as", "bien-ban", "docx")).status_code == 403
    assert signed_in(one).get(at(held, "attendance_file")).status_code == 200


def test_sites_below_a_centre_stand_in_the_annex_each_on_its_line() -> None:
    """As many levels as fit; the sum stays that of all sites."""

    def site(name: str, depth: int, own: int, whole: int) -> Counted:
        return Counted(Site(name=name), depth, Attendance(officers=own), Attendance(officers=whole))

    tree = [site("Trung tâm", 0, 5, 35), site("Tỉnh", 1, 10, 30), site("Xã", 2, 20, 20)]
    assert [(name, of.present) for name, of in _listed(tree)] == [("Trung tâm", 5), ("Tỉnh", 10), ("Xã", 20)]
    many = [*tree[:2], *(site(f"Xã {n}", 2, 1, 1) for n in range(MOST_ROWS))]
    assert [(name, of.present) for name, of in _listed(many)] == [("Trung tâm", 5), ("Tỉnh", 30)]


def test_attendance_as_a_workbook(held: Conference) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(attendance_xlsx(held))).active
    assert sheet is not None
    rows = [row for row in sheet.iter_rows(values_only=True) if row[0] and "Ủy ban" in str(row[0])]
    assert [row[0] for row in rows] == ["Ủy ban Đơn vị 00", "Ủy ban Đơn vị 01"]
    assert rows[0][2:8] == (30, 1200, 34, 1234, 30, 1234)
    assert rows[0][9] == "1334 → 1234: Đếm lại"
    assert rows[1][3] is None
