"""`played`: the demonstration under test."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.demo.played import demonstration


@pytest.fixture(scope="session")
def played() -> Iterator[demonstration.Played]:
    if not os.environ.get("GIAOBAN_PLAYED"):
        pytest.fail(demonstration.REMEDY, pytrace=False)
    with demonstration.opened() as played:
        yield played
