"""The caps of ARCHITECTURE.md: over them, split by use case or noun."""

from __future__ import annotations

from pathlib import Path

from . import sources

FILE, TEST_FILE, FUNCTION, VIEW, TEMPLATE = 400, 600, 60, 15, 120


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_files() -> None:
    too_long = []
    for path in sources.python_files():
        if "migrations" not in path.parts:
            cap = TEST_FILE if path.is_relative_to(sources.ROOT / "tests") else FILE
            if (count := lines(path)) > cap:
                too_long.append(f"{sources.name(path)}: {count} > {cap}")
    assert too_long == []


def test_functions() -> None:
    too_long = [
        f"{sources.name(path)}:{node.lineno} {node.name}: {sources.length(node)} > {FUNCTION}"
        for path in sources.python_files()
        if "migrations" not in path.parts
        for node in sources.functions(path)
        if sources.length(node) > FUNCTION
    ]
    assert too_long == []


def test_views() -> None:
    """A view parses, makes one call and renders; its docstring is counted, its decorators are not."""
    too_long = [
        f"{sources.name(path)}:{node.lineno} {node.name}: {sources.length(node)} > {VIEW}"
        for path in sources.product_files()
        if path.name == "views.py" or path.parent.name == "views"
        for node in sources.functions(path)
        if sources.length(node) > VIEW
    ]
    assert too_long == []


def test_templates() -> None:
    too_long = [
        f"{sources.name(p)}: {lines(p)} > {TEMPLATE}" for p in sources.templates() if lines(p) > TEMPLATE
    ]
    assert too_long == []
