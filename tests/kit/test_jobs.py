"""A job belongs to the transaction that asks for it."""

from __future__ import annotations

import pytest
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import TaskNotFound

from giaoban.kit.jobs import later

pytestmark = pytest.mark.django_db


def test_taken_back_with_its_transaction() -> None:
    with transaction.atomic():
        later("files.sweep", timestamp=0)
        transaction.set_rollback(True)
    assert not ProcrastinateJob.objects.exists()


def test_one_that_waits_is_not_added_again() -> None:
    assert later("files.sweep", once="x", timestamp=0) is not None
    assert later("files.sweep", once="x", timestamp=0) is None
    assert ProcrastinateJob.objects.count() == 1


def test_an_unknown_name_is_an_error() -> None:
    with pytest.raises(TaskNotFound):
        later("files.nothing")
