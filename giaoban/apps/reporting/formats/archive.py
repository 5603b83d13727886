"""Opens a ZIP of workbooks from a stranger: everything is checked from its directory before an entry is read.

A hostile or broken archive is refused as a whole; a single bad entry (macros, password, nested archive, wrong
kind) is left out with its reason, so that the good files beside it still go in.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from giaoban.apps.reporting.domain.workbook import Problem, Severity
from giaoban.apps.reporting.formats.workbook_problems import shown
from giaoban.apps.reporting.formats.xlsx_package import MAX_FILE, MB
from giaoban.kit.errors import Invalid

MAX_ARCHIVE = 200 * MB
MAX_ENTRIES = 5_000
"""More than the 3,321 communes of the country."""
MAX_UNPACKED = 1_000 * MB
MAX_RATIO = 100
"""An .xlsx is packed already: inside a ZIP it hardly shrinks further."""
RATIO_FROM = MB

_JUNK_NAMES = frozenset(("thumbs.db", "desktop.ini", ".ds_store"))
_ARCHIVES = (".zip", ".rar", ".7z", ".gz", ".tar", ".tgz", ".bz2", ".xz")
_UTF8_FLAG = 0x800
_ENCRYPTED_FLAG = 0x1


class ArchiveRefusedError(Invalid):
    """The archive as a whole is not opened. `code` says why, `remedy` what to do."""

    def __init__(self, code: str, message: str | Promise, remedy: str | Promise, **params: Any) -> None:
        super().__init__(message, **params)
        self.code = code
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class ArchiveEntry:
    """One workbook of the archive: its path inside, and its bytes."""

    name: str
    data: bytes


class Archive:
    """A checked archive. `names`: the workbooks in it; `problems`: what was left out, and why.

    Iterating reads one entry after the other; one that proves damaged is added to `problems` and skipped.
    Use as a context manager.
    """

    def __init__(self, archive: zipfile.ZipFile, close: ExitStack) -> None:
        self._archive, self._close = archive, close
        self.problems: list[Problem] = []
        self._entries: list[tuple[str, zipfile.ZipInfo]] = []
        for info in archive.infolist():
            if info.is_dir():
                continue
            name = entry_name(info)
            left_out = _left_out(name, info)
            if left_out:
                self.problems.append(left_out)
            else:
                self._entries.append((name, info))

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for name, _info in self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[ArchiveEntry]:
        for name, info in self._entries:
            try:
                data = self._archive.read(info)
            except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError, OSError):
                self.problems.append(
                    _entry_problem(
                        "entry_damaged",
                        name,
                        _("The file is damaged inside the ZIP."),
                        _("Ask its unit for the file again, or pack the ZIP again."),
                    )
                )
                continue
            yield ArchiveEntry(name, data)

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_error: object) -> None:
        self._close.close()


def open_archive(source: bytes | Path) -> Archive:
    """The workbooks of a ZIP. Raises ArchiveRefusedError: archive_too_large, archive_kind, archive_damaged,
    archive_entries, archive_unpacked, archive_ratio, archive_overlap, archive_path, archive_empty."""
    size = source.stat().st_size if isinstance(source, Path) else len(source)
    if size > MAX_ARCHIVE:
        raise ArchiveRefusedError(
            "archive_too_large",
            gettext_lazy("The ZIP has %(size)s MB; at most %(limit)s MB are allowed."),
            gettext_lazy("Send the workbooks in several ZIP files."),
            size=size // MB,
            limit=MAX_ARCHIVE // MB,
        )
    with ExitStack() as stack:
        try:
            opened = zipfile.ZipFile(source if isinstance(source, Path) else io.BytesIO(source))
        except (zipfile.BadZipFile, EOFError, ValueError, NotImplementedError) as broken:
            raise _unreadable(source) from broken
        archive = stack.enter_context(opened)
        _check(archive, size)
        return Archive(archive, stack.pop_all())


def _unreadable(source: bytes | Path) -> ArchiveRefusedError:
    if isinstance(source, Path):
        with source.open("rb") as file:
            head = file.read(2)
    else:
        head = source[:2]
    if head == b"PK":
        return ArchiveRefusedError(
            "archive_damaged",
            gettext_lazy("The ZIP is damaged or was not transferred completely."),
            gettext_lazy("Pack the workbooks into a ZIP again and upload it once more."),
        )
    return ArchiveRefusedError(
        "archive_kind",
        gettext_lazy("This is not a ZIP archive."),
        gettext_lazy(
            "Pack the .xlsx files into a ZIP (right click › Compress) and upload that; not RAR or 7z."
        ),
    )


def _check(archive: zipfile.ZipFile, size: int) -> None:
    """Limits of the whole, from the directory alone."""
    infos = archive.infolist()
    remedy = gettext_lazy("Pack only the workbooks the units sent, in several ZIP files if need be.")
    if len(infos) > MAX_ENTRIES:
        raise ArchiveRefusedError(
            "archive_entries",
            gettext_lazy("The ZIP holds %(count)s entries; at most %(limit)s are allowed."),
            remedy,
            count=len(infos),
            limit=MAX_ENTRIES,
        )
    if not any(not info.is_dir() for info in infos):
        raise ArchiveRefusedError("archive_empty", gettext_lazy("The ZIP is empty."), remedy)
    if sum(info.file_size for info in infos) > MAX_UNPACKED:
        raise ArchiveRefusedError(
            "archive_unpacked",
            gettext_lazy("The ZIP would unpack to more than %(limit)s MB; it was not opened."),
            remedy,
            limit=MAX_UNPACKED // MB,
        )
    for info in infos:
        name = shown(entry_name(info))
        if info.file_size > RATIO_FROM and info.file_size > MAX_RATIO * max(info.compress_size, 1):
            raise ArchiveRefusedError(
                "archive_ratio",
                gettext_lazy(
                    "“%(name)s” in the ZIP unpacks to over %(limit)s times its size; it was not opened."
                ),
                remedy,
                name=name,
                limit=MAX_RATIO,
            )
        if _leaves_its_folder(entry_name(info)) or _leaves_its_folder(info.orig_filename):
            raise ArchiveRefusedError(
                "archive_path",
                gettext_lazy(
                    "The ZIP holds a path that leads outside its folder (%(name)s); it was not opened."
                ),
                remedy,
                name=name,
            )
    _check_overlap(infos, size, remedy)


def _check_overlap(infos: list[zipfile.ZipInfo], size: int, remedy: Promise) -> None:
    """Entries that share their bytes unpack to far more than their sizes admit."""
    end = 0
    for info in sorted(infos, key=lambda i: i.header_offset):
        if info.header_offset < end:
            raise ArchiveRefusedError(
                "archive_overlap", gettext_lazy("Entries of the ZIP overlap; it was not opened."), remedy
            )
        end = info.header_offset + 30 + info.compress_size
    if end > size:
        raise ArchiveRefusedError(
            "archive_damaged",
            gettext_lazy("The ZIP is damaged or was not transferred completely."),
            gettext_lazy("Pack the workbooks into a ZIP again and upload it once more."),
        )


def _leaves_its_folder(name: str) -> bool:
    path = name.replace("\\", "/")
    return (
        path.startswith("/")
        or "\x00" in path
        or (len(path) > 1 and path[1] == ":")
        or ".." in path.split("/")
    )


def entry_name(info: zipfile.ZipInfo) -> str:
    """The name as its packer wrote it. Without the UTF-8 mark many programs write UTF-8 all the same, older
    Vietnamese Windows its code page 1258; the ZIP standard says code page 437."""
    if info.flag_bits & _UTF8_FLAG:
        return info.filename
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    for encoding in ("utf-8", "cp1258"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename


def _left_out(name: str, info: zipfile.ZipInfo) -> Problem | None:
    """Why this entry is not read, if so."""
    base = posixpath.basename(name.replace("\\", "/"))
    lower = base.lower()
    if name.startswith("__MACOSX/") or base.startswith(("~$", "._")) or lower in _JUNK_NAMES:
        return _entry_problem(
            "entry_ignored",
            name,
            _("A helper file of the operating system was left out."),
            "",
            Severity.WARNING,
        )
    if info.flag_bits & _ENCRYPTED_FLAG:
        return _entry_problem(
            "entry_password",
            name,
            _("The file is protected with a password inside the ZIP."),
            _("Pack it again without a password."),
        )
    if lower.endswith(_ARCHIVES):
        return _entry_problem(
            "entry_archive",
            name,
            _("An archive inside the ZIP is not opened."),
            _("Unpack it and put its workbooks into the ZIP directly."),
        )
    if lower.endswith((".xlsm", ".xltm", ".xlam", ".xls", ".xlsb")):
        return _entry_problem(
            "entry_macros" if lower.endswith("m") else "entry_old",
            name,
            _("The workbook may contain macros (.xlsm).")
            if lower.endswith("m")
            else _("This is an old or binary Excel file (.xls, .xlsb)."),
            _("Open it, choose “Save as” and the type “Excel Workbook (.xlsx)”, then pack that file."),
        )
    if not lower.endswith(".xlsx"):
        return _entry_problem(
            "entry_kind", name, _("Not an Excel workbook; it was left out."), "", Severity.WARNING
        )
    if info.file_size > MAX_FILE:
        return _entry_problem(
            "entry_too_large",
            name,
            _("The file has more than %(limit)s MB.") % {"limit": MAX_FILE // MB},
            _("Remove pictures and pasted sheets, or fill in a freshly downloaded workbook."),
        )
    return None


def _entry_problem(
    code: str, name: str, message: str, remedy: str, severity: Severity = Severity.ERROR
) -> Problem:
    return Problem(severity, code, message, remedy, file=shown(name))
