"""Pages of a wave: seen before it is sent, walked down, chased, reported; one unit's part from end to end."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from giaoban.apps.accounts.enums import Post
from giaoban.apps.directives import queries
from giaoban.apps.directives.actions.send_directive import ask_everybody
from giaoban.apps.directives.domain.order import Term
from giaoban.apps.directives.formats.papers import result_paper
from giaoban.apps.directives.models import Chase, Directive, Dissemination
from giaoban.apps.documents.domain.addressing import Addressing
from giaoban.apps.documents.domain.paper import Block, Table
from giaoban.apps.org.enums import Level
from giaoban.apps.org.models import Unit
from giaoban.apps.org.queries.areas import places_of
from giaoban.apps.tasks.actions.write_asks import open_asks
from giaoban.apps.tasks.domain.asks import NewAsk
from giaoban.kit import clock
from tests.documents.register import NOW, registered
from tests.documents.test_register_pages import browser
from tests.network import build_network
from tests.seen_first import confirmed, seen
from tests.tasks.network import actor_in

from .test_dissemination import tree
from .test_dissemination_pages import page
from .waves import DEADLINE, SYSTEM, sent

LATER = datetime(2021, 7, 27, 3, tzinfo=UTC)


@pytest.fixture
def late(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: LATER)


@pytest.mark.django_db
class TestAsking:
    def test_all_that_is_asked_in_one_form(self) -> None:
        top, (provinces, _communes) = tree()
        row = registered(top)
        client, url = browser(top), reverse("directives:ask", args=[row.pk])
        order = {
            "deadline": "20/07/2099", "levels": [Level.PROVINCE.value], "by_1": "30/07/2099",
            "programme_1": "10/08/2099",
            "task_1": "Mở lớp", "measure_1": "một lớp", "task_by_1": "25/07/2099", "hours": "4", "repeat": "2",
        }  # fmt: skip
        ask = NewAsk(
            "report", provinces[0].pk, "Báo cáo: mở lớp cho cán bộ", None, "/", "reporting.Report", 1
        )
        open_asks(asks=[ask], now=clock.now())
        shown = client.post(url, {**order, "task_1": "Mở lớp cho cán bộ"}).content.decode()
        assert provinces[0].name in shown
        assert "Báo cáo: mở lớp cho cán bộ" in shown  # asked already: said before it is sent
        assert Directive.objects.count() == 0
        made = confirmed(client, url, order)
        directive = Directive.objects.get()
        assert made.headers["Location"] == reverse("directives:dissemination", args=[directive.pk])
        assert "are being asked" in page(client, "dissemination", directive.pk)
        ask_everybody(actor=SYSTEM, directive=directive, now=clock.now())
        assert "by 30/07/2099" in page(client, "dissemination", directive.pk)  # the level's own deadline
        part = directive.disseminations.get(unit=provinces[0])
        assert (f"{part.deadline:%d/%m}", f"{part.programme_by:%d/%m}") == ("30/07", "10/08")
        assert "Mở lớp" in page(browser(provinces[0]), "tick", part.pk)

    def test_those_asked_are_named_with_where_they_lie(self) -> None:
        net = build_network()
        top, communes = (
            net.units["front-tw"],
            Unit.objects.filter(level=Level.COMMUNE, organisation__code="MTTQ"),
        )
        client, url = browser(top), reverse("directives:ask", args=[registered(top).pk])
        typed = {"deadline": "20/07/2099", "levels": [Level.COMMUNE.value], "organisations": ["MTTQ"]}
        look = client.post(url, typed)
        places = places_of([unit.area_id for unit in communes], date(2021, 7, 27))
        said = {(unit.name, places[unit.area_id]) for unit in communes}
        assert {(u.name, u.place) for u in look.context["meant"]} == said
        assert all(
            f'{name} <span class="gb-quiet">· {place}' in look.content.decode() for name, place in said
        )
        book = client.post(url, {**typed, "list": "1"})
        sheet = openpyxl.load_workbook(io.BytesIO(book.content)).active
        assert said <= {(row[0], row[2]) for row in sheet.iter_rows(values_only=True)}
        assert not Directive.objects.exists()

    @pytest.mark.parametrize(
        "wrong", [{"units": "không có"}, {"deadline": "1/1/2020"}, {"hours": "x"}, {"area": "không có"}]
    )
    def test_bad_input_is_said_at_its_field(self, wrong: dict[str, Any]) -> None:
        top, _levels = tree()
        row = registered(top)
        url = reverse("directives:ask", args=[row.pk])
        client, typed = browser(top), {"deadline": "20/07/2099"}
        answer = client.post(url, {**seen(client, url, typed), **wrong})
        assert answer.status_code == 422
        assert "gb-field-wrong" in answer.content.decode() or "gb-form-errors" in answer.content.decode()
        assert Directive.objects.count() == 0

    @pytest.mark.parametrize("day", ["deadline", "by_1", "programme_1"])
    def test_a_day_in_the_past_is_said_when_one_looks(self, day: str) -> None:
        top, _levels = tree()
        url = reverse("directives:ask", args=[registered(top).pk])
        typed = {"deadline": "20/07/2099", "levels": [Level.PROVINCE.value], day: "01/01/2020"}
        answer = browser(top).post(url, typed)
        assert answer.status_code == 422
        assert "previewed" not in answer.context


@pytest.mark.django_db
class TestTheWave:
    def test_walked_down_and_unit_by_unit(self, late: None) -> None:
        top, (provinces, communes) = tree()
        row = sent(top, terms=())
        leader = browser(top, Post.LEADER)
        shown = page(leader, "dissemination", row.pk)
        assert "gb-dots" in shown
        assert provinces[0].name in shown
        assert communes[0].name in page(leader, "dissemination", row.pk, under=provinces[0].pk)
        listed = page(leader, "addressees", row.pk, missing="late", level=str(Level.COMMUNE.value))
        assert communes[0].name in listed
        assert provinces[0].name not in listed
        for missing in ("read", "done", "filed"):
            page(leader, "addressees", row.pk, missing=missing)
        export = leader.get(reverse("directives:addressees", args=[row.pk]), {"export": "xlsx"})
        assert export.status_code == 200
        inside = page(browser(provinces[0]), "addressees", row.pk)
        assert communes[0].name in inside
        assert inside.count(communes[0].name) + inside.count(communes[1].name) == 2

    def test_the_late_are_chased_and_see_it(self, late: None) -> None:
        top, (provinces, communes) = tree()
        row = sent(top, terms=())
        to = reverse("directives:chase", args=[row.pk])
        units = len(provinces) + len(communes)
        leader = browser(top, Post.LEADER)
        assert "was chased" not in page(leader, "dissemination", row.pk)
        assert to in page(leader, "dissemination", row.pk)
        for _twice in range(2):  # the second time on a day notes nobody again
            assert leader.post(f"{to}?under={top.pk}").status_code == 302
            assert Chase.objects.count() == units
        below = row.disseminations.filter(path__contains=[provinces[0].pk]).exclude(unit=provinces[0])
        own = browser(provinces[0])
        assert own.post(to).status_code == 302
        assert Chase.objects.filter(unit=provinces[0]).count() == below.count() > 0
        part = below.first()
        assert part is not None
        seen = page(browser(part.unit), "tick", part.pk)
        assert f"Chased by {provinces[0].short_name}" in seen
        assert f"Chased by {top.short_name}" in seen
        assert own.post(f"{to}?under={top.pk}").status_code == 404
        assert browser(communes[0], Post.ADMINISTRATOR).post(to).status_code == 403

    def test_papers_of_ones_own_unit(self, late: None) -> None:
        top, (provinces, communes) = tree()
        row = sent(top, terms=())
        officer = browser(provinces[0])
        for name in ("bao-cao", "don-doc"):
            answer = officer.get(reverse("directives:paper", args=[row.pk, name, "docx"]))
            text = zipfile.ZipFile(io.BytesIO(answer.content)).read("word/document.xml").decode()
            assert communes[0].name in text
        assert "Có 1 đơn vị đã quán triệt" not in text
        pdf = officer.get(reverse("directives:paper", args=[row.pk, "bao-cao", "pdf"]))
        assert pdf.content.startswith(b"%PDF")
        for name, kind, under in (
            ("khac", "pdf", ""),
            ("bao-cao", "xls", ""),
            ("bao-cao", "pdf", communes[0].pk),
        ):
            url = reverse("directives:paper", args=[row.pk, name, kind])
            assert officer.get(url, {"under": under} if under else {}).status_code == 404


@pytest.mark.django_db
class TestDoneLate:
    """What was done after the term is told apart from what is still to be done."""

    def test_in_the_report_of_results(self) -> None:
        top, (provinces, communes) = tree()
        row = sent(top, terms=())
        parts = Dissemination.objects.filter(wave=row)
        done = {
            "state": "done",
            "ticked_at": LATER,
            "held_on": LATER.date(),
            "due": 5,
            "classes": 1,
            "form": "online",
        }
        parts.exclude(unit__in=[communes[0], communes[1]]).update(**done)
        parts.filter(unit=communes[0]).update(**done, days_late=3)
        words = _said(row, provinces[0])
        assert "còn 1 đơn vị quá hạn chưa quán triệt" in words
        assert "Có 1 đơn vị đã quán triệt nhưng sau thời hạn." in words
        table = next(b for b in _blocks(row, provinces[0]) if isinstance(b, Table))
        cells = {r[0].text: (r[-2].text, r[-1].text) for r in table.rows}  # type: ignore[union-attr]
        assert cells[communes[0].name] == ("0", "1")
        assert cells[communes[1].name] == ("1", "0")
        assert cells["Tổng số"] == ("1", "1")
        parts.filter(unit=communes[1]).update(**done)
        words = _said(row, provinces[0])
        assert "không còn đơn vị quá hạn chưa quán triệt" in words
        assert "Có 1 đơn vị đã quán triệt nhưng sau thời hạn." in words

    def test_the_list_names_what_it_counts(self) -> None:
        """Asked directly in the list; the page of one counts every level, and says so."""
        top, (provinces, _communes) = tree()
        row = sent(top, addressing=Addressing(levels=(Level.PROVINCE,)), terms=())
        officer = browser(provinces[0])
        officer.post(reverse("directives:pass_down", args=[row.disseminations.get(unit=provinces[0]).pk]), {})
        ask_everybody(actor=SYSTEM, directive=Directive.objects.get(parent=row), now=NOW)
        client = browser(top)
        listed = client.get(reverse("directives:list")).content.decode()
        assert "Asked directly" in listed
        assert "of them disseminated" in listed
        every = Dissemination.objects.filter(wave=row).count()
        assert every > row.disseminations.count()
        assert f"of {every} units, all levels" in page(client, "dissemination", row.pk)


def _blocks(row: Directive, unit: Unit) -> Sequence[Block]:
    place = queries.place_in(actor_in(unit), row, under=None, now=LATER)
    return result_paper(queries.wave(place), LATER).body


def _said(row: Directive, unit: Unit) -> str:
    return " ".join(str(block) for block in _blocks(row, unit))


@pytest.mark.django_db
class TestOnesPart:
    def test_pass_down_and_file_a_programme(self, settings: Any, tmp_path: Any) -> None:
        settings.FILES_DIR = tmp_path
        top, (provinces, communes) = tree()
        row = sent(top, addressing=Addressing(levels=(Level.PROVINCE,)), terms=(Term(1, DEADLINE, DEADLINE),))
        part = row.disseminations.get(unit=provinces[0])
        officer = browser(provinces[0])
        assert communes[0].name in page(officer, "pass_down", part.pk)
        officer.post(reverse("directives:pass_down", args=[part.pk]), {"note": "Làm sớm"})
        down = Directive.objects.get(parent=row)
        ask_everybody(actor=SYSTEM, directive=down, now=NOW)
        assert {d.unit for d in down.disseminations.all()} == set(communes[:2])
        again = officer.post(reverse("directives:pass_down", args=[part.pk]), {})
        assert again.status_code == 422
        url = reverse("directives:file_programme", args=[part.pk])
        page(officer, "file_programme", part.pk)
        assert officer.post(url, {}).status_code == 422
        paper = SimpleUploadedFile("ct.pdf", b"%PDF-1.7\n%%EOF\n")
        assert officer.post(url, {"file": paper}).status_code == 302
        assert "ct.pdf" in page(officer, "tick", part.pk)
        assert (
            officer.get(reverse("directives:material", args=[part.pk]), {"programme": 1}).status_code == 302
        )
        stranger = Dissemination.objects.get(unit=communes[0])
        assert officer.get(reverse("directives:pass_down", args=[stranger.pk])).status_code == 403
        assert browser(communes[3]).get(url).status_code == 404
