"""Keep what somebody hands in: a plain function for other use cases, because use cases do not nest.

The bytes are on disk before the row is committed; when the caller rolls back, they are left without a row
and the sweep takes them away. A shared advisory lock, held until the caller's transaction ends, keeps the
sweep off.
"""

from __future__ import annotations

import hashlib
import io
import os
import unicodedata
import uuid
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, Any, TypeAlias

from django.conf import settings
from django.core.files.base import File
from django.db import connection
from django.utils.translation import gettext_lazy as _

from giaoban.apps.audit.actions.record_line import record
from giaoban.apps.org.models import Unit
from giaoban.kit.access import Actor, authorize
from giaoban.kit.usecase import usecase

from .. import events, policies
from ..enums import EXTENSION, MACRO_ENDINGS, PICTURES, MediaType, endings
from ..formats.pictures import drawn_anew
from ..formats.sniffing import FileRefused, sniff
from ..models import StoredFile
from ..queries import place_of

Upload: TypeAlias = bytes | Path | File  # type: ignore[type-arg]
SWEEP_LOCK = "giaoban.files"
_CHUNK = 1024 * 1024


def store_file(
    *,
    actor: Actor,
    upload: Upload,
    name: str,
    unit: Unit | None,
    now: datetime,
    allowed: Collection[MediaType],
) -> StoredFile:
    """Check, clean and keep `upload`; the same content under the same name is one row.

    Inside a use case only (it writes an audit line there). Raises FileRefused: too large, not one of
    `allowed` by its content, macros, programs, pages, damaged. Pictures are drawn anew without EXIF data.
    """
    shown = clean_name(name)
    with _opened(upload) as stream:
        size = stream.seek(0, io.SEEK_END)
        limit = settings.ARCHIVE_MAX_BYTES if MediaType.ZIP in allowed else settings.FILE_MAX_BYTES
        if size > limit:
            raise FileRefused(
                _("The file “%(name)s” has %(size)s MB; at most %(limit)s MB are accepted."),
                name=shown,
                size=-(-size // 1_048_576),
                limit=limit // 1_048_576,
            )
        media_type = sniff(stream, shown, allowed)
        if media_type != MediaType.ZIP and size > settings.FILE_MAX_BYTES:
            raise FileRefused(_("The file “%(name)s” is too large."), name=shown)
        if media_type in PICTURES:
            clean: IO[bytes] = io.BytesIO(drawn_anew(stream, shown, media_type))
        else:
            clean = stream
        return _keep(actor, clean, media_type, with_extension(shown, media_type), unit, now)


def store_made(
    *, actor: Actor, content: bytes, media_type: MediaType, name: str, unit: Unit | None, now: datetime
) -> StoredFile:
    """Keep bytes that this program made itself (a chart, a rendered paper). Inside a use case only."""
    return _keep(actor, io.BytesIO(content), media_type, clean_name(name), unit, now)


@usecase("files.upload_file")
def upload_file(
    *, actor: Actor, upload: Upload, name: str, unit: Unit, now: datetime, allowed: Collection[MediaType]
) -> StoredFile:
    """Store a file for `unit` by itself, before it is attached to anything. Raises FileRefused."""
    authorize(actor, policies.upload_file, unit)
    return store_file(actor=actor, upload=upload, name=name, unit=unit, now=now, allowed=allowed)


def clean_name(name: str) -> str:
    """A label for people: last part of a path, composed, no control or direction signs, ≤ 150 letters."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(c for c in last if unicodedata.category(c)[0] != "C" and c not in '<>:"|?*')
    stem, dot, ending = kept.strip(" .").rpartition(".")
    if not dot or len(ending) > 8:
        return kept.strip(" .")[:150] or "file"
    return f"{stem[: 149 - len(ending)]}.{ending}"


def with_extension(name: str, media_type: MediaType) -> str:
    """The name with the ending that its content has: "a.pdf.exe" that is a PDF becomes "a.pdf.exe.pdf".

    The endings that the same program gives to files with macros make room: "a.xlsm" that holds none becomes
    "a.xlsx", because it opens only under that name.
    """
    ending = EXTENSION[media_type]
    if name.lower().endswith(MACRO_ENDINGS.get(media_type, ())):
        return name[: name.rindex(".")] + ending
    return name if name.lower().endswith(endings([media_type])) else name + ending


def _keep(
    actor: Actor, stream: IO[bytes], media_type: MediaType, name: str, unit: Unit | None, now: datetime
) -> StoredFile:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(hashtext(%s))", [SWEEP_LOCK])
    digest, size = _write(stream)
    file, new = StoredFile.objects.get_or_create(
        sha256=digest,
        name=name,
        defaults={"size": size, "media_type": media_type, "unit": unit, "stored_at": now},
    )
    unit_id = unit.pk if unit else None
    record(actor=actor, code=events.FILE_STORED, subject=file, unit_id=unit_id, sha256=digest, new=new)
    return file


def _write(stream: IO[bytes]) -> tuple[str, int]:
    """Write under a name of our own, then rename to the digest: a reader sees all of it or nothing."""
    waiting = Path(settings.FILES_DIR) / "incoming" / uuid.uuid4().hex
    waiting.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    stream.seek(0)
    try:
        with waiting.open("xb") as out:
            os.chmod(waiting, 0o600)
            while chunk := stream.read(_CHUNK):
                digest.update(chunk)
                size += len(chunk)
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
        place = place_of(digest.hexdigest())
        place.parent.mkdir(parents=True, exist_ok=True)
        waiting.replace(place)
    finally:
        waiting.unlink(missing_ok=True)
    return digest.hexdigest(), size


@contextmanager
def _opened(upload: Upload) -> Iterator[IO[Any]]:
    if isinstance(upload, bytes):
        yield io.BytesIO(upload)
    elif isinstance(upload, Path):
        with upload.open("rb") as stream:
            yield stream
    else:
        yield upload.open("rb")
