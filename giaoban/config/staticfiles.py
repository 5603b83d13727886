"""Serves from node_modules only the styles and fonts that the pages use; icons are inlined, not served.

The paths are listed by hand: a file that is not in `SERVED` does not exist for a browser.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage

FONT_WEIGHTS = (400, 500, 600)
FONT_SUBSETS = ("vietnamese", "latin", "latin-ext")
FONT_FILES = tuple(
    f"be-vietnam-pro-{subset}-{weight}-normal.woff2" for subset in FONT_SUBSETS for weight in FONT_WEIGHTS
)
SERVED: dict[str, str] = {
    "tabler/tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    **{f"be-vietnam-pro/{name}": f"@fontsource/be-vietnam-pro/files/{name}" for name in FONT_FILES},
}
_SOURCE_MAP = b"/*# sourceMappingURL="


class NodeModulesStorage(FileSystemStorage):
    """Reads the served files of `settings.NODE_MODULES` by their public names.

    The pointer to a source map is cut off: the map is not served, and a manifest would fail on it.
    """

    def __init__(self) -> None:
        super().__init__(location=settings.NODE_MODULES)

    def path(self, name: str) -> str:
        return str(Path(settings.NODE_MODULES) / SERVED[name.replace("\\", "/")])

    def exists(self, name: str) -> bool:
        return name in SERVED and Path(self.path(name)).is_file()

    def _open(self, name: str, mode: str = "rb") -> File[Any]:
        content = Path(self.path(name)).read_bytes()
        if name.endswith(".css"):
            content = content.split(_SOURCE_MAP)[0]
        return ContentFile(content, name=name)


class NodeModulesFinder(BaseFinder):
    """Finds exactly the files named in `SERVED`."""

    def __init__(self, app_names: Iterable[str] | None = None, *args: Any, **kwargs: Any) -> None:
        self.storage = NodeModulesStorage()

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """The file's place on disk; an empty list when it is not served."""
        wanted = find_all or bool(kwargs.get("all"))
        if not self.storage.exists(path):
            return []
        found = self.storage.path(path)
        return [found] if wanted else found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[Any]:
        for name in SERVED:
            if self.storage.exists(name):
                yield name, self.storage
