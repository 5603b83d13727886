"""A small network in the test's transaction."""

from __future__ import annotations

import pytest

from tests.org.small import load_small


@pytest.fixture
def network(db: None) -> None:
    load_small()
