"""How far the demonstration's play is: a line in a file, written by the command that plays, read by the start page."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

STOPPED = "!"
"""Stands before the act in which the play stopped with an error."""


def _file() -> Path:
    return Path(settings.VAR_DIR) / "demonstration-plays.txt"


def playing() -> tuple[str, bool]:
    """(what is being played, "" when nothing is; did it stop with an error)."""
    try:
        said = _file().read_text(encoding="utf-8")
    except FileNotFoundError:
        return "", False
    return said.removeprefix(STOPPED), said.startswith(STOPPED)


def note_playing(what: str) -> None:
    """Say what is being played; "" when the play is through."""
    if what:
        _file().write_text(what, encoding="utf-8")
    else:
        _file().unlink(missing_ok=True)
