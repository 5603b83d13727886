"""What a signed scan was signed for: a digest of the data, to tell when data and paper have parted."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from .drafts import canonical


def content_digest(
    number: int | None,
    symbol: str,
    dated: date | None,
    total: Sequence[Decimal | None],
    texts: Mapping[str, str],
) -> str:
    """SHA-256 of everything that the paper shows: its number and date, the figures, the texts."""
    shown = [
        number,
        symbol,
        dated.isoformat() if dated else None,
        [canonical(value) for value in total],
        sorted((code, body.strip()) for code, body in texts.items() if body.strip()),
    ]
    return hashlib.sha256(json.dumps(shown, ensure_ascii=False).encode()).hexdigest()
