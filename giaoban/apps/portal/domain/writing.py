"""What an editor hands in, and what of it changed under another editor's hands."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace

from .text import tidy, tidy_line

FIELDS = ("title", "lead", "body", "category", "source", "shared")


@dataclass(frozen=True, slots=True)
class NewsText:
    """One piece of news as it is written. `category` is a code of the pack; `shared`: units below may show it too."""

    title: str
    lead: str = ""
    body: str = ""
    category: str = ""
    source: str = ""
    shared: bool = False

    def tidied(self) -> NewsText:
        """As it is kept."""
        return replace(
            self, title=tidy_line(self.title), lead=tidy_line(self.lead), body=tidy(self.body),
            source=tidy_line(self.source),
        )  # fmt: skip


def marks_of(text: NewsText) -> dict[str, str]:
    """A short digest of each field: what an editor's page remembers of what it was opened with."""
    return {
        name: hashlib.sha256(str(value).encode()).hexdigest()[:16] for name, value in asdict(text).items()
    }


def changed_under(opened_with: Mapping[str, str], now: NewsText) -> tuple[str, ...]:
    """The fields that are not what the editor's page was opened with, in their order."""
    marks = marks_of(now)
    return tuple(name for name in FIELDS if opened_with.get(name) != marks[name])


def changed(before: NewsText, after: NewsText) -> tuple[str, ...]:
    """The fields that differ, in their order."""
    return tuple(name for name in FIELDS if getattr(before, name) != getattr(after, name))
