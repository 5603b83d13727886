"""What a file really is, by its content: its name and what the browser says count for nothing."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Collection
from typing import IO

import puremagic
from django.utils.translation import gettext_lazy as _

from giaoban.kit.errors import Invalid

from ..enums import MediaType, endings

_HEAD = 4096
_MAX_ENTRIES = 20_000
_CONTENT_TYPES_MAX = 1024 * 1024
_MACRO = _(
    "The file “%(name)s” holds macros (program code). Save it without macros (.docx, .xlsx) or as PDF and "
    "upload it again."
)
_PROGRAM = _("The file “%(name)s” is a program. Programs are not accepted.")
_PAGE = _("The file “%(name)s” is a web page or an SVG drawing, which may hold code. Save it as PDF or PNG.")
_OLD_OFFICE = _(
    "The file “%(name)s” is in the old Word or Excel format (.doc, .xls), which may hide macros. "
    "Save it as .docx, .xlsx or PDF and upload it again."
)
_DAMAGED = _("The file “%(name)s” is damaged or was cut off on the way. Upload it again.")
_EMPTY = _("The file “%(name)s” is empty.")
_LOCKED = _("The file “%(name)s” is protected by a password. Remove the password and upload it again.")
_OTHER = _("The file “%(name)s” is of a kind that is not accepted here. Accepted: %(kinds)s.")
_PROGRAMS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"#!")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MARKUP = (b"<!doctype", b"<html", b"<svg", b"<?xml", b"<script", b"<head", b"<body", b"<iframe")
_OOXML = {
    b"wordprocessingml.document.main+xml": MediaType.DOCX,
    b"spreadsheetml.sheet.main+xml": MediaType.XLSX,
    b"presentationml.presentation.main+xml": MediaType.PPTX,
}
_OPEN_DOCUMENT = {MediaType.ODT.value.encode(): MediaType.ODT, MediaType.ODS.value.encode(): MediaType.ODS}


class FileRefused(Invalid):
    """The file may not be stored; the sentence says why and what to do."""

    code = "file_refused"


def sniff(stream: IO[bytes], name: str, allowed: Collection[MediaType]) -> MediaType:
    """The kind of the file in `stream` (seekable). Raises FileRefused when it is not `allowed`."""
    stream.seek(0)
    head = stream.read(_HEAD)
    if not head:
        raise FileRefused(_EMPTY, name=name)
    found = _kind(stream, head, name)
    if found is None or found not in allowed:
        if found in (MediaType.TEXT, MediaType.CSV) and {MediaType.TEXT, MediaType.CSV} & set(allowed):
            return MediaType.CSV if MediaType.CSV in allowed else MediaType.TEXT
        raise FileRefused(_OTHER, name=name, kinds=", ".join(endings(allowed)))
    return found


def _kind(stream: IO[bytes], head: bytes, name: str) -> MediaType | None:
    if head.startswith(_PROGRAMS):
        raise FileRefused(_PROGRAM, name=name)
    if head.startswith(_OLE):
        stream.seek(0)
        locked = "EncryptedPackage".encode("utf-16-le") in stream.read(1024 * 1024)
        raise FileRefused(_LOCKED if locked else _OLD_OFFICE, name=name)
    bare = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if bare.startswith(_MARKUP) or b"<svg" in bare or b"<html" in bare:
        raise FileRefused(_PAGE, name=name)
    if head.startswith(b"PK"):
        return _zip_kind(stream, name)
    if b"%PDF-" in head[:1024]:
        return _pdf(stream, name)
    return _by_magic(head) or _text(stream)


def _by_magic(head: bytes) -> MediaType | None:
    try:
        found = puremagic.from_string(head, mime=True)
    except puremagic.PureError:
        return None
    return {"image/png": MediaType.PNG, "image/jpeg": MediaType.JPEG}.get(found)


def _pdf(stream: IO[bytes], name: str) -> MediaType:
    end = stream.seek(0, io.SEEK_END)
    stream.seek(max(0, end - 2048))
    if b"%%EOF" not in stream.read():
        raise FileRefused(_DAMAGED, name=name)
    return MediaType.PDF


def _zip_kind(stream: IO[bytes], name: str) -> MediaType | None:
    """Of a ZIP only the directory and one small entry are read; whoever opens it further checks its sizes."""
    stream.seek(0)
    try:
        with zipfile.ZipFile(stream) as archive:
            entries = archive.infolist()
            if len(entries) > _MAX_ENTRIES:
                return None
            names = {entry.filename for entry in entries}
            if "[Content_Types].xml" in names:
                return _ooxml(archive, names, name)
            if "mimetype" in names:
                return _open_document(archive, names, name)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise FileRefused(_DAMAGED, name=name) from error
    return MediaType.ZIP


def _small(archive: zipfile.ZipFile, entry: str) -> bytes:
    with archive.open(entry) as part:
        return part.read(_CONTENT_TYPES_MAX)


def _ooxml(archive: zipfile.ZipFile, names: set[str], name: str) -> MediaType | None:
    types = _small(archive, "[Content_Types].xml")
    active = any(n.lower().endswith(("vbaproject.bin", "vbadata.xml")) or "/activex/" in n for n in names)
    if active or b"macroEnabled" in types or b"vbaProject" in types:
        raise FileRefused(_MACRO, name=name)
    return next((kind for mark, kind in _OOXML.items() if mark in types), None)


def _open_document(archive: zipfile.ZipFile, names: set[str], name: str) -> MediaType | None:
    if any(n.startswith(("Basic/", "Scripts/")) for n in names):
        raise FileRefused(_MACRO, name=name)
    return _OPEN_DOCUMENT.get(_small(archive, "mimetype").strip())


def _text(stream: IO[bytes]) -> MediaType | None:
    stream.seek(0)
    sample = stream.read(256 * 1024)
    try:
        text = sample.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(sample) - 4:
            return None
        text = sample[: error.start].decode("utf-8")
    printable = all(c.isprintable() or c in "\t\r\n\ufeff" for c in text)
    return MediaType.TEXT if printable else None
