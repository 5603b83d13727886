"""Adds up one indicator over a folder of filled workbooks, sharing no code with the product.

    python independent_reader.py FOLDER CODE [--own-part PATTERN ...] [--expect NUMBER]

Takes the total column (the only figure column where the unit has none below). Workbooks whose unit code or file
name fits a PATTERN count with their own part and adjustment only: what they add up is in the folder already.
Prints one line a run; exit code 1 if the sum is not the NUMBER expected, 2 if no
workbook has such an indicator.
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
Grid = dict[tuple[str, str], str]


def sheets(path: Path) -> list[Grid]:
    """Each sheet as (column letters, row number) → text."""
    with zipfile.ZipFile(path) as package:
        names = package.namelist()
        shared: list[str] = []
        if "xl/sharedStrings.xml" in names:
            for entry in ET.fromstring(package.read("xl/sharedStrings.xml")).iter(f"{MAIN}si"):
                shared.append("".join(piece.text or "" for piece in entry.iter(f"{MAIN}t")))
        found = []
        for name in names:
            if not re.fullmatch(r"xl/worksheets/[^/]+\.xml", name):
                continue
            grid: Grid = {}
            for cell in ET.fromstring(package.read(name)).iter(f"{MAIN}c"):
                place = re.fullmatch(r"([A-Z]+)(\d+)", cell.get("r", ""))
                value = cell.findtext(f"{MAIN}v")
                if cell.get("t") == "inlineStr":
                    value = "".join(piece.text or "" for piece in cell.iter(f"{MAIN}t"))
                if place and value:
                    text = shared[int(value)] if cell.get("t") == "s" else value
                    grid[place.group(1), place.group(2)] = text
            found.append(grid)
    return found


def number(text: str | None) -> Decimal:
    """Empty is 0; a whole number typed as text may carry dots, commas or blanks between thousands."""
    text = (text or "").strip()
    if not text:
        return Decimal(0)
    if re.fullmatch(r"-?\d{1,3}([., ]\d{3})+", text):
        text = re.sub("[., ]", "", text)
    return Decimal(text.replace(",", "."))


def figure(path: Path, code: str, own_part: list[str]) -> Decimal | None:
    """What this workbook adds to the sum; None if it does not have the indicator."""
    for grid in sheets(path):
        columns = {text[7:]: place[0] for place, text in grid.items() if text.startswith("gb:col:")}
        row = next((place[1] for place, text in grid.items() if text == f"gb:cell:{code}"), None)
        if row is None or "own" not in columns:
            continue
        identity = next((text[6:] for text in grid.values() if text.startswith("gb:id:")), "[]")
        unit = ([*json.loads(identity), "", "", "", "", ""])[4]
        parts = {role: grid.get((column, row)) for role, column in columns.items()}
        if any(fnmatch(unit, pattern) or fnmatch(path.name, pattern) for pattern in own_part):
            return number(parts["own"]) + number(parts.get("adjustment"))
        if parts.get("total"):
            return number(parts["total"])
        return sum((number(parts.get(role)) for role in ("own", "below", "adjustment")), Decimal(0))
    return None


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Adds up one indicator over a folder of filled workbooks.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("code")
    parser.add_argument("--own-part", action="append", default=[], metavar="PATTERN")
    parser.add_argument("--expect", type=Decimal)
    asked = parser.parse_args(arguments)
    paths = sorted(asked.folder.rglob("*.xlsx"))
    figures = {path: figure(path, asked.code, asked.own_part) for path in paths}
    without = [path.name for path, value in figures.items() if value is None]
    total = sum((value for value in figures.values() if value is not None), Decimal(0))
    print(f"{asked.code}: {total.normalize():f} in {len(figures) - len(without)} of {len(paths)} workbooks")  # noqa: T201
    if len(without) == len(paths):
        print("no workbook has the indicator", file=sys.stderr)  # noqa: T201
        return 2
    return 1 if asked.expect is not None and asked.expect != total else 0


if __name__ == "__main__":
    raise SystemExit(main())
