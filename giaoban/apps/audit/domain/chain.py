"""The digest of a seal: a SHA-256 chain over canonical lines."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

GENESIS = "0" * 64


def canonical(line: dict[str, Any]) -> bytes:
    """One line as bytes that do not depend on key order or blanks."""
    return json.dumps(line, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str).encode()


def digest(previous: str, lines: Iterable[dict[str, Any]]) -> tuple[str, int]:
    """Digest of `lines` in the order given, chained to `previous`; and how many there were."""
    state = hashlib.sha256(previous.encode())
    count = 0
    for line in lines:
        body = canonical(line)
        state.update(len(body).to_bytes(8, "big"))
        state.update(body)
        count += 1
    return state.hexdigest(), count
