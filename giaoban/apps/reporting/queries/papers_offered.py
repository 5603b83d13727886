"""Whether a unit's own report can be made as a paper: its builder is a module of its own that may be absent."""

from __future__ import annotations

from importlib.util import find_spec

_BUILDER = "giaoban.apps.reporting.queries.papers"


def kinds() -> tuple[str, ...]:
    """The kinds of paper on offer: DOCX and PDF, or none."""
    return ("docx", "pdf") if find_spec(_BUILDER) is not None else ()
