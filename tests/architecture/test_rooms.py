"""Every thing in its room: packages, names, and the ways of writing that the house does without."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from . import sources

ROOMS = {
    "enums", "events", "domain", "models", "policies", "queries", "formats", "actions", "jobs", "receivers",
    "api", "admin", "apps", "web", "migrations", "management", "templates", "templatetags", "static",
}  # fmt: skip
WEB_ROOMS = {"urls", "views", "forms", "tables", "charts"}
FORBIDDEN_NAMES = {"utils", "helpers", "services", "common", "mixins", "util", "helper", "misc"}


def apps() -> list[Path]:
    files = sources.python_files(sources.APPS)
    return [f.parent for f in files if f.parent.parent == sources.APPS and f.name == "__init__.py"]


def test_every_folder_with_python_is_a_package() -> None:
    """A folder without `__init__.py` silently leaves the import contracts."""
    folders = {path.parent for path in sources.python_files() if path.parent != sources.ROOT}
    assert [sources.name(f) for f in sorted(folders) if not (f / "__init__.py").exists()] == []


def test_every_app_says_what_it_is_for() -> None:
    silent = []
    for app in apps():
        text = ast.get_docstring(sources.tree(app / "__init__.py")) or ""
        if not 1 <= len(text.splitlines()) <= 8 or len(text) < 40:
            silent.append(app.name)
    assert apps()
    assert silent == []


def test_apps_have_the_known_rooms_only() -> None:
    strange = []
    for path in sources.python_files(sources.APPS):
        _app, room, inner, *_rest = (*path.relative_to(sources.APPS).with_suffix("").parts, *["__init__"] * 3)
        if room not in ROOMS | {"__init__"} or (room == "web" and inner not in WEB_ROOMS | {"__init__"}):
            strange.append(sources.name(path))
    assert strange == []


def test_no_room_for_odds_and_ends() -> None:
    found = [sources.name(p) for p in sources.python_files() if FORBIDDEN_NAMES & {*p.parts, p.stem}]
    assert found == []


def test_one_use_case_a_file() -> None:
    """`actions/<verb>_<noun>.py`; its use cases are decorated with `@usecase`."""
    wrong = []
    for path in sources.python_files(sources.APPS):
        if path.parent.name == "actions" and path.name != "__init__.py" and "_" not in path.stem:
            wrong.append(sources.name(path))
    assert wrong == []


def uses(node: ast.AST) -> str | None:
    """The forbidden way of writing that `node` is, if it is one."""
    if isinstance(node, ast.ImportFrom) and node.module == "django.dispatch":
        return "a domain signal" if any(alias.name == "Signal" for alias in node.names) else None
    if isinstance(node, ast.ClassDef):
        if any(isinstance(n, ast.FunctionDef) and n.name == "save" for n in node.body):
            return "an override of save()"
        bases = {ast.unparse(base).split(".")[-1] for base in node.bases}
        if "ModelForm" in bases:
            return "a ModelForm"
    if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("modelform_factory"):
        return "a ModelForm"
    if isinstance(node, ast.Attribute) and ast.unparse(node) == "signals.post_save":
        return "a save signal"
    return None


def test_no_domain_signals_save_overrides_or_model_forms() -> None:
    found = [
        f"{sources.name(path)}:{getattr(node, 'lineno', 1)} {what}"
        for path in sources.product_files()
        if path.is_relative_to(sources.APPS)
        for node in ast.walk(sources.tree(path))
        if (what := uses(node))
    ]
    assert found == []


@pytest.mark.parametrize(
    "text",
    [
        "from django.dispatch import Signal",
        "class A(models.Model):\n    def save(self): ...",
        "class F(forms.ModelForm): ...",
        "F = forms.modelform_factory(A)",
    ],
)
def test_the_check_sees_what_it_forbids(text: str) -> None:
    assert any(uses(node) for node in ast.walk(ast.parse(text)))


def test_the_clock_and_the_environment_are_read_at_the_edge() -> None:
    """Views, jobs and commands pass `now` and settings in; nothing below them asks for them."""
    edges = {"views", "jobs", "commands", "api", "views.py", "jobs.py", "api.py"}
    found = []
    for path in sources.product_files():
        if not path.is_relative_to(sources.APPS):
            continue
        for node in ast.walk(sources.tree(path)):
            text = ast.unparse(node) if isinstance(node, ast.Call | ast.Attribute) else ""
            at_edge = bool(edges & set(path.parts))
            if (
                text
                in {"clock.now()", "clock.machine_now()", "timezone.now()", "datetime.now()", "date.today()"}
                and not at_edge
            ):
                found.append(f"{sources.name(path)}:{node.lineno} {text}")  # type: ignore[attr-defined]
            if text == "os.environ" and not at_edge:
                found.append(f"{sources.name(path)}:{node.lineno} {text}")  # type: ignore[attr-defined]
    assert found == []
