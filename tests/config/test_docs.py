"""The production guide names every setting that the program reads, and no other."""

from __future__ import annotations

import re

from giaoban.config.env import ROOT

GUIDE = ROOT / "docs" / "ops" / "settings.md"
QUOTED = re.compile(r"\"(GIAOBAN_[A-Z_]*[A-Z])\"")
NAME = re.compile(r"\bGIAOBAN_[A-Z_]*[A-Z]\b")


def read_by_the_program() -> set[str]:
    python = [*(ROOT / "giaoban").rglob("*.py"), ROOT / "tests" / "e2e" / "browser.py"]
    found = {name for path in python for name in QUOTED.findall(path.read_text(encoding="utf-8"))}
    return found | set(NAME.findall((ROOT / "run").read_text(encoding="utf-8")))


def test_every_setting_is_in_the_guide() -> None:
    assert read_by_the_program() - set(NAME.findall(GUIDE.read_text(encoding="utf-8"))) == set()


def test_the_guide_names_nothing_that_is_not_read() -> None:
    assert set(NAME.findall(GUIDE.read_text(encoding="utf-8"))) - read_by_the_program() == set()


def test_links_between_documents_lead_somewhere() -> None:
    broken = []
    for document in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]:
        for target in re.findall(r"\]\(([^)#\s]+)\)", document.read_text(encoding="utf-8")):
            if "://" not in target and not (document.parent / target).exists():
                broken.append(f"{document.relative_to(ROOT)}: {target}")
    assert broken == []
