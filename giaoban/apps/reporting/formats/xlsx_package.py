"""Opens an .xlsx from a stranger: what kind of file it is, its size and ratio, its parts as plain cells.

Reads the XML itself instead of through openpyxl: formulas and their cached values come in one pass, a broken
style or drawing does not lose the figures, and it is faster. A DTD is refused, so there are no entities.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from xml.etree import ElementTree as ET
from xml.parsers import expat

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from giaoban.apps.reporting.formats.xlsx_parts import (
    RefusedXMLError,
    Sheet,
    parse_relationships,
    parse_shared_strings,
    parse_sheet,
    parse_styles,
    parse_workbook,
)
from giaoban.kit.errors import Invalid

MB = 1024 * 1024
MAX_FILE = 20 * MB
"""A filled workbook has 20–200 kB; pictures pasted into it may add some MB."""
MAX_PARTS = 2_000
MAX_UNPACKED = 200 * MB
MAX_RATIO = 200
"""Sheets of one repeated cell reach 100; a bomb reaches 1,000."""
RATIO_FROM = MB
"""Below this size a part is harmless whatever its ratio."""

T = TypeVar("T")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MACRO_TYPES = (b"macroEnabled", b"vbaProject")


class UnreadableFileError(Invalid):
    """The file cannot be read at all. `code` says why, `remedy` what to do."""

    def __init__(self, code: str, message: str | Promise, remedy: str | Promise, **params: Any) -> None:
        super().__init__(message, **params)
        self.code = code
        self.remedy = remedy


@dataclass(slots=True)
class Package:
    """The readable content of a workbook. `names` maps a defined name to its reference text."""

    sheets: list[Sheet]
    names: dict[str, str] = field(default_factory=dict)
    date1904: bool = False


def check_size(size: int) -> None:
    """Refuse by size alone, before anything is read: UnreadableFileError (file_too_large, file_empty)."""
    if size > MAX_FILE:
        raise UnreadableFileError(
            "file_too_large",
            _("The file has %(size)s MB; a workbook may have at most %(limit)s MB."),
            _("Remove pictures and pasted sheets, or fill in a freshly downloaded workbook."),
            size=size // MB,
            limit=MAX_FILE // MB,
        )
    if size == 0:
        raise UnreadableFileError(
            "file_empty", _("The file is empty."), _("Save the workbook again and upload it.")
        )


def open_package(source: bytes | Path) -> Package:
    """The cells of every sheet. Raises UnreadableFileError; sizes are checked before unpacking."""
    check_size(source.stat().st_size if isinstance(source, Path) else len(source))
    data = source.read_bytes() if isinstance(source, Path) else source
    _check_kind(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_parts(archive)
            return _read(archive)
    except UnreadableFileError:
        raise
    except RefusedXMLError as refused:
        raise _hostile() from refused
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as broken:
        raise _damaged() from broken
    except (ET.ParseError, expat.ExpatError, ValueError, LookupError, StopIteration) as broken:
        raise _damaged() from broken


def _check_kind(data: bytes) -> None:
    """Everything that is not a ZIP gets the sentence its sender needs."""
    head = data[:4096]
    if head.startswith(b"PK"):
        return
    if head.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise UnreadableFileError(
                "file_password",
                _("The file is protected with a password."),
                _("Save it without a password (File › Info › Protect Workbook) and upload it again."),
            )
        raise UnreadableFileError(
            "file_xls",
            _("This is an old .xls file."),
            _("Open it and save it as “Excel Workbook (.xlsx)”, then upload that file."),
        )
    if head.startswith(b"%PDF"):
        raise _not_a_workbook(_("This is a PDF, not an Excel workbook."))
    if head.lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith((b"<!doctype", b"<html", b"<table", b"<?xml")):
        raise _not_a_workbook(_("This is a web page or XML file with the name of an Excel workbook."))
    if b"\x00" not in head:
        raise _not_a_workbook(_("This is a text file (CSV) with the name of an Excel workbook."))
    raise _not_a_workbook(_("This is not an Excel workbook."))


def _not_a_workbook(message: Promise) -> UnreadableFileError:
    return UnreadableFileError(
        "file_kind", message, _("Fill in the workbook downloaded for this report and upload it as .xlsx.")
    )


def _damaged() -> UnreadableFileError:
    return UnreadableFileError(
        "file_damaged",
        _("The file is damaged or was not transferred completely."),
        _("Open it in Excel or LibreOffice, save it again as .xlsx, and upload it once more."),
    )


def _check_parts(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    names = [part.filename for part in parts]
    if any(part.flag_bits & 0x1 for part in parts):
        raise UnreadableFileError(
            "file_password", _("The file is protected with a password."), _("Save it without a password.")
        )
    if (
        len(parts) > MAX_PARTS
        or len(set(names)) != len(names)
        or sum(part.file_size for part in parts) > MAX_UNPACKED
        or any(
            part.file_size > RATIO_FROM and part.file_size > MAX_RATIO * max(part.compress_size, 1)
            for part in parts
        )
    ):
        raise _hostile()
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise _macros()
    if "mimetype" in names:
        raise _not_a_workbook(_("This is an OpenDocument file (.ods, .odt)."))
    if "xl/workbook.bin" in names:
        raise _not_a_workbook(_("This is a binary workbook (.xlsb)."))
    if "[Content_Types].xml" not in names:
        raise _not_a_workbook(_("This is a ZIP archive, not an Excel workbook."))
    types = archive.read("[Content_Types].xml")
    if any(mark in types for mark in _MACRO_TYPES):
        raise _macros()
    if not any(name.startswith("xl/") for name in names):
        raise _not_a_workbook(_("This is an Office file, but not an Excel workbook."))


def _hostile() -> UnreadableFileError:
    return UnreadableFileError(
        "file_hostile",
        _("The file is built to exhaust or mislead the program that opens it; it was not read."),
        _("Fill in a freshly downloaded workbook. If you did, tell the administrator."),
    )


def _macros() -> UnreadableFileError:
    return UnreadableFileError(
        "file_macros",
        _("The workbook may contain macros (.xlsm)."),
        _("Open it, choose “Save as” and the type “Excel Workbook (.xlsx)”, then upload that file."),
    )


def _read(archive: zipfile.ZipFile) -> Package:
    root = _targets(archive, "", "_rels/.rels")
    book_part = next(
        (target for kind, target in root.values() if kind.endswith("/officeDocument")), "xl/workbook.xml"
    )
    folder, name = posixpath.split(book_part)
    related = _targets(archive, folder, f"{folder}/_rels/{name}.rels")
    book = _parsed(archive, book_part, parse_workbook)
    shared = _first(archive, related, "/sharedStrings", parse_shared_strings) or []
    styles = _first(archive, related, "/styles", parse_styles) or []
    sheets = []
    for title, relation, state in book.sheets:
        kind, target = related[relation]
        if kind.endswith("/worksheet"):
            sheet = parse_sheet(archive.read(target), title, state, shared, styles)
            sheets.append(sheet)
    return Package(sheets, book.names, book.date1904)


def _targets(archive: zipfile.ZipFile, folder: str, part: str) -> dict[str, tuple[str, str]]:
    """Relationship id → (type, part); targets are relative to `folder` unless they begin with a slash."""
    found = {}
    for relation, (kind, target) in _parsed(archive, part, parse_relationships).items():
        path = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
        found[relation] = (kind, posixpath.normpath(path))
    return found


def _first(
    archive: zipfile.ZipFile, related: dict[str, tuple[str, str]], kind: str, parse: Callable[[bytes], T]
) -> T | None:
    target = next((t for k, t in related.values() if k.endswith(kind)), None)
    return None if target is None else _parsed(archive, target, parse)


def _parsed(archive: zipfile.ZipFile, part: str, parse: Callable[[bytes], T]) -> T:
    return parse(archive.read(part))
