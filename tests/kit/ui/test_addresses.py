"""Addresses of rows: what `reverse` says, asked once for a name."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.template import Context, Template
from django.urls import NoReverseMatch, clear_script_prefix, reverse, set_script_prefix

from giaoban.kit.ui.addresses import row_address


@pytest.mark.parametrize(
    ("name", "key", "more"),
    [
        ("reporting:report", 7, ()),
        ("reporting:report", 1_000_000_007, ()),
        ("reporting:step", 12345678901, ("returned",)),
        ("documents:edit", uuid.uuid4(), ()),
    ],
)
def test_it_says_what_reverse_says(name: str, key: Any, more: tuple[str, ...]) -> None:
    said = reverse(name, args=[key, *more])
    assert row_address(name, key, *more) == said
    args = "".join(f" {part!r}" for part in more)
    tag = Template(f"{{% load kit %}}{{% row_url {name!r} key{args} %}}")
    assert tag.render(Context({"key": key})) == said


def test_a_prefix_of_the_installation_stands_before_it() -> None:
    plain = row_address("reporting:report", 7)
    set_script_prefix("/noi-bo/")
    try:
        assert (
            row_address("reporting:report", 7) == reverse("reporting:report", args=[7]) == f"/noi-bo{plain}"
        )
    finally:
        clear_script_prefix()


def test_a_text_is_no_key_and_an_unknown_name_no_address() -> None:
    with pytest.raises(KeyError):
        row_address("org:unit", "a/b")  # type: ignore[arg-type]
    with pytest.raises(NoReverseMatch):
        row_address("reporting:nothing", 7)
