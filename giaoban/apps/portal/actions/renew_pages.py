"""Say that public pages show something else from now on."""

from __future__ import annotations

import uuid
from datetime import datetime

from ..models import PortalStamp


def renew_pages(now: datetime) -> None:
    """Every kept answer is made anew after the commit. Part of the caller's transaction."""
    PortalStamp.objects.update_or_create(pk=1, defaults={"stamp": uuid.uuid4(), "moved_at": now})
