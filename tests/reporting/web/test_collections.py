"""Overview, progress, chasing, receiving."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import docx
import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse
from django.utils import timezone

from giaoban.apps.org.enums import Level
from giaoban.apps.org.models import Area, AreaName, UnitName
from giaoban.apps.reporting.models import Doubt, Expectation
from giaoban.apps.reporting.queries import progress
from giaoban.kit.errors import Conflict
from tests.reporting.conftest import DEADLINE, Round, open_month
from tests.reporting.test_own_report import letterheads
from tests.reporting.web.conftest import As, text_of


def at(month: Round, name: str) -> str:
    return reverse(f"reporting:{name}", args=[month.collection.pk])


def place(month: Round) -> None:
    """Coordinates for the provinces: the small network has none."""
    for key, (lon, lat) in {
        "p1": (108.2, 16.0),
        "p2": (105.1, 9.2),
        "d1": (108.1, 16.2),
        "d2": (108.3, 15.9),
    }.items():
        Area.objects.filter(pk=month.net.areas[key].pk).update(longitude=lon, latitude=lat)


def test_the_overview_shows_the_own_report_and_the_way_to_it(month: Round, as_: As) -> None:
    response = as_("front-c1").get(reverse("reporting:overview"))
    assert "Báo cáo nhanh 2021-M02" in text_of(response)
    assert reverse("reporting:enter", args=[month.report("front-c1").pk]) in response.content.decode()
    month.fill("front-c1")
    month.hand_in("front-c1")
    assert "To receive: 1" in text_of(as_("front-d1").get(reverse("reporting:overview")))
    assert "To receive" not in text_of(as_("front-c1").get(reverse("reporting:overview")))


def test_the_overview_without_anything_says_so(month: Round, as_: As) -> None:
    month.collection.expectations.filter(unit=month.net.units["front-p2"]).first()
    stranger = as_("mm-p1")
    month.collection.expectations.update(readers=[])
    month.collection.expectations.filter(unit=month.net.units["mm-p1"]).delete()
    assert "No period is open for your unit" in text_of(stranger.get(reverse("reporting:overview")))


def test_an_earlier_period_stands_below_the_open_one(month: Round, as_: As) -> None:
    older = open_month(month.net, "2021-M01")
    older.state = "closed"
    older.save()
    page = text_of(as_("front-d1").get(reverse("reporting:overview")))
    assert page.index("2021-M02") < page.index("Earlier periods") < page.index("2021-M01")


def test_progress_counts_and_goes_down_one_level_at_a_time(month: Round, as_: As) -> None:
    month.all_the_way("front-c1")
    month.fill("front-c2")
    month.hand_in("front-c2")
    top = as_("mm-tw").get(at(month, "progress"))
    said = text_of(top)
    assert "Expected to report 9 reports" in said
    assert "Handed in 2 reports 22%" in said
    assert "Received 1 reports" in said
    centre = month.net.units["front-tw"].pk
    assert f"?duoi={centre}" in top.content.decode()
    below = text_of(as_("mm-tw").get(at(month, "progress"), duoi=month.net.units["front-d1"].pk))
    assert "Mặt trận Xã Một" in below
    assert "Mặt trận Xã Ba" not in below


def test_a_convening_body_sees_its_area(month: Round, as_: As) -> None:
    said = text_of(as_("mm-p1").get(at(month, "progress")))
    assert "Mặt trận Tỉnh Đà Nẵng thử" in said
    assert "Cà Mau" not in said


def test_the_map_moves_by_itself(month: Round, as_: As) -> None:
    place(month)
    reader = as_("front-p1")
    page = reader.get(at(month, "progress"))
    assert b'hx-trigger="every 2s"' in page.content
    version = page.context["version"]
    assert reader.get(at(month, "moving"), v=version).status_code == 204
    month.all_the_way("front-d1")
    moved = reader.get(at(month, "moving"), v=version)
    assert moved.status_code == 200
    assert "gb-tone-done" in moved.content.decode()
    assert "Huyện" not in moved.content.decode()


def test_areas_as_a_table_and_as_a_file(month: Round, as_: As) -> None:
    month.all_the_way("front-c1")
    reader = as_("front-p1")
    assert "Ấm" in text_of(reader.get(at(month, "progress"), theo="dia-ban"))
    rows = reader.get(at(month, "progress"), theo="dia-ban", export="csv").content.decode("utf-8-sig")
    assert rows.splitlines()[0].startswith("Area,Expected to report")
    book = reader.get(at(month, "progress"), export="xlsx")
    assert book.content.startswith(b"PK")
    one = reader.get(at(month, "progress"), theo="dia-ban", **{"dia-ban": month.net.areas["d1"].pk})
    assert "Mặt trận Huyện Ấm" in text_of(one)


def test_places_and_units_bear_their_names_of_then(month: Round, as_: As) -> None:
    area, unit = month.net.areas["p1"], month.net.units["front-p1"]
    then = DateRange(date(2000, 1, 1), date(2022, 1, 1))
    AreaName.objects.filter(area=area).update(short_name="Quảng Nam Đà Nẵng", valid=then)
    UnitName.objects.create(unit=unit, name="Mặt trận tỉnh QNĐN", short_name="Mặt trận QNĐN", valid=then)
    month.fill("front-p1")
    reader = as_("mm-tw")
    assert "Quảng Nam Đà Nẵng" in text_of(reader.get(at(month, "progress"), theo="dia-ban"))
    centre = month.net.units["front-tw"].pk
    assert "Mặt trận tỉnh QNĐN" in text_of(reader.get(at(month, "progress"), duoi=centre))
    assert "Quảng Nam Đà Nẵng" in text_of(reader.get(at(month, "table")))
    own = reverse("reporting:report", args=[month.report("front-p1").pk])
    assert "Mặt trận tỉnh QNĐN" in text_of(as_("front-p1").get(own))


def test_chasing_names_the_late_units_the_deadline_and_the_link(
    month: Round, as_: As, the_clock: Any
) -> None:
    month.all_the_way("front-c1")
    the_clock(DEADLINE + timedelta(hours=3))
    response = as_("front-d1").get(at(month, "progress"))
    text = response.context["chase"]
    assert "1. Mặt trận Xã Hai" in text
    assert "Xã Một" not in text
    assert "17:00 18/02/2021" in text
    assert text.endswith(f"http://testserver{at(month, 'progress')}")
    assert "Overdue" in text_of(response)
    month.fill("front-c2")
    month.hand_in("front-c2")
    assert as_("front-d1").get(at(month, "progress")).context["chase"] == ""


def test_a_long_list_is_cut_in_a_chat_but_counted_whole_and_whole_in_the_letter(
    month: Round, as_: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "CHASED", 1)
    text = as_("front-d1").get(at(month, "progress")).context["chase"]
    assert "These 2 units have not handed in:\n1. Mặt trận Xã Hai\nand 1 other unit\n" in text
    paper = docx.Document(io.BytesIO(as_("front-d1").get(at(month, "letter")).content))
    listed = [row.cells[1].text for table in paper.tables for row in table.rows]
    assert {"Mặt trận Xã Hai", "Mặt trận Xã Một"} <= set(listed)


def test_the_official_letter_lists_whoever_is_missing(month: Round, as_: As, the_clock: Any) -> None:
    the_clock(DEADLINE + timedelta(hours=3))
    letterheads()
    response = as_("front-d1").get(at(month, "letter"))
    paper = docx.Document(io.BytesIO(response.content))
    said = "\n".join(p.text for p in paper.paragraphs)
    listed = "\n".join(cell.text for table in paper.tables for row in table.rows for cell in row.cells)
    assert "Quá thời hạn nêu trên" in said
    assert "17 giờ 00, ngày 18/02/2021" in said
    assert "Mặt trận Xã Hai" in listed
    assert "Như trên" in f"{said}\n{listed}"
    assert "(để báo cáo)" not in f"{said}\n{listed}", "a letter that chases goes to nobody else by itself"
    assert as_("mm-p1").get(at(month, "letter"), duoi=month.net.units["front-d1"].pk).status_code == 404


def test_receiving_with_one_click(month: Round, as_: As) -> None:
    month.fill("front-c1")
    month.hand_in("front-c1")
    above = as_("front-d1")
    page = text_of(above.get(at(month, "inbox")))
    assert "Mặt trận Xã Một" in page
    pk = month.report("front-c1").pk
    assert above.post(at(month, "inbox"), {"report": pk}).status_code == 302
    assert month.report("front-c1").state == "received"
    assert "Nothing waits to be received" in text_of(above.get(at(month, "inbox")))
    assert above.post(at(month, "inbox"), {"report": pk}).status_code == 404
    assert above.post(at(month, "inbox"), {"report": "x"}).status_code == 404


def test_receiving_by_htmx_answers_the_table_alone(month: Round, as_: As) -> None:
    month.fill("front-c1")
    month.hand_in("front-c1")
    headers = {"HX-Request": "true", "HX-Target": "inboxtable"}
    data = {"report": month.report("front-c1").pk}
    response = as_("front-d1").post(at(month, "inbox"), data, headers=headers)
    assert response.status_code == 200
    assert b"<html" not in response.content
    assert b"Nothing waits to be received" in response.content


def test_a_reader_receives_nothing(month: Round, as_: As) -> None:
    month.fill("front-c1")
    month.hand_in("front-c1")
    for unit in ("mm-p1", "front-p1", "front-d2"):
        response = as_(unit).post(at(month, "inbox"), {"report": month.report("front-c1").pk})
        assert response.status_code == 404, unit
    assert month.report("front-c1").state == "handed_in"


def test_all_without_doubts_are_received_and_the_others_wait(month: Round, as_: As) -> None:
    for unit in ("front-c1", "front-c2"):
        month.fill(unit)
        month.hand_in(unit)
    doubted = month.report("front-c2")
    assert doubted.version is not None
    Doubt.objects.create(
        report=doubted, version=doubted.version, rule="far", cells=["help_value"], message="?",
        raised_at=doubted.updated_at,
    )  # fmt: skip
    above = as_("front-d1")
    assert "Receive 1 report that has no figure" in text_of(above.get(at(month, "receive_all")))
    said = text_of(above.client.post(at(month, "receive_all"), follow=True))
    assert "1 report received." in said
    assert month.report("front-c1").state == "received"
    assert month.report("front-c2").state == "handed_in"


def test_many_are_received_in_rounds_that_say_how_many_are_left(
    month: Round, as_: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("giaoban.apps.reporting.web.views.collections._AT_ONCE", 1)
    Expectation.objects.filter(collection=month.collection, level=Level.COMMUNE).update(
        receiver=month.net.units["front-d1"]
    )
    for unit in ("front-c1", "front-c2", "front-c3"):
        month.fill(unit)
        month.hand_in(unit)
    above = as_("front-d1")
    first = above.client.post(at(month, "receive_all"))
    assert "2 reports are left" in text_of(first)
    assert 'hx-trigger="load, submit"' in first.content.decode()
    second = above.client.post(at(month, "receive_all"), {"done": "1"}, headers={"HX-Request": "true"})
    assert "1 report is left" in text_of(second)
    assert "<html" not in second.content.decode()
    last = above.client.post(at(month, "receive_all"), {"done": "2"}, headers={"HX-Request": "true"})
    assert last["HX-Redirect"] == at(month, "inbox")
    assert "3 reports received." in text_of(above.get(at(month, "inbox")))
    assert {month.report(f"front-c{n}").state for n in (1, 2, 3)} == {"received"}


def test_a_round_in_which_nothing_could_be_received_is_the_last(
    month: Round, as_: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(**_: Any) -> None:
        raise Conflict("Đã đổi.")

    month.fill("front-c1")
    month.hand_in("front-c1")
    monkeypatch.setattr("giaoban.apps.reporting.web.views.collections.receive_report", refused)
    said = text_of(as_("front-d1").client.post(at(month, "receive_all"), follow=True))
    assert "0 reports received." in said
    assert "Đã đổi." in said


def test_the_list_and_the_report_say_the_same_deadline(month: Round, as_: As, the_clock: Any) -> None:
    own = DEADLINE - timedelta(days=2)
    report = month.report("front-c1")
    Expectation.objects.filter(pk=report.expectation_id).update(deadline=own)
    said = f"{timezone.localtime(own):%d/%m/%Y %H:%M}"
    reader = as_("front-c1")
    assert said in text_of(reader.get(reverse("reporting:overview")))
    assert said in text_of(reader.get(reverse("reporting:report", args=[report.pk])))
    assert said in text_of(as_("front-d1").get(at(month, "progress")))
    the_clock(own + timedelta(hours=1))  # past its own, before the collection's
    assert "Overdue" in text_of(reader.get(reverse("reporting:overview")))
    assert said.split(maxsplit=1)[0] in as_("front-d1").get(at(month, "progress")).context["chase"]


def test_a_received_report_is_late_at_most_and_never_overdue(month: Round, as_: As, the_clock: Any) -> None:
    after = DEADLINE + timedelta(days=1)
    the_clock(after)
    reader, above = as_("front-c1"), as_("front-d1")
    assert "Overdue" in text_of(reader.get(reverse("reporting:overview")))
    month.fill("front-c1")
    month.hand_in("front-c1", now=after)
    month.receive("front-c1", now=after)
    shown = text_of(reader.get(reverse("reporting:overview")))
    assert "Received" in shown
    assert "Handed in late" in shown
    for wrong in ("Overdue", "deadline passed"):
        assert wrong not in shown
    row = text_of(above.get(at(month, "progress"))).partition("Xã Một")[2].partition("Xã Hai")[0]
    assert "Handed in late" in row
    assert "Overdue" not in row
