"""A small network, and nothing kept from another test."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.network import SmallNetwork, build_network

from .news import forget_pages


@pytest.fixture
def net(db: None, settings: Any, tmp_path: Path) -> SmallNetwork:
    settings.FILES_DIR = tmp_path
    forget_pages()
    return build_network()
