"""Pictures without hidden data: drawn anew, so that place, device and owner in the EXIF block are gone."""

from __future__ import annotations

import io
from typing import IO

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from ..enums import MediaType
from .sniffing import FileRefused

MAX_PIXELS = 60_000_000
_QUALITY = 88
_PREVIEW = 480


def drawn_anew(stream: IO[bytes], name: str, media_type: MediaType) -> bytes:
    """The picture as pixels alone, turned the way its EXIF orientation said. Raises FileRefused."""
    stream.seek(0)
    wanted = "JPEG" if media_type == MediaType.JPEG else "PNG"
    try:
        with Image.open(stream, formats=[wanted]) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise FileRefused(
                    _("The picture “%(name)s” is larger than %(limit)s million points. Make it smaller."),
                    name=name,
                    limit=MAX_PIXELS // 1_000_000,
                )
            upright = ImageOps.exif_transpose(picture)
            return _written(upright, wanted)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError) as error:
        raise FileRefused(
            _("The picture “%(name)s” is damaged or was cut off on the way. Upload it again."), name=name
        ) from error


def preview_of(content: bytes, most: int = _PREVIEW) -> bytes:
    """A small JPEG of a picture that is kept already, for pages: the whole of it, at most `most` points a side."""
    out = io.BytesIO()
    with Image.open(io.BytesIO(content), formats=["JPEG", "PNG"]) as picture:
        picture.thumbnail((most, most))
        flat = picture.convert("RGBA") if picture.mode in ("P", "LA") else picture
        if flat.mode == "RGBA":
            ground = Image.new("RGB", flat.size, "white")
            ground.paste(flat, mask=flat.getchannel("A"))
            flat = ground
        flat.convert("RGB").save(out, "JPEG", quality=80, optimize=True)
    return out.getvalue()


def size_of(content: bytes) -> tuple[int, int]:
    """Width and height in points of a picture that is kept already."""
    with Image.open(io.BytesIO(content), formats=["JPEG", "PNG"]) as picture:
        return picture.width, picture.height


def _written(picture: Image.Image, wanted: str) -> bytes:
    out = io.BytesIO()
    if wanted == "JPEG":
        picture.convert("RGB").save(out, "JPEG", quality=_QUALITY, optimize=True)
        return out.getvalue()
    mode = "RGBA" if "A" in picture.getbands() or "transparency" in picture.info else "RGB"
    bare = picture.convert(mode)
    bare.info.clear()
    bare.save(out, "PNG", optimize=True)
    return out.getvalue()
