"""One report: its way, returns shown at the cell, what changed since it was received, files, comparison."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from giaoban.apps.accounts.enums import Post
from giaoban.apps.reporting.actions.receive_report import reopen_report
from giaoban.apps.reporting.actions.save_draft import save_draft
from giaoban.apps.reporting.domain.drafts import Change
from giaoban.apps.reporting.models import Attachment, Office
from tests.files.samples import png
from tests.reporting.conftest import DEADLINE, NOW, Round
from tests.reporting.web.conftest import As, Reader, text_of


def url(month: Round, name: str = "report", *more: Any, unit: str = "front-c1") -> str:
    return reverse(f"reporting:{name}", args=[month.report(unit).pk, *more])


def step(reader: Reader, month: Round, name: str, unit: str = "front-c1", **data: Any) -> Any:
    return reader.post(url(month, "step", name, unit=unit), data, follow=True)


def test_the_whole_way_by_buttons(month: Round, as_: As) -> None:
    month.fill("front-c1")
    officer, leader, above = as_("front-c1"), as_("front-c1", Post.LEADER), as_("front-d1")
    page = text_of(officer.get(url(month)))
    assert "Whose turn Mặt trận Một" in page
    assert "Drafting" in page
    step(officer, month, "put_to_leader")
    assert "The leader of Mặt trận Một" in text_of(leader.get(url(month)))
    step(leader, month, "agreed")
    step(leader, month, "numbered", number="5", symbol="/BC-MTTQ", dated="15/02/2021")
    step(officer, month, "handed_in")
    seen = text_of(above.get(url(month)))
    assert "5/BC-MTTQ, 15/02/2021" in seen
    assert "Whose turn Mặt trận Ấm" in seen
    assert "Received" in text_of(step(above, month, "received"))
    assert month.report("front-c1").state == "received"


def test_buttons_are_those_that_the_post_and_the_state_allow(month: Round, as_: As) -> None:
    month.fill("front-c1")
    officer = as_("front-c1").get(url(month)).content.decode()
    assert "/buoc/put_to_leader/" in officer
    for other in ("handed_in", "agreed", "received", "returned", "reopened"):
        assert f"/buoc/{other}/" not in officer, other
    month.hand_in("front-c1")
    above = as_("front-d1").get(url(month)).content.decode()
    assert "/buoc/received/" in above
    assert "/buoc/returned/" in above
    reader = as_("mm-p1").get(url(month)).content.decode()
    assert "/buoc/" not in reader


def test_what_stands_in_the_way_is_named_and_one_link_away(month: Round, as_: As) -> None:
    month.fill("front-c1", opinions_received="5", opinions_answered="9")
    Office.objects.create(unit=month.net.units["front-c1"], steps_off=True)
    answer = as_("front-c1").post(url(month, "step", "handed_in"))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert f"{url(month, 'enter')}?phan=tat-ca#id_own-opinions_answered" in page
    assert "opinions_answered</strong>" not in page
    assert "“Ý kiến, kiến nghị đã được trả lời”: " in page


def test_in_an_office_of_one_the_officer_numbers(month: Round, as_: As) -> None:
    month.fill("front-c1")
    officer = as_("front-c1")
    assert "/buoc/numbered/" not in officer.get(url(month)).content.decode()
    refused = officer.post(
        url(month, "step", "numbered"), {"number": "5", "symbol": "/BC", "dated": "15/02/2021"}
    )
    assert refused.status_code == 403
    Office.objects.create(unit=month.net.units["front-c1"], steps_off=True)
    assert "/buoc/numbered/" in officer.get(url(month)).content.decode()
    step(officer, month, "numbered", number="5", symbol="/BC-MTTQ", dated="15/02/2021")
    step(officer, month, "handed_in")
    found = month.report("front-c1")
    assert (found.number, found.state) == (5, "handed_in")
    assert "/buoc/numbered/" not in as_("front-d1").get(url(month)).content.decode()


def test_a_return_needs_a_reason_and_stands_at_the_cell(month: Round, as_: As) -> None:
    month.fill("front-c1")
    month.hand_in("front-c1")
    above = as_("front-d1")
    empty = above.post(url(month, "step", "returned"), {"reason": " "})
    assert empty.status_code == 422
    given = {
        "reason": "Chưa khớp <i>phụ lục</i>",
        "cell:opinions_answered": "Phụ lục ghi 14",
        "cell:text:highlights": "Thiếu Tết",
    }
    step(above, month, "returned", **given)
    for name in ("report", "enter"):
        body = as_("front-c1").get(url(month, name)).content.decode()
        assert "Phụ lục ghi 14" in body
        assert "Thiếu Tết" in body
    page = as_("front-c1").get(url(month)).content.decode()
    assert "Chưa khớp &lt;i&gt;phụ lục&lt;/i&gt;" in page
    assert "2 figures have remarks of their own below" in page


def test_what_changed_since_it_was_received_is_marked_to_the_cell(month: Round, as_: As) -> None:
    month.all_the_way("front-c1", households_helped="10", people_meetings="4")
    reopen_report(actor=month.net.actor("front-d1"), report=month.report("front-c1"), reason="Thừa", now=NOW)
    month.fill("front-c1", households_helped="1")
    own = text_of(as_("front-c1").get(url(month)))
    assert "changed since the report was received" in own
    assert "changed, before: 10" in own
    above = text_of(as_("front-d1").get(url(month)))
    assert "changed, before: 10" not in above  # a correction in work is the unit's own
    month.hand_in("front-c1")
    assert "changed, before: 10" in text_of(as_("front-d1").get(url(month)))
    compared = text_of(as_("front-d1").get(url(month, "versions")))
    assert "Hộ gia đình được hỗ trợ 10 1" in compared
    assert "Cuộc họp" not in compared


def test_late_is_said_in_words(month: Round, as_: As, the_clock: Any) -> None:
    month.fill("front-c1")
    the_clock(DEADLINE + timedelta(hours=1))
    assert "has not been handed in" in text_of(as_("front-c1").get(url(month)))
    month.hand_in("front-c1", now=DEADLINE + timedelta(hours=2))
    assert "Handed in late" in text_of(as_("front-d1").get(url(month)))


def test_remarks_on_a_cell_are_read_by_both_sides(month: Round, as_: As) -> None:
    month.fill("front-c1")
    month.hand_in("front-c1")
    data = {"cell": "help_value", "body": "<script>x</script> đã gồm hiện vật?"}
    response = as_("front-d1").post(url(month, "comment"), data)
    assert response["Location"].endswith("#o-help_value")
    body = as_("front-c1").get(url(month)).content.decode()
    assert "&lt;script&gt;x&lt;/script&gt; đã gồm hiện vật?" in body
    assert as_("front-d1").post(url(month, "comment"), {"cell": "help_value", "body": ""}).status_code == 422


def test_the_signed_scan_is_kept_and_a_difference_is_told_to_both(month: Round, as_: As) -> None:
    month.fill("front-c1")
    officer = as_("front-c1")
    scan = SimpleUploadedFile("ban-ky.png", png(), "image/png")
    officer.post(url(month, "scan"), {"scan-scan": scan})
    month.hand_in("front-c1")
    assert "differ from the signed scan" not in text_of(officer.get(url(month)))
    month.receive("front-c1")
    reopen_report(actor=month.net.actor("front-d1"), report=month.report("front-c1"), reason="Thừa", now=NOW)
    month.fill("front-c1", households_helped="1")
    month.hand_in("front-c1")
    for reader in (officer, as_("front-d1")):
        assert "differ from the signed scan" in text_of(reader.get(url(month)))


def test_a_file_beside_the_report_has_its_caption(month: Round, as_: As) -> None:
    month.fill("front-c1")
    officer = as_("front-c1")
    file = SimpleUploadedFile("anh.png", png(), "image/png")
    officer.post(url(month, "attach"), {"file-file": file, "file-caption": "Ảnh trao quà <b>"})
    assert Attachment.objects.get().caption == "Ảnh trao quà <b>"
    assert "Ảnh trao quà &lt;b&gt;" in officer.get(url(month)).content.decode()
    bad = SimpleUploadedFile("x.pdf", b"MZ\x90 not a pdf", "application/pdf")
    assert officer.post(url(month, "attach"), {"file-file": bad, "file-caption": "x"}).status_code == 422
    missing = officer.post(url(month, "attach"), {"file-caption": "x"})
    assert missing.status_code == 422


def test_workbook_and_papers_are_handed_out(month: Round, as_: As) -> None:
    month.fill("front-c1")
    officer = as_("front-c1")
    book = officer.get(url(month, "workbook"))
    assert book.content.startswith(b"PK")
    assert "2021-M02-mat-tran-mot.xlsx" in book["Content-Disposition"]
    assert officer.get(url(month, "paper", "docx")).content.startswith(b"PK")
    assert officer.get(url(month, "paper", "pdf")).content.startswith(b"%PDF")
    assert officer.get(url(month, "paper", "exe")).status_code == 404


def test_nothing_entered_yet_says_what_to_do(month: Round, as_: As) -> None:
    page = text_of(as_("front-c1").get(url(month)))
    assert "Nothing has been entered yet" in page
    assert "Enter figures" in page
    assert as_("front-c1").get(url(month, "paper", "pdf")).status_code == 404


def test_a_marked_passage_is_taken_out_as_a_proposal(month: Round, as_: As) -> None:
    month.fill("front-c1")
    body = "Ba xã vùng cao còn thiếu nước sạch.\nĐề nghị tỉnh hỗ trợ bể chứa."
    change = Change("text", "highlights", body)
    actor, report = month.net.actor("front-c1"), month.report("front-c1")
    save_draft(actor=actor, report=report, changes=[change], client_key="t", now=NOW)
    month.hand_in("front-c1")
    reader, page = as_("front-d1"), url(month)
    assert "Take out a proposal" in text_of(reader.get(page))
    assert "Take out a proposal" not in text_of(as_("front-c1").get(page))
    take_out = url(month, "extract", "highlights")
    assert body in unescape(reader.get(take_out).content.decode())
    opened = reader.get(take_out, doan="Đề nghị tỉnh hỗ trợ bể chứa.").content.decode()
    assert body not in unescape(opened)
    assert unescape(opened).count("Đề nghị tỉnh hỗ trợ bể chứa.</textarea>") == 2
    words = {"kind": "proposal", "remedy": "Hỗ trợ bể chứa nước", "passage": "Chưa ai viết câu này"}
    wrong = reader.post(take_out, words)
    assert wrong.status_code == 422
    assert "does not stand in the text" in text_of(wrong)
    assert reader.post(take_out, words | {"passage": "Đề nghị tỉnh hỗ trợ bể chứa."}).status_code == 302
    assert "Raised from it: Hỗ trợ bể chứa nước" in text_of(reader.get(page))
