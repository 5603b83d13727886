"""What may be stored, and in which company."""

from collections.abc import Collection

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class MediaType(TextChoices):
    PDF = "application/pdf", "PDF"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "DOCX"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "XLSX"
    PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation", "PPTX"
    ODT = "application/vnd.oasis.opendocument.text", "ODT"
    ODS = "application/vnd.oasis.opendocument.spreadsheet", "ODS"
    PNG = "image/png", "PNG"
    JPEG = "image/jpeg", "JPEG"
    ZIP = "application/zip", "ZIP"
    TEXT = "text/plain", _("Text")
    CSV = "text/csv", "CSV"
    SVG = "image/svg+xml", "SVG"


EXTENSION = {
    MediaType.PDF: ".pdf",
    MediaType.DOCX: ".docx",
    MediaType.XLSX: ".xlsx",
    MediaType.PPTX: ".pptx",
    MediaType.ODT: ".odt",
    MediaType.ODS: ".ods",
    MediaType.PNG: ".png",
    MediaType.JPEG: ".jpg",
    MediaType.ZIP: ".zip",
    MediaType.TEXT: ".txt",
    MediaType.CSV: ".csv",
    MediaType.SVG: ".svg",
}
MACRO_ENDINGS = {
    MediaType.DOCX: (".docm", ".dotm"),
    MediaType.XLSX: (".xlsm", ".xltm"),
    MediaType.PPTX: (".pptm", ".potm"),
}
"""Endings of files with macros, of the program that makes files of this kind."""
SAME = {MediaType.JPEG: (".jpeg",)}
"""Other endings of the same content."""
PICTURES = frozenset({MediaType.PNG, MediaType.JPEG})
PAPERS = frozenset({MediaType.PDF, MediaType.DOCX, MediaType.ODT}) | PICTURES
WORKBOOKS = frozenset({MediaType.XLSX})
ARCHIVES = frozenset({MediaType.ZIP})
ATTACHMENTS = PAPERS | frozenset({MediaType.XLSX, MediaType.ODS, MediaType.PPTX})


def endings(allowed: Collection[MediaType]) -> tuple[str, ...]:
    """The endings of what is `allowed`, always in one order: forms show them, refusals name them."""
    return tuple(
        ending for kind in MediaType if kind in allowed for ending in (EXTENSION[kind], *SAME.get(kind, ()))
    )
