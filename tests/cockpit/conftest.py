"""The demonstration's addresses, switched on for one test."""

from __future__ import annotations

import importlib
from collections.abc import Iterator

import pytest
from django.urls import clear_url_caches
from pytest_django.fixtures import Settings

import giaoban.apps.cockpit.web.urls
import giaoban.config.urls
from tests.network import SmallNetwork, build_network


def reload_urls() -> None:
    """Read the addresses again, as a new process would with these settings."""
    importlib.reload(giaoban.apps.cockpit.web.urls)
    importlib.reload(giaoban.config.urls)
    clear_url_caches()


@pytest.fixture
def net(db: None) -> SmallNetwork:
    return build_network()


@pytest.fixture
def demo(settings: Settings) -> Iterator[None]:
    settings.DEMO = True
    reload_urls()
    yield
    settings.DEMO = False
    reload_urls()
