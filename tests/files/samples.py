"""Good and bad files, made on the spot."""

from __future__ import annotations

import io
import zipfile

from PIL import Image

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
_MAIN = "application/vnd.openxmlformats-officedocument.{}.main+xml"


def zipped(**entries: str | bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return out.getvalue()


def office(kind: str = "wordprocessingml.document", **more: str | bytes) -> bytes:
    types = f'<Types><Override ContentType="{_MAIN.format(kind)}"/></Types>'
    return zipped(**{"[Content_Types].xml": types, "word/document.xml": "<x/>", **more})


def jpeg(width: int = 40, height: int = 20) -> bytes:
    """A picture lying on its side, with a place and an owner in its EXIF block."""
    picture = Image.new("RGB", (width, height), "red")
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x013B] = "Owner"
    exif.get_ifd(0x8825)[1] = "N"
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif)
    return out.getvalue()


def png() -> bytes:
    out = io.BytesIO()
    Image.new("RGBA", (8, 8), (0, 0, 0, 0)).save(out, "PNG")
    return out.getvalue()
