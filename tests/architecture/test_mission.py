"""docs/mission.md: every row of the source texts, with pages and tests that exist. No row is ever dropped."""

from __future__ import annotations

import ast
from dataclasses import dataclass

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from . import sources

HEADER = ["id", "what the text shows", "text", "page", "test", "state"]
STATES = {"done", "partly", "not yet"}
IDS = [f"M{number:02d}" for number in range(1, 42)]


@dataclass(frozen=True)
class Row:
    """One row of the table. `pages` and `tests` may be several, parted by commas or blanks."""

    id: str
    shows: str
    text: str
    pages: tuple[str, ...]
    tests: tuple[str, ...]
    state: str


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def names(cell: str) -> tuple[str, ...]:
    return tuple(part.strip("`") for part in cell.replace(",", " ").split() if part.strip("`–-—"))


def read(text: str) -> list[Row]:
    rows = [cells(line) for line in text.splitlines() if line.lstrip().startswith("|")]
    assert rows, "docs/mission.md has no table"
    assert rows[0] == HEADER
    return [Row(r[0], r[1], r[2], names(r[3]), names(r[4]), r[5]) for r in rows[2:]]


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return read((sources.ROOT / "docs" / "mission.md").read_text(encoding="utf-8"))


def url_names(resolver: URLResolver, prefix: str = "") -> set[str]:
    found: set[str] = set()
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            if pattern.name:
                found.add(f"{prefix}{pattern.name}")
        else:
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            found |= url_names(pattern, inner)
    return found


def has_test(node: str) -> bool:
    """Does `path::name` (or `path::Class::name`) stand in the file? Parameters in brackets are left out."""
    path, _, inner = node.partition("::")
    file = sources.ROOT / path
    if not inner or not file.is_file():
        return False
    body: list[ast.stmt] = sources.tree(file).body
    for part in inner.split("[")[0].split("::"):
        found = [
            n
            for n in body
            if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and n.name == part
        ]
        if not found:
            return False
        body = found[0].body
    return True


def test_all_rows_stand(rows: list[Row]) -> None:
    assert [row.id for row in rows] == IDS


def test_states(rows: list[Row]) -> None:
    assert {row.id: row.state for row in rows if row.state not in STATES} == {}


def test_pages_exist(rows: list[Row]) -> None:
    known = url_names(get_resolver())
    missing = [
        f"{row.id}: {page or 'none named'}"
        for row in rows
        if row.state != "not yet"
        for page in row.pages or ("",)
        if not page or not (page in known or (sources.ROOT / page).exists())
    ]
    assert missing == []


def test_tests_exist(rows: list[Row]) -> None:
    missing = [
        f"{row.id}: {node or 'none named'}"
        for row in rows
        if row.state != "not yet"
        for node in row.tests or ("",)
        if not has_test(node)
    ]
    assert missing == []


def test_the_check_sees_a_test_that_is_not_there() -> None:
    here = "tests/architecture/test_mission.py"
    assert has_test(f"{here}::test_states")
    assert not has_test(f"{here}::test_nothing_of_the_kind")
    assert not has_test(here)
    assert not has_test("tests/nowhere.py::test_states")


def test_a_lost_row_is_seen() -> None:
    only = read(
        f"| {' | '.join(HEADER)} |\n|---|---|---|---|---|---|\n| M01 | x | 000 | a:b, c:d | – | not yet |"
    )
    assert only[0].pages == ("a:b", "c:d")
    assert only[0].tests == ()
    assert [row.id for row in only] != IDS
