"""Files that are not the workbook, or mean harm: each gets its own sentence, none is unpacked first."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from giaoban.apps.reporting.domain.workbook import Problem, WorkbookReading
from giaoban.apps.reporting.formats import xlsx_package, xlsx_parts
from giaoban.apps.reporting.formats.workbook_read import read_workbook
from tests.reporting.formats.editing import packed, parts, rewritten
from tests.reporting.formats.samples import lookup

FRESH = "Fill in the workbook downloaded for this report and upload it as .xlsx."
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read(data: bytes | Path) -> WorkbookReading:
    return read_workbook(data, "bao-cao.xlsx", lookup)


def the_error(data: bytes | Path) -> Problem:
    (error,) = read(data).problems
    assert error.file == "bao-cao.xlsx"
    return error


@pytest.mark.parametrize(
    ("data", "code", "sentence"),
    [
        (b"", "file_empty", "The file is empty. Save the workbook again and upload it."),
        (
            "STT;Chỉ tiêu\n1;Cửa hàng\n".encode(),
            "file_kind",
            f"This is a text file (CSV) with the name of an Excel workbook. {FRESH}",
        ),
        (
            b"\xef\xbb\xbf<html><table><tr><td>1</td></tr></table></html>",
            "file_kind",
            f"This is a web page or XML file with the name of an Excel workbook. {FRESH}",
        ),
        (b"%PDF-1.7 ...", "file_kind", f"This is a PDF, not an Excel workbook. {FRESH}"),
        (b"\x00\x01\x02\x03", "file_kind", f"This is not an Excel workbook. {FRESH}"),
        (
            OLE + b"\x00" * 600,
            "file_xls",
            "This is an old .xls file. "
            "Open it and save it as “Excel Workbook (.xlsx)”, then upload that file.",
        ),
        (
            OLE + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le"),
            "file_password",
            "The file is protected with a password. "
            "Save it without a password (File › Info › Protect Workbook) and upload it again.",
        ),
        (
            packed({"a.txt": b"a"}),
            "file_kind",
            f"This is a ZIP archive, not an Excel workbook. {FRESH}",
        ),
        (
            packed({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<a/>"}),
            "file_kind",
            f"This is an OpenDocument file (.ods, .odt). {FRESH}",
        ),
        (
            packed({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<a/>"}),
            "file_kind",
            f"This is an Office file, but not an Excel workbook. {FRESH}",
        ),
        (
            packed({"[Content_Types].xml": b"<Types/>", "xl/workbook.bin": b""}),
            "file_kind",
            f"This is a binary workbook (.xlsb). {FRESH}",
        ),
    ],
)
def test_files_of_another_kind(data: bytes, code: str, sentence: str) -> None:
    error = the_error(data)
    assert error.code == code
    assert f"{error.message} {error.remedy}" == sentence


def test_a_truncated_file(plain: bytes) -> None:
    for length in (100, len(plain) // 2, len(plain) - 1):
        error = the_error(plain[:length])
        assert error.code == "file_damaged"
        assert str(error) == (
            "bao-cao.xlsx: The file is damaged or was not transferred completely. "
            "Open it in Excel or LibreOffice, save it again as .xlsx, and upload it once more."
        )


def test_a_file_of_200_mb_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "big.xlsx"
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    error = the_error(path)
    assert error.code == "file_too_large"
    assert error.message == "The file has 200 MB; a workbook may have at most 20 MB."


@pytest.mark.parametrize("change", ["types", "project"])
def test_macros_are_refused(plain: bytes, change: str) -> None:
    if change == "types":
        data = rewritten(
            plain,
            "[Content_Types].xml",
            lambda xml: xml.replace(
                b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
                b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
            ),
        )
    else:
        data = packed({**parts(plain), "xl/vbaProject.bin": b"x"})
    error = the_error(data)
    assert error.code == "file_macros"
    assert str(error) == (
        "bao-cao.xlsx: The workbook may contain macros (.xlsm). Open it, choose “Save as” and the type "
        "“Excel Workbook (.xlsx)”, then upload that file."
    )


HOSTILE = "The file is built to exhaust or mislead the program that opens it; it was not read."


def test_a_part_of_hostile_ratio(plain: bytes) -> None:
    error = the_error(packed({**parts(plain), "xl/media/image1.png": b"\0" * 5_000_000}))
    assert (error.code, error.message) == ("file_hostile", HOSTILE)


def test_too_many_parts(plain: bytes) -> None:
    error = the_error(packed({**parts(plain), **{f"xl/x{n}": b"" for n in range(2_000)}}))
    assert error.code == "file_hostile"


def test_too_much_in_all(plain: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_package, "MAX_UNPACKED", 10_000)
    assert the_error(plain).code == "file_hostile"


def test_the_same_part_twice(plain: bytes) -> None:
    buffer = io.BytesIO(plain)
    with zipfile.ZipFile(buffer, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("xl/workbook.xml", "<workbook/>")
    assert the_error(buffer.getvalue()).code == "file_hostile"


BILLION_LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE sst [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><sst><si><t>&c;</t></si></sst>'
)
EXTERNAL = (
    b'<?xml version="1.0"?><!DOCTYPE sst [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    b"<sst><si><t>&x;</t></si></sst>"
)
UTF16 = BILLION_LAUGHS.decode().replace('"1.0"', '"1.0" encoding="utf-16"').encode("utf-16")


@pytest.mark.parametrize("bomb", [BILLION_LAUGHS, EXTERNAL, UTF16], ids=["laughs", "external", "utf16"])
@pytest.mark.parametrize("part", ["xl/sharedStrings.xml", "xl/worksheets/sheet2.xml", "xl/workbook.xml"])
def test_xml_that_declares_entities(plain: bytes, part: str, bomb: bytes) -> None:
    error = the_error(rewritten(plain, part, lambda _xml: bomb))
    assert (error.code, error.message) == ("file_hostile", HOSTILE)


def test_a_sheet_of_endless_cells(plain: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_parts, "MAX_CELLS", 50)
    assert the_error(plain).code == "file_hostile"


def test_a_part_too_large_to_parse(plain: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_parts, "MAX_XML", 1_000)
    assert the_error(plain).code == "file_hostile"


@pytest.mark.parametrize(
    ("part", "change"),
    [
        ("xl/workbook.xml", lambda xml: xml.replace(b"r:id=", b"r:ix=")),
        ("xl/worksheets/sheet2.xml", lambda xml: xml[: len(xml) // 2]),
        ("xl/worksheets/sheet2.xml", lambda xml: xml.replace(b'r="B2"', b'r="2B"')),
        ("xl/worksheets/sheet2.xml", lambda xml: xml.replace(b"<v>0</v>", b"<v>999999</v>", 1)),
        ("xl/_rels/workbook.xml.rels", lambda xml: xml.replace(b"Target=", b"Goal=")),
    ],
)
def test_broken_parts(plain: bytes, part: str, change: object) -> None:
    assert the_error(rewritten(plain, part, change)).code == "file_damaged"  # type: ignore[arg-type]


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_flipped_bytes_never_escape_as_exceptions(plain: bytes, data: st.DataObject) -> None:
    position = data.draw(st.integers(0, len(plain) - 1))
    broken = bytearray(plain)
    broken[position] ^= data.draw(st.integers(1, 255))
    reading = read(bytes(broken))
    assert all(str(p) for p in reading.problems)


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_garbled_xml_never_escapes_as_an_exception(plain: bytes, data: st.DataObject) -> None:
    content = parts(plain)
    part = data.draw(st.sampled_from(sorted(name for name in content if name.endswith((".xml", ".rels")))))
    xml = content[part]
    start = data.draw(st.integers(0, len(xml) - 1))
    put = data.draw(st.sampled_from([b"", b"9", b"-1", b"x", b'"', b"&#0;", b"NaN", b"1e999"]))
    end = min(len(xml), start + data.draw(st.integers(0, 6)))
    reading = read(packed({**content, part: xml[:start] + put + xml[end:]}))
    assert all(str(p) for p in reading.problems)
