"""Files that are refused, through the upload page: what the person gets told."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, expect

from giaoban.apps.reporting.models import ImportBatch
from tests.e2e.conftest import Site
from tests.e2e.journey import look, month_of, person, work_off
from tests.reporting.conftest import Round
from tests.reporting.test_import import workbook

MACROS = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/></Types>'
)


@pytest.fixture
def month(site: Site) -> Round:
    return month_of(site)


def with_macros(content: bytes) -> bytes:
    """The workbook as Excel saves it with program code."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, MACROS if name == "[Content_Types].xml" else old.read(name))
        new.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0")
    return out.getvalue()


def upload(page: Page, month: Round, file: Path, *, hand_in: bool = False) -> None:
    page.goto(f"/bao-cao/dot/{month.collection.pk}/tai-len/")
    page.get_by_label("Tệp Excel hoặc ZIP").set_input_files(file)
    if hand_in:
        page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Tải lên", exact=True).click()


def test_200_megabytes_are_refused_with_the_limit(
    site: Site, browser: Browser, month: Round, tmp_path: Path
) -> None:
    file = tmp_path / "ca-tinh.zip"
    with file.open("wb") as out:
        out.truncate(settings.ARCHIVE_MAX_BYTES + 1)
    with person(browser, site, month.net.user("front-d1")) as page:
        page.set_default_timeout(120_000)
        upload(page, month, file)
        expect(page.locator(".gb-field-error")).to_contain_text("200 MB", timeout=60_000)
        look(page, "upload-200-mb")
    assert not ImportBatch.objects.exists()


def test_a_workbook_with_macros_is_refused_and_the_remedy_said(
    site: Site, browser: Browser, month: Round, tmp_path: Path
) -> None:
    file = tmp_path / "xa-mot.xlsm"
    file.write_bytes(with_macros(workbook(month, "front-c1")))
    with person(browser, site, month.net.user("front-c1")) as page:
        upload(page, month, file)
        told = page.locator("#gb-main")
        expect(told).to_contain_text("xa-mot.xlsm")
        expect(told).to_contain_text("macro")
        expect(told).to_contain_text(".xlsx")
        look(page, "upload-xlsm")
    assert not ImportBatch.objects.exists()


def test_a_bad_file_among_good_ones_is_named_with_its_cell(
    site: Site, browser: Browser, month: Round, tmp_path: Path
) -> None:
    file = tmp_path / "hai-xa.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("c1.xlsx", workbook(month, "front-c1"))
        archive.writestr("c2.xlsx", workbook(month, "front-c2", opinions_answered=Decimal(99)))
        archive.writestr("c3.xlsm", with_macros(workbook(month, "front-c2")))
    with person(browser, site, month.net.user("front-d1")) as page:
        upload(page, month, file, hand_in=True)
        look(page, "upload-being-read")
        work_off()
        told = page.locator("#gb-main")
        expect(told).to_contain_text("c2.xlsx › Số liệu › H12", timeout=15_000)
        expect(told).to_contain_text("lớn hơn số tiếp nhận")
        expect(told).to_contain_text("c3.xlsm")
        look(page, "upload-problems")
    assert month.report("front-c1").state == "handed_in"
    assert month.report("front-c2").version is None
