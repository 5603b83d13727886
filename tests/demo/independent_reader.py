"""Adds up indicators over a folder of filled workbooks, sharing no code with the product.

    python independent_reader.py FOLDER CODE[=NUMBER] ... [--own-part PATTERN ...]

Takes the total column (the only figure column where the unit has none below). Workbooks whose unit code or file
name fits a PATTERN count with their own part and adjustment only: what they add up is in the folder already.
Prints one line a CODE; exit code 1 if a sum is not the NUMBER expected, 2 if no workbook has such an indicator.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import zipfile
from decimal import Decimal
from fnmatch import fnmatch
from pathlib import Path
from xml.etree import ElementTree as ET

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
PART = re.compile(r"xl/(sharedStrings|worksheets/[^/]+)\.xml")
Grid = dict[tuple[str, str], str]


def sheets(path: Path, codes: list[str]) -> list[Grid]:
    """Each sheet as (column letters, row number) → text; none where the file does not even hold such a code."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist() if PART.fullmatch(name)}
    if not any(f"gb:cell:{code}".encode() in content for content in parts.values() for code in codes):
        return []
    strings = parts.pop("xl/sharedStrings.xml", b"<sst/>")
    shared = [
        "".join(piece.text or "" for piece in entry.iter(f"{MAIN}t"))
        for entry in ET.fromstring(strings).iter(f"{MAIN}si")
    ]
    return [_grid(content, shared) for content in parts.values()]


def _grid(content: bytes, shared: list[str]) -> Grid:
    grid: Grid = {}
    for cell in ET.fromstring(content).iter(f"{MAIN}c"):
        place = re.fullmatch(r"([A-Z]+)(\d+)", cell.get("r", ""))
        value = cell.findtext(f"{MAIN}v")
        if cell.get("t") == "inlineStr":
            value = "".join(piece.text or "" for piece in cell.iter(f"{MAIN}t"))
        if place and value:
            grid[place.group(1), place.group(2)] = shared[int(value)] if cell.get("t") == "s" else value
    return grid


def number(text: str | None) -> Decimal:
    """Empty is 0; a whole number typed as text may carry dots, commas or blanks between thousands."""
    text = (text or "").strip()
    if not text:
        return Decimal(0)
    if re.fullmatch(r"-?\d{1,3}([., ]\d{3})+", text):
        text = re.sub("[., ]", "", text)
    return Decimal(text.replace(",", "."))


def figure(grids: list[Grid], name: str, code: str, own_part: list[str]) -> Decimal | None:
    """What the workbook of this file name adds to the sum; None if it does not have the indicator."""
    for grid in grids:
        columns = {text[7:]: place[0] for place, text in grid.items() if text.startswith("gb:col:")}
        row = next((place[1] for place, text in grid.items() if text == f"gb:cell:{code}"), None)
        if row is None or "own" not in columns:
            continue
        identity = next((text[6:] for text in grid.values() if text.startswith("gb:id:")), "[]")
        unit = ([*json.loads(identity), "", "", "", "", ""])[4]
        parts = {role: grid.get((column, row)) for role, column in columns.items()}
        if any(fnmatch(unit, pattern) or fnmatch(name, pattern) for pattern in own_part):
            return number(parts["own"]) + number(parts.get("adjustment"))
        if parts.get("total"):
            return number(parts["total"])
        return sum((number(parts.get(role)) for role in ("own", "below", "adjustment")), Decimal(0))
    return None


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Adds up indicators over a folder of filled workbooks.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("codes", nargs="+", metavar="CODE[=NUMBER]")
    parser.add_argument("--own-part", action="append", default=[], metavar="PATTERN")
    asked = parser.parse_args(arguments)
    expected = dict(code.partition("=")[::2] for code in asked.codes)
    paths = sorted(asked.folder.rglob("*.xlsx"))
    books = [(path.name, sheets(path, list(expected))) for path in paths]
    outcomes = [0]
    for code, wanted in expected.items():
        given = [f for name, grids in books if (f := figure(grids, name, code, asked.own_part)) is not None]
        total = sum(given, Decimal(0))
        print(f"{code}: {total.normalize():f} in {len(given)} of {len(paths)} workbooks")  # noqa: T201
        if not given:
            print(f"{code}: no workbook has the indicator", file=sys.stderr)  # noqa: T201
            outcomes.append(2)
        elif wanted and Decimal(wanted) != total:
            outcomes.append(1)
    return max(outcomes)


if __name__ == "__main__":
    raise SystemExit(main())
