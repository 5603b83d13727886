"""Sentences are checked in English; the workbook itself is in whatever language the writer is told."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import translation

from giaoban.apps.reporting.formats.workbook_write import write_workbook
from tests.reporting.formats.samples import CONSOLIDATING, SPEC


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture(scope="session")
def plain() -> bytes:
    """The workbook of a unit without units below, empty, with English labels."""
    return write_workbook(SPEC, lang="en")


@pytest.fixture(scope="session")
def consolidating() -> bytes:
    """The workbook of a unit that adds up, empty, with English labels."""
    return write_workbook(CONSOLIDATING, lang="en")
