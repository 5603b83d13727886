"""Reads of stored files: where the bytes lie, and addresses under which one person may fetch them."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from giaoban.kit.access import Actor
from giaoban.kit.errors import NotFound

from .models import StoredFile

DOWNLOAD_SECONDS = 300
_SALT = "giaoban.files.download"


def place_of(sha256: str) -> Path:
    """Where content with this digest lies. The path is made of the digest alone."""
    return Path(settings.FILES_DIR) / sha256[:2] / sha256[2:4] / sha256


def path_of(file: StoredFile) -> Path:
    """The file's bytes on disk. Raises NotFound when they are gone (a backup that was not restored whole)."""
    path = place_of(file.sha256)
    if not path.is_file():
        raise NotFound(_("The content of “%(name)s” is missing in the store of files."), name=file.name)
    return path


def read_bytes(file: StoredFile) -> bytes:
    """The whole content. For files that are known to be small."""
    return path_of(file).read_bytes()


def download_url(file: StoredFile, actor: Actor) -> str:
    """An address for `actor` alone, good for five minutes. The owning room asks its policy first."""
    token = signing.dumps({"file": file.pk, "user": actor.user_id}, salt=_SALT)
    return reverse("files:download", args=[token])


def downloadable(token: str, actor: Actor) -> StoredFile:
    """The file that `token` was made for. Raises NotFound when it is forged, too old or another's."""
    gone = NotFound(_("This download address is no longer valid. Go back to the page and click again."))
    try:
        data = signing.loads(token, salt=_SALT, max_age=DOWNLOAD_SECONDS)
    except signing.BadSignature as error:
        raise gone from error
    if actor.user_id is None or data["user"] != actor.user_id:
        raise gone
    found = StoredFile.objects.filter(pk=data["file"]).first()
    if found is None:
        raise gone
    return found
