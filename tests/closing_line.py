"""One closing line in pytest's own form for several runs: `python -m tests.closing_line [failed] LOG…`."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

ORDER = ("failed", "passed", "skipped", "deselected", "xfailed", "xpassed", "errors")
LINE = re.compile(r"^=*\s*((?:\d+ \w+(?:, )?)+|no tests ran) in ([\d.]+)s\b.*$")


def read(text: str) -> tuple[Counter[str], float] | None:
    """Counts and seconds of the last closing line in `text`; None if the run never closed."""
    for line in reversed(text.splitlines()):
        if found := LINE.match(line.strip()):
            counts = Counter[str]()
            for number, word in re.findall(r"(\d+) (\w+)", found[1]):
                counts["errors" if word == "error" else word] += int(number)
            return counts, float(found[2])
    return None


def closing_line(texts: Iterable[str], *, failed: bool = False) -> str:
    """The sum. A run without a closing line, and `failed` without a count of it, show as an error."""
    counts, seconds = Counter[str](), 0.0
    for text in texts:
        known = read(text)
        if known is None:
            counts["errors"] += 1
        else:
            counts.update(known[0])
            seconds += known[1]
    if failed and not counts["failed"] and not counts["errors"]:
        counts["errors"] += 1
    parts = [f"{counts[word]} {word}" for word in ORDER if counts[word] and word != "deselected"]
    return f"{', '.join(parts) or 'no tests ran'} in {seconds:.2f}s"


if __name__ == "__main__":
    print(closing_line((Path(name).read_text() for name in sys.argv[2:]), failed=sys.argv[1] == "failed"))  # noqa: T201
