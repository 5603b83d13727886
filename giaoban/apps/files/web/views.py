"""Handing out a stored file."""

from __future__ import annotations

from django.http import FileResponse
from django.views.decorators.http import require_GET

from giaoban.kit.request import Request

from .. import queries


@require_GET
def download(request: Request, token: str) -> FileResponse:
    """The file as an attachment: never shown inside a page of this site."""
    file = queries.downloadable(token, request.actor)
    response = FileResponse(
        queries.path_of(file).open("rb"),
        as_attachment=True,
        filename=file.name,
        content_type=file.media_type,
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response
