"""ZIPs of workbooks: refused as a whole, or opened with the bad entries left out by name."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from giaoban.apps.reporting.domain.workbook import Problem, Severity
from giaoban.apps.reporting.formats import archive as archive_module
from giaoban.apps.reporting.formats.archive import ArchiveEntry, ArchiveRefusedError, open_archive
from tests.reporting.formats.editing import packed


def opened(data: bytes | Path) -> tuple[list[ArchiveEntry], list[Problem]]:
    with open_archive(data) as archive:
        return list(archive), archive.problems


def refused(data: bytes | Path) -> ArchiveRefusedError:
    with pytest.raises(ArchiveRefusedError) as error:
        opened(data)
    assert str(error.value.remedy)
    return error.value


def test_workbooks_come_out_with_their_paths(tmp_path: Path) -> None:
    data = packed({"Lâm Đồng/hội nông dân.xlsx": b"1", "Huế.xlsx": b"2"})
    entries, problems = opened(data)
    assert entries == [ArchiveEntry("Lâm Đồng/hội nông dân.xlsx", b"1"), ArchiveEntry("Huế.xlsx", b"2")]
    assert problems == []
    path = tmp_path / "a.zip"
    path.write_bytes(data)
    with open_archive(path) as archive:
        assert archive.names == ("Lâm Đồng/hội nông dân.xlsx", "Huế.xlsx")
        assert len(archive) == 2
        assert list(archive) == entries


@pytest.mark.parametrize("encoding", ["utf-8", "cp1258"])
def test_vietnamese_names_without_the_utf8_mark(encoding: str) -> None:
    name = "Ba\u0300 Ri\u0323a.xlsx"
    raw = name.encode(encoding)
    plain = packed({"x" * len(raw): b"1"}).replace(b"x" * len(raw), raw)
    assert opened(plain)[0][0].name == name


@pytest.mark.parametrize(
    ("name", "code", "message"),
    [
        ("__MACOSX/._a.xlsx", "entry_ignored", "A helper file of the operating system was left out."),
        ("tỉnh/~$a.xlsx", "entry_ignored", "A helper file of the operating system was left out."),
        ("Thumbs.db", "entry_ignored", "A helper file of the operating system was left out."),
        ("a.xlsm", "entry_macros", "The workbook may contain macros (.xlsm)."),
        ("a.XLS", "entry_old", "This is an old or binary Excel file (.xls, .xlsb)."),
        ("trong.zip", "entry_archive", "An archive inside the ZIP is not opened."),
        ("a.rar", "entry_archive", "An archive inside the ZIP is not opened."),
        ("công văn.pdf", "entry_kind", "Not an Excel workbook; it was left out."),
    ],
)
def test_a_good_file_among_bad_ones_still_goes_in(name: str, code: str, message: str) -> None:
    entries, (problem,) = opened(packed({"tốt.xlsx": b"1", name: b"2"}))
    assert [e.name for e in entries] == ["tốt.xlsx"]
    assert (problem.code, problem.file, problem.message) == (code, name, message)


def test_junk_is_a_warning_a_macro_workbook_an_error() -> None:
    _entries, problems = opened(packed({"tốt.xlsx": b"1", "desktop.ini": b"", "a.xlsm": b""}))
    assert [p.severity for p in problems] == [Severity.WARNING, Severity.ERROR]


def test_an_entry_with_a_password() -> None:
    data = bytearray(packed({"a.xlsx": b"secret", "b.xlsx": b"2"}))
    at = data.index(b"PK\x01\x02") + 8
    data[at] |= 1
    entries, (problem,) = opened(bytes(data))
    assert [e.name for e in entries] == ["b.xlsx"]
    assert problem.message == "The file is protected with a password inside the ZIP."


def test_an_entry_that_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive_module, "MAX_FILE", 10)
    entries, (problem,) = opened(packed({"a.xlsx": b"1" * 11, "b.xlsx": b"2"}))
    assert [e.name for e in entries] == ["b.xlsx"]
    assert problem.code == "entry_too_large"


def test_an_entry_damaged_inside_is_skipped() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("a.xlsx", b"first content")
        archive.writestr("b.xlsx", b"2")
    entries, (problem,) = opened(buffer.getvalue().replace(b"first", b"FIRST"))
    assert [e.name for e in entries] == ["b.xlsx"]
    assert (problem.code, problem.file) == ("entry_damaged", "a.xlsx")


def test_hostile_ratio() -> None:
    error = refused(packed({"a.xlsx": b"\0" * 5_000_000}))
    assert error.code == "archive_ratio"
    assert str(error) == "“a.xlsx” in the ZIP unpacks to over 100 times its size; it was not opened."


@pytest.mark.parametrize(
    "name", ["../../etc/a.xlsx", "/etc/a.xlsx", "C:\\a.xlsx", "a/..\\..\\b.xlsx", "\\\\máy\\a.xlsx"]
)
def test_paths_that_lead_outside(name: str) -> None:
    assert refused(packed({name: b"1"})).code == "archive_path"


def test_too_many_entries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive_module, "MAX_ENTRIES", 2)
    error = refused(packed({f"{n}.xlsx": b"" for n in range(3)}))
    assert str(error) == "The ZIP holds 3 entries; at most 2 are allowed."


def test_too_much_in_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive_module, "MAX_UNPACKED", 5)
    assert refused(packed({"a.xlsx": b"123456"})).code == "archive_unpacked"


def test_200_mb_are_refused_before_reading(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with path.open("wb") as file:
        file.truncate(201 * 1024 * 1024)
    error = refused(path)
    assert str(error) == "The ZIP has 201 MB; at most 200 MB are allowed."


def test_entries_that_share_their_bytes() -> None:
    """The second entry of the directory points at the first one's bytes, as in an overlapping bomb."""
    data = bytearray(packed({"a.xlsx": b"1", "b.xlsx": b"2"}))
    second = data.rindex(b"PK\x01\x02")
    struct.pack_into("<L", data, second + 42, 0)
    assert refused(bytes(data)).code == "archive_overlap"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"Rar!\x1a\x07\x00", "archive_kind"),
        (b"", "archive_kind"),
        (packed({"a.xlsx": b"1" * 500})[:-30], "archive_damaged"),
        (packed({}), "archive_empty"),
    ],
    ids=["rar", "nothing", "half", "empty"],  # a ZIP holds the time of its making: no name for a test
)
def test_what_is_no_zip_or_only_half_of_one(data: bytes, code: str) -> None:
    assert refused(data).code == code


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_flipped_bytes_are_refused_or_reported(data: st.DataObject) -> None:
    good = packed({"một.xlsx": b"1" * 50, "hai.xlsx": b"2" * 50})
    position = data.draw(st.integers(0, len(good) - 1))
    broken = bytearray(good)
    broken[position] ^= data.draw(st.integers(1, 255))
    try:
        entries, _problems = opened(bytes(broken))
    except ArchiveRefusedError:
        return
    assert {e.data for e in entries} <= {b"1" * 50, b"2" * 50}
