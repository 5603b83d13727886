"""A period of 2021 speaks of units and areas as they were called when it ended, wherever they are named."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from django.test import Client
from django.utils import timezone

from giaoban.apps.accounts.enums import Post
from giaoban.apps.briefings.actions.compose_briefing import compose_briefing
from giaoban.apps.briefings.models import Briefing, BriefingFigure
from giaoban.apps.briefings.queries.gathering import gather
from giaoban.apps.org.models import Area, AreaName, Unit, UnitName
from giaoban.apps.reporting.formats.workbook_write import write_workbook
from giaoban.apps.reporting.models import Doubt, Report
from giaoban.apps.reporting.queries.values import load_report
from giaoban.apps.reporting.queries.workbooks import spec_of
from tests.network import build_network
from tests.reporting.conftest import NOW, Round, open_month

THEN, NOW_CALLED = "Mặt trận Thừa Thiên Huế", "Mặt trận thành phố mới"
AREA_THEN, AREA_NOW = "Thừa Thiên Huế", "Thành phố mới"


@pytest.fixture
def month(db: None, settings: object, tmp_path: Path) -> Round:
    settings.FILES_DIR = tmp_path  # type: ignore[attr-defined]
    network = build_network()
    month = Round(network, open_month(network))
    renamed = {"valid": (date(2000, 1, 1), date(2025, 1, 1))}
    for code, ending in (("front-p2", ""), ("front-p1", " một")):
        unit = month.net.units[code]
        Unit.objects.filter(pk=unit.pk).update(name=NOW_CALLED + ending, short_name=NOW_CALLED + ending)
        UnitName.objects.create(unit=unit, name=THEN + ending, short_name=THEN + ending, **renamed)
    area = month.net.areas["p2"]
    Area.objects.filter(pk=area.pk).update(name=AREA_NOW, short_name=AREA_NOW)
    AreaName.objects.filter(area=area).update(name=AREA_THEN, short_name=AREA_THEN, **renamed)
    return month


def draft(month: Round) -> Briefing:
    top = month.net.units["mm-tw"]
    return compose_briefing(
        actor=month.net.actor("mm-tw"),
        unit=top,
        root=top,
        collection=month.collection,
        layout="party",
        now=NOW,
    )


def page(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_what_a_briefing_is_made_of(month: Round) -> None:
    found = gather(month.collection, month.net.units["front-tw"])
    missing = {one.name: one.area for one in found.reckoning.missing}
    assert missing[THEN] == AREA_THEN
    assert NOW_CALLED not in missing
    month.all_the_way("front-p2", households_helped="26")
    assert AREA_THEN in [row.name for row in gather(month.collection, month.net.units["front-tw"]).areas]


def test_pages_of_a_briefing(client: Client, month: Round) -> None:
    month.all_the_way("front-p2", households_helped="26")
    month.all_the_way("front-tw", households_helped="")
    Report.objects.filter(pk=month.report("front-p2").pk).update(late=True)
    briefing = draft(month)
    client.force_login(month.net.user("mm-tw"))
    shown = page(client, f"/giao-ban/{briefing.pk}/")
    assert THEN in shown
    assert NOW_CALLED not in shown
    figures = BriefingFigure.objects.filter(briefing=briefing, cell="households_helped")
    whole = page(client, f"/nguon/{figures.get(scope='').code}")
    assert AREA_THEN in whole
    assert AREA_NOW not in whole
    area = month.net.areas["p2"].pk
    below = page(client, f"/nguon/{figures.get(scope=f'area:{area}').code}")
    assert THEN in below
    assert AREA_NOW not in below


def test_pages_of_reporting(client: Client, month: Round) -> None:
    report = month.fill("front-p2")
    month.hand_in("front-p2")
    report.refresh_from_db()
    assert report.version is not None
    doubt = Doubt.objects.create(
        report=report, version=report.version, rule="r", cells=["households_helped"], message="?",
        left=Decimal(2), right=Decimal(1), raised_at=timezone.now(), state="open",
    )  # fmt: skip
    of = month.collection.pk
    client.force_login(month.net.user("front-tw"))
    asked = {
        "inbox": f"/bao-cao/dot/{of}/tiep-nhan/", "doubts": "/bao-cao/so-lieu-can-kiem-tra/",
        "doubt": f"/bao-cao/so-lieu-can-kiem-tra/{doubt.pk}/",
        "below": f"/bao-cao/dot/{of}/",
    }  # fmt: skip
    for name, address in asked.items():
        text = page(client, address)
        assert THEN in text, name
        assert NOW_CALLED not in text, name
    client.force_login(month.net.user("front-p2"))
    assert THEN in page(client, "/bao-cao/")
    below = month.report("front-d1")
    client.force_login(month.net.user("front-d1"))
    receiver = page(client, f"/bao-cao/{below.pk}/")
    assert f"{THEN} một" in receiver


def test_the_leaders_page(client: Client, month: Round) -> None:
    client.force_login(month.net.user("front-tw", Post.LEADER))
    text = page(client, "/lanh-dao/")
    assert THEN in text
    assert NOW_CALLED not in text


def test_the_workbook(month: Round) -> None:
    spec = spec_of(load_report(month.report("front-p2").pk))
    assert spec.unit_name == THEN
    book = openpyxl.load_workbook(io.BytesIO(write_workbook(spec)))
    words = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
    assert any(THEN in word for word in words)
    assert not any(NOW_CALLED in word for word in words)
