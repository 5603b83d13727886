"""Where the fonts of papers and charts lie: never the machine's own."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

_TINOS = "node_modules/@expo-google-fonts/tinos"


def font_dirs() -> tuple[Path, ...]:
    """`settings.FONT_DIRS`, else the TrueType package that comes with the pages' own packages."""
    configured = getattr(settings, "FONT_DIRS", None)
    return tuple(Path(d) for d in configured) if configured else (Path(settings.BASE_DIR) / _TINOS,)
