"""Figures with their sources, doubts, uploads."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from giaoban.apps.indicators.models import UnitTotal
from giaoban.apps.org.models import Unit
from giaoban.apps.reporting.actions.save_draft import save_draft
from giaoban.apps.reporting.domain.drafts import Change
from giaoban.apps.reporting.jobs import run_import
from giaoban.apps.reporting.models import CellComment, Doubt, ImportBatch
from giaoban.apps.reporting.queries.definitions import definition_of
from tests.reporting.conftest import NOW, Round
from tests.reporting.test_import import upload, workbook, zipped
from tests.reporting.web.conftest import As, text_of


def at(month: Round, name: str, *more: Any) -> str:
    return reverse(f"reporting:{name}", args=[month.collection.pk, *more])


@pytest.fixture
def doubt(month: Round) -> Doubt:
    month.fill("front-c1", households_helped="1200")
    month.hand_in("front-c1")
    report = month.report("front-c1")
    assert report.version is not None
    return Doubt.objects.create(
        report=report, version=report.version, rule="far", cells=["households_helped"], left=1200, right=120,
        ratio=10, message="Gấp 10 lần <cùng kỳ>", explanation="Có đợt hỗ trợ lớn.", raised_at=report.updated_at,
    )  # fmt: skip


def test_live_and_handed_in_are_told_apart(month: Round, as_: As) -> None:
    month.all_the_way("front-d1", households_helped="5")
    month.all_the_way("front-c1", households_helped="10")
    reader = as_("front-p1")
    live = text_of(reader.get(at(month, "table"), theo="don-vi"))
    assert "Mặt trận Ấm 15 " in live
    assert "Total 15 " in live
    signed = text_of(reader.get(at(month, "table"), theo="don-vi", **{"co-so": "da-gui"}))
    assert "Mặt trận Ấm 5 " in signed


@pytest.mark.parametrize("by", ["dia-ban", "to-chuc", "don-vi"])
def test_every_table_ends_in_the_same_total(month: Round, as_: As, by: str) -> None:
    month.all_the_way("front-c1", households_helped="10")
    month.all_the_way("front-c3", households_helped="7")
    month.all_the_way("front-d1", households_helped="1")
    month.all_the_way("front-tw", households_helped="100")
    assert "Total 118 " in text_of(as_("mm-tw").get(at(month, "table"), theo=by))


def test_what_the_units_above_add_stands_in_a_row_of_its_own(month: Round, as_: As) -> None:
    month.all_the_way("front-p1", households_helped="7")
    month.all_the_way("front-tw", households_helped="100")
    said = text_of(as_("mm-tw").get(at(month, "table")))
    assert "Đà Nẵng thử 7 " in said
    assert "Units above these, own part 100 " in said
    assert "Total 107 " in said


def test_a_figure_of_several_units_leads_to_them(month: Round, as_: As) -> None:
    month.all_the_way("front-c1", households_helped="10")
    month.all_the_way("front-c3", households_helped="7")
    page = as_("mm-tw").get(at(month, "table"))
    assert f"{at(month, 'source', month.net.units['front-p1'].pk, 0)}" in page.content.decode()
    area = month.net.areas["p1"].pk
    below = text_of(as_("mm-tw").get(at(month, "table"), theo="don-vi", **{"dia-ban": area}))
    assert "Mặt trận Đà Nẵng thử 17 " in below


def test_the_file_holds_the_whole_table(month: Round, as_: As) -> None:
    month.all_the_way("front-c1", households_helped="10")
    book = load_workbook(
        io.BytesIO(as_("front-d1").get(at(month, "table"), export="xlsx", theo="don-vi").content)
    )
    rows = list(book.active.iter_rows(values_only=True))
    assert ("Mặt trận Một", 10) in {row[:2] for row in rows}


def test_a_total_leads_to_the_leaf_cell_and_its_workbook(month: Round, as_: As) -> None:
    upload(month, zipped(c1=workbook(month, "front-c1")), "xa.zip", "front-d1", hand_in=True)
    month.receive("front-c1")
    reader = as_("mm-tw")
    way = ["mm-tw", "front-tw", "front-p1", "front-d1"]
    for upper, lower in pairwise(way):
        page = reader.get(at(month, "source", month.net.units[upper].pk, 0)).content.decode()
        assert at(month, "source", month.net.units[lower].pk, 0) in page
    last = reader.get(at(month, "source", month.net.units["front-d1"].pk, 0))
    said = text_of(last)
    assert "Mặt trận Xã Một 12 Received" in said
    assert "c1.xlsx › Số liệu!H8" in said
    assert "front-d1-officer, Mặt trận Ấm" in said
    assert "/tep/" in last.content.decode()


def test_a_source_says_what_came_after_the_signature(month: Round, as_: As) -> None:
    month.all_the_way("front-d1", households_helped="5")
    month.all_the_way("front-c1", households_helped="10")
    said = text_of(as_("front-p1").get(at(month, "source", month.net.units["front-d1"].pk, 0)))
    assert "makes a difference of 10" in said


def test_a_source_tells_the_own_part_from_what_came_from_below(month: Round, as_: As) -> None:
    month.all_the_way("front-c1", households_helped="10")
    save_draft(
        actor=month.net.actor("front-d1"), report=month.report("front-d1"), client_key="by hand", now=NOW,
        changes=[
            Change("adjustment", "households_helped", "2"), Change("reason", "households_helped", "Sót một thôn."),
        ],
    )  # fmt: skip
    month.all_the_way("front-d1", households_helped="5")
    month.all_the_way("front-p1", households_helped="0")
    assert "own part: 5; adjustment: 2; 10 from 2 units below" in text_of(
        as_("front-p1").get(at(month, "source", month.net.units["front-p1"].pk, 0))
    )
    own = text_of(as_("front-d1").get(at(month, "source", month.net.units["front-d1"].pk, 0)))
    assert "own part: 5; adjustment: 2 " in own
    assert "Mặt trận Xã Một 10 Received" in own
    above = text_of(as_("front-tw").get(at(month, "source", month.net.units["front-tw"].pk, 0)))
    assert "own part: 0; 17 from 2 units below" in above


def test_a_slot_that_the_form_does_not_have_is_not_there(month: Round, as_: As) -> None:
    assert as_("front-d1").get(at(month, "source", month.net.units["front-d1"].pk, 99)).status_code == 404


def test_doubts_are_listed_filtered_and_settled(month: Round, as_: As, doubt: Doubt) -> None:
    reader = as_("front-d1")
    listed = reverse("reporting:doubts")
    said = text_of(reader.get(listed))
    assert "Hộ gia đình được hỗ trợ Mặt trận Một 1,200 – 120 10.0 Có đợt hỗ trợ lớn." in said
    Doubt.objects.filter(pk=doubt.pk).update(rule="far_from_last_year")
    assert "1,200 Same period last year 120" in text_of(reader.get(listed))
    Doubt.objects.filter(pk=doubt.pk).update(rule="answered_within_received")
    assert "1,200 Ý kiến, kiến nghị tiếp nhận 120" in text_of(reader.get(listed))
    assert "Mặt trận Một" not in text_of(reader.get(listed, state="confirmed"))
    assert "Mặt trận Một" in text_of(reader.get(listed, q="mat tran mot", collection=month.collection.pk))
    url = reverse("reporting:doubt", args=[doubt.pk])
    assert "&lt;cùng kỳ&gt;" in reader.get(url).content.decode()
    assert reader.post(url, {"state": "confirmed", "note": ""}).status_code == 422
    assert reader.post(url, {"state": "confirmed", "note": "Đã gọi điện"}).status_code == 302
    doubt.refresh_from_db()
    assert (doubt.state, doubt.note) == ("confirmed", "Đã gọi điện")
    assert reader.post(url, {"state": "explained", "note": "x"}).status_code == 409


def test_a_corrected_figure_shows_what_it_became(month: Round, as_: As, doubt: Doubt) -> None:
    unit, collection = doubt.report.expectation.unit, month.collection
    cell_set = collection.form_version.cell_set
    UnitTotal.objects.filter(unit=unit, period=collection.period, cell_set=cell_set).delete()
    live = [Decimal(77)] * len(definition_of(collection.form_version).cells)
    UnitTotal.objects.create(unit=unit, period=collection.period, cell_set=cell_set, live=live)
    url = reverse("reporting:doubt", args=[doubt.pk])
    assert "After correction" not in text_of(as_("front-d1").get(url))
    Doubt.objects.filter(pk=doubt.pk).update(state="corrected")
    assert "After correction 77" in text_of(as_("front-d1").get(url))


def test_only_the_receiver_settles_a_doubt(month: Round, as_: As, doubt: Doubt) -> None:
    url = reverse("reporting:doubt", args=[doubt.pk])
    for unit in ("mm-p1", "front-c1"):
        assert "Settle it" not in text_of(as_(unit).get(url))
        assert as_(unit).post(url, {"state": "confirmed", "note": "x"}).status_code == 403
    as_("mm-p1").post(reverse("reporting:doubt_remark", args=[doubt.pk]), {"body": "Xin kiểm tra"})
    assert CellComment.objects.get().cell == "households_helped"


def test_an_upload_goes_to_the_job_and_its_page_waits(month: Round, as_: As) -> None:
    reader = as_("front-d1")
    file = SimpleUploadedFile("xa.zip", zipped(c1=workbook(month, "front-c1")), "application/zip")
    response = reader.post(at(month, "imports"), {"file": file, "hand_in": "on"})
    batch = ImportBatch.objects.get()
    assert response["Location"] == reverse("reporting:import", args=[batch.pk])
    assert batch.hand_in
    waiting = reverse("reporting:import_state", args=[batch.pk])
    assert waiting in reader.get(response["Location"]).content.decode()
    assert reader.get(waiting).headers.get("HX-Refresh") is None
    run_import(batch.pk)
    assert reader.get(waiting).headers["HX-Refresh"] == "true"
    assert "Taken in 1" in text_of(reader.get(response["Location"]))
    assert "Earlier uploads" in text_of(reader.get(at(month, "imports")))
    assert month.report("front-c1").state == "handed_in"


def test_a_commune_cannot_hand_in_by_upload(month: Round, as_: As) -> None:
    reader = as_("front-c1")
    assert "hand_in" not in reader.get(at(month, "imports")).content.decode()
    file = SimpleUploadedFile("c1.xlsx", workbook(month, "front-c1"))
    reader.post(at(month, "imports"), {"file": file, "hand_in": "on"})
    assert not ImportBatch.objects.get().hand_in


def test_a_file_of_another_kind_is_refused_with_its_reason(month: Round, as_: As) -> None:
    file = SimpleUploadedFile("x.xlsx", b"MZ\x90\x00 program")
    response = as_("front-c1").post(at(month, "imports"), {"file": file})
    assert response.status_code == 422
    assert not ImportBatch.objects.exists()
    assert as_("front-c1").post(at(month, "imports"), {}).status_code == 422


def test_every_problem_has_its_place_and_remedy_and_a_list_to_download(month: Round, as_: As) -> None:
    content = zipped(
        c1=workbook(month, "front-c1"), c2=workbook(month, "front-c2", opinions_answered=Decimal(99)),
        hong=b"PK\x03\x04 no",
    )  # fmt: skip
    batch = upload(month, content, "xa.zip", "front-d1", hand_in=True)
    reader, url = as_("front-d1"), reverse("reporting:import", args=[batch.pk])
    said = text_of(reader.get(url))
    assert "Taken in 1" in said
    assert "Refused 2" in said
    assert "c2.xlsx › Số liệu › H12 99" in said
    assert "lớn hơn số tiếp nhận" in said
    listed = reader.get(url, **{"p-export": "csv"}).content.decode("utf-8-sig")
    assert "c2.xlsx › Số liệu › H12" in listed
    assert "hong.xlsx" in listed


def test_a_hostile_file_name_stays_text(month: Round, as_: As) -> None:
    content = zipped(**{"<img src=x onerror=alert(1)>": b"PK\x03\x04"})
    batch = upload(month, content, "xa.zip", "front-d1")
    body = as_("front-d1").get(reverse("reporting:import", args=[batch.pk])).content.decode()
    assert "<img src=x" not in body
    assert "&lt;img src=x" in body


def test_workbooks_of_the_units_below_in_one_archive(month: Round, as_: As) -> None:
    month.fill("front-c1", households_helped="77")
    response = as_("front-d1").get(at(month, "workbooks"))
    with zipfile.ZipFile(io.BytesIO(response.getvalue())) as archive:
        names = archive.namelist()
        assert names == ["2021-M02-mat-tran-hai.xlsx", "2021-M02-mat-tran-mot.xlsx"]
        book = load_workbook(io.BytesIO(archive.read("2021-M02-mat-tran-mot.xlsx")))
    values = {cell.value for sheet in book for row in sheet.iter_rows() for cell in row}
    assert 77 not in values  # a draft is the unit's own
    assert as_("front-c1").get(at(month, "workbooks")).status_code == 404


def test_the_upload_page_says_beforehand_what_an_upload_cannot_change(month: Round, as_: As) -> None:
    page = as_("front-c1").get(at(month, "imports")).content.decode()
    said = page.index("already received is not changed by an upload")
    assert "Ask its receiver to reopen it" in page
    assert said < page.index('type="file"')


def test_an_explanation_written_as_a_remark_is_pointed_to(month: Round, as_: As, doubt: Doubt) -> None:
    Doubt.objects.filter(pk=doubt.pk).update(explanation="")
    page = reverse("reporting:doubt", args=[doubt.pk])
    assert "None was given." in text_of(as_("front-d1").get(page))
    for unit, told in (("front-d1", "None was given."), ("front-c1", "See what the unit wrote")):
        written = {"unit": month.net.units[unit], "user": month.net.user(unit), "at": NOW, "body": "Đã xem."}
        CellComment.objects.create(report=doubt.report, cell="households_helped", **written)
        assert told in text_of(as_("front-d1").get(page))


def test_names_and_words_with_marks_stay_text_in_the_lists(month: Round, as_: As, doubt: Doubt) -> None:
    bad, text = "<script>x</script>'&", "&lt;script&gt;x&lt;/script&gt;&#x27;&amp;"
    report = doubt.report
    Unit.objects.filter(pk=report.expectation.unit_id).update(name=bad, short_name=bad)
    Doubt.objects.filter(pk=doubt.pk).update(explanation=f"Vì {bad}")
    month.fill("front-c2")
    month.hand_in("front-c2")
    Unit.objects.filter(pk=month.net.units["front-c2"].pk).update(name=f"Hai {bad}")
    reader = as_("front-d1")
    listed = reader.get(reverse("reporting:doubts")).content.decode()
    inbox = reader.get(at(month, "inbox")).content.decode()
    source = reader.get(at(month, "source", month.net.units["front-d1"].pk, 0)).content.decode()
    step = reverse("reporting:step", args=[month.report("front-c2").pk, "returned"])
    assert f">{text}</td>" in listed
    assert f">Vì {text}</td>" in listed
    assert f'href="{reverse("reporting:doubt", args=[doubt.pk])}"' in listed
    assert f'<span class="visually-hidden"> – Hai {text}</span></button>' in inbox
    assert f'href="{step}"' in inbox
    assert f'<th scope="row" role="rowheader">Hai {text}</th>' in source
    assert "<script>x" not in listed + inbox + source
