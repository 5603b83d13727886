"""The repository's own files, as the architecture tests read them."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "giaoban"
APPS = PACKAGE / "apps"


@cache
def tracked() -> tuple[Path, ...]:
    """What git holds, or would hold: files new and not ignored count too. Without git, everything but var."""
    done = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode == 0:
        return tuple(
            ROOT / name for name in sorted(filter(None, done.stdout.split("\0"))) if (ROOT / name).is_file()
        )
    skipped = {".git", ".venv", "node_modules", "var", "out", "__pycache__"}
    return tuple(
        p for p in sorted(ROOT.rglob("*")) if p.is_file() and not skipped & set(p.relative_to(ROOT).parts)
    )


def python_files(folder: Path = ROOT) -> list[Path]:
    return [path for path in tracked() if path.suffix == ".py" and path.is_relative_to(folder)]


def product_files() -> list[Path]:
    """Python of the product, without migrations."""
    return [path for path in python_files(PACKAGE) if "migrations" not in path.parts]


def templates() -> list[Path]:
    return [
        p
        for p in tracked()
        if p.is_relative_to(PACKAGE) and p.suffix in {".html", ".txt"} and "templates" in p.parts
    ]


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from `def` (decorators not counted) to the end."""
    return (node.end_lineno or node.lineno) - node.lineno + 1


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()
