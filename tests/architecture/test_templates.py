"""Templates: each one parses, and none carries script, style or an event handler in the page."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.template import Template
from django.template.loader import get_template

from . import sources

TAGS = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)
VOID_OF_CODE = {"application/json", "application/ld+json"}


class Reader(HTMLParser):
    """Collects what the Content Security Policy would refuse, and what would load from another site."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.problems: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        line = self.getpos()[0]
        for name, value in attrs:
            if name.startswith("on") or name.startswith("hx-on"):
                self.problems.append(f"{line}: event handler {name}")
            if name == "style":
                self.problems.append(f"{line}: style attribute")
            if (value or "").strip().lower().startswith("javascript:"):
                self.problems.append(f"{line}: javascript: address")
        if tag == "style":
            self.problems.append(f"{line}: style element")
        if tag == "script" and "src" not in values and values.get("type") not in VOID_OF_CODE:
            self.problems.append(f"{line}: inline script")
        if tag in {"script", "img", "iframe", "source"} and re.match(
            r"(https?:)?//", values.get("src") or ""
        ):
            self.problems.append(f"{line}: loads from another site")
        if tag == "link" and re.match(r"(https?:)?//", values.get("href") or ""):
            self.problems.append(f"{line}: loads from another site")


def problems(text: str) -> list[str]:
    reader = Reader()
    reader.feed(TAGS.sub(lambda tag: "x" + "\n" * tag[0].count("\n"), text))
    return reader.problems


def test_nothing_inline() -> None:
    found = [
        f"{sources.name(path)}:{problem}"
        for path in sources.templates()
        if path.suffix == ".html"
        for problem in problems(path.read_text(encoding="utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize(
    "text",
    [
        "<button onclick='x()'>",
        "<p style='color: red'>",
        "<style>p {}</style>",
        "<script>x()</script>",
        '<a href=" JavaScript:x()">',
        '<script src="https://elsewhere.example/x.js"></script>',
        "<link rel=stylesheet href=//elsewhere.example/x.css>",
        '<div hx-on:click="x()">',
    ],
)
def test_the_check_sees_what_it_forbids(text: str) -> None:
    assert problems(text)


def test_the_check_lets_the_rest_pass() -> None:
    assert (
        problems('<script src="{% static "x.js" %}" defer></script><a href="{{ url }}" hx-get="/x">x</a>')
        == []
    )


def template_name(path: Path) -> str:
    parts = path.parts
    return "/".join(parts[len(parts) - parts[::-1].index("templates") :])


def test_every_template_parses() -> None:
    broken = []
    for path in sources.templates():
        try:
            assert isinstance(get_template(template_name(path)).template, Template)  # type: ignore[attr-defined]
        except Exception as error:
            broken.append(f"{sources.name(path)}: {error}")
    assert broken == []
