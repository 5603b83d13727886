"""What stands in the place of words that may not be kept."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _


def see_paper() -> str:
    """ "See the paper register": all that the system says of a secret paper."""
    return _("See the paper register")


def blotted(
    runs: Sequence[Mapping[str, Any]], stretches: Collection[tuple[int, int]], mark: str
) -> list[dict[str, Any]]:
    """`runs` with each stretch (start and end in their joined text) replaced by `mark`; the rest to the letter.

    A run that a stretch touches loses its link and its code: they lead to what is gone.
    """
    found, at = [], 0
    for run in runs:
        text, here, out, cut = run["text"], at, "", False
        for place, letter in enumerate(text, start=here):
            inside = next((s for s in stretches if s[0] <= place < s[1]), None)
            cut = cut or inside is not None
            out += letter if inside is None else mark if place == inside[0] else ""
        kept = {k: v for k, v in run.items() if not (cut and k in ("href", "code"))}
        if out:
            found.append({**kept, "text": out})
        at += len(text)
    return found
