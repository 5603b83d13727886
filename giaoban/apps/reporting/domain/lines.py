"""A text that lists things, one a line: proposals, next tasks."""

from __future__ import annotations

from giaoban.kit.text import item_of

_SHORTEST = 10
"""Letters; what is shorter ("Không có", "Không.") asks nothing."""


def listed(text: str) -> tuple[str, ...]:
    """The items of a text without their dashes and numbers, each once, in order; a line is an item.

    A line that starts neither with a dash nor with a number goes on with the item before it, if that one was
    numbered: people break lines where their screen ends.
    """
    items: list[str] = []
    numbered = False
    for line in filter(str.strip, text.splitlines()):
        bare = item_of(line)
        if bare == line.strip() and numbered and items:
            items[-1] = f"{items[-1]} {bare}"
            continue
        numbered = bare != line.strip()
        items.append(bare)
    return tuple(dict.fromkeys(item for item in items if len(item) >= _SHORTEST))
