"""Files handed in: what is kept, what is refused and why, what is swept away."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.utils import translation
from PIL import Image

from giaoban.apps.accounts.actions.create_user import create_user
from giaoban.apps.accounts.models import User
from giaoban.apps.files.actions.store_file import clean_name, store_file, upload_file, with_extension
from giaoban.apps.files.actions.sweep_files import sweep_files
from giaoban.apps.files.enums import ARCHIVES, ATTACHMENTS, PAPERS, WORKBOOKS, MediaType
from giaoban.apps.files.formats.sniffing import FileRefused
from giaoban.apps.files.models import StoredFile
from giaoban.apps.files.queries import download_url, downloadable, path_of, place_of, read_bytes
from giaoban.kit.access import Actor
from giaoban.kit.errors import Forbidden, NotFound
from giaoban.kit.usecase import UseCaseBroken
from tests.databases import Clone
from tests.files.samples import PDF, jpeg, office, png, zipped
from tests.tasks.network import actor_in, unit

NOW = datetime(2021, 7, 6, 8, tzinfo=UTC)
SYSTEM = Actor.system("test")


@pytest.fixture(autouse=True)
def store(settings: Any, tmp_path: Path) -> Iterator[Path]:
    """A store of its own; sentences in English."""
    settings.FILES_DIR = tmp_path / "files"
    with translation.override("en"):
        yield tmp_path / "files"


def keep(content: Any, name: str = "a.pdf", allowed: frozenset[MediaType] = ATTACHMENTS) -> StoredFile:
    return upload_file(actor=SYSTEM, upload=content, name=name, unit=unit("A"), now=NOW, allowed=allowed)


@pytest.mark.django_db
class TestKeeping:
    def test_bytes_path_and_upload_are_one_content(self, tmp_path: Path) -> None:
        (tmp_path / "x").write_bytes(PDF)
        kept = {keep(PDF), keep(tmp_path / "x"), keep(SimpleUploadedFile("a.pdf", PDF))}
        (file,) = kept
        assert (file.media_type, file.size, file.name) == (MediaType.PDF, len(PDF), "a.pdf")
        assert read_bytes(file) == PDF
        assert path_of(file) == place_of(file.sha256)
        assert oct(path_of(file).stat().st_mode)[-3:] == "600"

    def test_whoever_hands_in_the_same_reads_their_own_name(self) -> None:
        one, other = keep(PDF, "danh-sach-ho-ngheo.pdf"), keep(PDF, "phu-luc.pdf")
        assert (one.name, other.name) == ("danh-sach-ho-ngheo.pdf", "phu-luc.pdf")
        assert path_of(one) == path_of(other)

    @pytest.mark.parametrize(
        ("content", "kind"),
        [
            (office(), MediaType.DOCX),
            (office("spreadsheetml.sheet"), MediaType.XLSX),
            (zipped(mimetype="application/vnd.oasis.opendocument.text"), MediaType.ODT),
            (jpeg(), MediaType.JPEG),
            (png(), MediaType.PNG),
        ],
    )
    def test_the_content_decides(self, content: bytes, kind: MediaType) -> None:
        assert keep(content, "anything.exe").media_type == kind

    def test_text_where_text_is_wanted(self) -> None:
        kept = keep("Tỉnh;Số\nLâm Đồng;726\n".encode(), "a.csv", frozenset({MediaType.CSV}))
        assert kept.media_type == MediaType.CSV

    def test_a_picture_loses_its_hidden_data_and_stands_upright(self) -> None:
        with Image.open(io.BytesIO(read_bytes(keep(jpeg(), "a.jpg")))) as picture:
            assert picture.size == (20, 40)
            assert dict(picture.getexif()) == {}

    def test_only_inside_a_use_case(self) -> None:
        with pytest.raises(UseCaseBroken), transaction.atomic():
            store_file(actor=SYSTEM, upload=PDF, name="a", unit=None, now=NOW, allowed=PAPERS)

    def test_another_units_officer_does_not_upload(self) -> None:
        with pytest.raises(Forbidden):
            upload_file(
                actor=actor_in(unit("B")), upload=PDF, name="a", unit=unit("A"), now=NOW, allowed=PAPERS
            )


@pytest.mark.django_db
class TestRefusing:
    @pytest.mark.parametrize(
        ("content", "sentence"),
        [
            (b"", "empty"),
            (b"MZ\x90\x00", "program"),
            (b"\x7fELF\x02", "program"),
            (b"#!/bin/sh\necho", "program"),
            (b"  <!DOCTYPE html><p>", "web page"),
            (b"<html><script>", "web page"),
            (b"<?xml version='1.0'?><svg onload='x'/>", "SVG"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old Word"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
            (office(**{"word/vbaProject.bin": b"x"}), "macros"),
            (office("spreadsheetml.sheet").replace(b"PK", b"PK", 1)[:-40], "damaged"),
            (
                zipped(**{"[Content_Types].xml": "application/vnd.ms-excel.sheet.macroEnabled.main+xml"}),
                "macros",
            ),
            (zipped(**{"mimetype": "x", "Basic/a.xml": "x"}), "macros"),
            (PDF[:-8], "damaged"),
            (jpeg()[:300], "damaged"),
            (b"\x00\x01\x02\x03\xff\xfe", "kind that is not accepted"),
            ("chữ thường".encode(), "kind that is not accepted"),
            (zipped(a="x"), "kind that is not accepted"),
        ],
    )
    def test_with_a_reason(self, content: bytes, sentence: str, store: Path) -> None:
        with pytest.raises(FileRefused, match=sentence) as refusal:
            keep(content, "tệp.pdf")
        assert "tệp.pdf" in str(refusal.value)
        assert StoredFile.objects.count() == 0
        assert [p for p in store.rglob("*") if p.is_file()] == []

    def test_too_large(self, settings: Any) -> None:
        settings.FILE_MAX_BYTES = 20
        with pytest.raises(FileRefused, match="at most"):
            keep(PDF)

    def test_an_archive_may_be_larger(self, settings: Any) -> None:
        settings.FILE_MAX_BYTES = 20
        assert keep(zipped(a="x" * 999), "a.zip", ARCHIVES | WORKBOOKS).media_type == MediaType.ZIP
        with pytest.raises(FileRefused, match="too large"):
            keep(office("spreadsheetml.sheet"), "a.xlsx", ARCHIVES | WORKBOOKS)

    def test_a_picture_of_hostile_size(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("giaoban.apps.files.formats.pictures.MAX_PIXELS", 100)
        with pytest.raises(FileRefused, match="million points"):
            keep(jpeg(), "a.jpg")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\Báo cáo.docx", "Báo cáo.docx"),
        ("a\u202egnp.exe", "agnp.exe"),
        ("  .hidden. ", "hidden"),
        ("", "file"),
        ('a"b<c>.pdf', "abc.pdf"),
        ("x" * 300 + ".pdf", "x" * 146 + ".pdf"),
    ],
)
def test_a_name_is_a_label_only(given: str, kept: str) -> None:
    assert clean_name(given) == kept


def test_the_ending_is_that_of_the_content() -> None:
    assert with_extension("a.pdf.exe", MediaType.PDF) == "a.pdf.exe.pdf"
    assert with_extension("a.JPEG", MediaType.JPEG) == "a.JPEG"
    assert (
        with_extension("xã một.xlsm", MediaType.XLSX) == "xã một.xlsx"
    )  # holds no macro: opens under this name only
    assert with_extension("a.DOCM", MediaType.DOCX) == "a.docx"
    assert with_extension("a.xlsm", MediaType.PDF) == "a.xlsm.pdf"


@pytest.mark.django_db
class TestDownloading:
    def signed_in(self) -> tuple[Client, User]:
        user = create_user(actor=SYSTEM, username="u", label="Chuyên viên", password=None, now=NOW)
        client = Client()
        client.force_login(user)
        return client, user

    def test_as_an_attachment_for_whom_it_was_made(self) -> None:
        file = keep(PDF, "Kế hoạch.pdf")
        client, user = self.signed_in()
        response = client.get(download_url(file, Actor("user", user_id=user.pk)))
        assert b"".join(response.streaming_content) == PDF  # type: ignore[attr-defined]
        assert response["Content-Disposition"].startswith("attachment")
        assert response["X-Content-Type-Options"] == "nosniff"
        assert client.get(download_url(file, Actor("user", user_id=user.pk + 1))).status_code == 404
        assert client.get("/tep/forged/").status_code == 404

    def test_sign_in_first(self) -> None:
        file = keep(PDF)
        response = Client().get(download_url(file, Actor("user", user_id=1)))
        assert response.status_code == 302

    def test_an_old_address_is_dead(self, monkeypatch: pytest.MonkeyPatch) -> None:
        file = keep(PDF)
        token = download_url(file, Actor("user", user_id=1)).split("/")[-2]
        assert downloadable(token, Actor("user", user_id=1)) == file
        monkeypatch.setattr("giaoban.apps.files.queries.DOWNLOAD_SECONDS", -1)
        with pytest.raises(NotFound):
            downloadable(token, Actor("user", user_id=1))


def test_the_sweep_takes_what_nothing_points_to(fresh_db: Clone, store: Path) -> None:
    from tests.documents.register import registered

    loose = keep(PDF)
    held = registered(unit("B"), upload=PDF + b"%%EOF", file_name="b.pdf").file
    assert held is not None
    (store / "incoming").mkdir(exist_ok=True)
    (store / "incoming" / "left").write_bytes(b"x")
    assert sweep_files(now=NOW) == (0, 0)
    long_ago = (datetime.now(UTC) - timedelta(days=30)).timestamp()
    for path in store.rglob("*"):
        os.utime(path, (long_ago, long_ago))
    assert sweep_files(now=datetime.now(UTC)) == (1, 2)
    assert list(StoredFile.objects.all()) == [held]
    assert read_bytes(held) == PDF + b"%%EOF"
    assert not place_of(loose.sha256).exists()
