"""kill -9 in the middle of a ZIP: going on leaves counts exact and nothing twice."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from giaoban.apps.indicators.models import UnitTotal
from giaoban.apps.reporting.actions.import_workbook import start_import
from giaoban.apps.reporting.jobs import run_import
from giaoban.apps.reporting.models import ImportBatch, ReportStep, ReportVersion
from giaoban.apps.reporting.queries.verification import differences
from tests.databases import Clone
from tests.reporting.conftest import NOW
from tests.reporting.test_import import workbook, zipped

from .crowd import process, together, wide_month

pytestmark = pytest.mark.concurrency
COMMUNES = 24


def test_killed_and_started_again(fresh_db: Clone, settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR, settings.FILES_DIR = tmp_path, tmp_path / "files"
    (tmp_path / "secret_key").write_text(settings.SECRET_KEY)
    (tmp_path / "secret_key").chmod(0o600)
    month = wide_month(COMMUNES)
    units = [f"front-x{n}" for n in range(1, COMMUNES + 1)]
    content = zipped(**{unit: workbook(month, unit) for unit in units})
    district = month.net.actor("front-d1")
    batch = start_import(
        actor=district, collection=month.collection, unit=month.net.units["front-d1"], upload=content,
        name="tat-ca.zip", hand_in=True, now=NOW,
    )  # fmt: skip
    kills = 0
    for wanted in (3, 11):
        job = process(fresh_db.url, "tests.concurrency.take_in", str(batch.pk), files=str(tmp_path))
        end = time.monotonic() + 60
        while batch.items.count() < wanted and job.poll() is None and time.monotonic() < end:
            time.sleep(0.01)
        job.kill()
        _out, errors = job.communicate()
        assert job.returncode == -9, errors
        assert wanted <= batch.items.count() < COMMUNES
        kills += 1
    last = process(fresh_db.url, "tests.concurrency.take_in", str(batch.pk), files=str(tmp_path))
    assert (last.communicate(timeout=120)[1], last.returncode, kills) == ("", 0, 2)
    assert ImportBatch.objects.get(pk=batch.pk).finished_at is not None
    assert sorted(batch.items.values_list("position", flat=True)) == list(range(1, COMMUNES + 1))
    assert set(batch.items.values_list("state", flat=True)) == {"good"}
    assert ReportVersion.objects.count() == COMMUNES
    assert ReportStep.objects.filter(step="handed_in").count() == COMMUNES
    for unit in units:
        month.receive(unit)
    top = UnitTotal.objects.get(unit=month.net.units["front-tw"], period=month.collection.period)
    assert (top.live[0], top.reports) == (12 * COMMUNES, COMMUNES)
    assert differences(month.collection) == []


def test_two_readers_of_one_upload_take_turns(fresh_db: Clone, settings: Any, tmp_path: Path) -> None:
    """A retry, or a second worker, while the first still reads: every workbook once, nobody fails."""
    settings.VAR_DIR, settings.FILES_DIR = tmp_path, tmp_path / "files"
    month = wide_month(8)
    units = [f"front-x{n}" for n in range(1, 9)]
    batch = start_import(
        actor=month.net.actor("front-d1"), collection=month.collection, unit=month.net.units["front-d1"],
        upload=zipped(**{unit: workbook(month, unit) for unit in units}), name="tat-ca.zip", hand_in=True, now=NOW,
    )  # fmt: skip
    ends = together(*[lambda: run_import(batch.pk, tell=lambda: NOW)] * 2)
    assert [type(end).__name__ for end in ends] == ["ImportBatch", "ImportBatch"]
    assert sorted(batch.items.values_list("position", flat=True)) == list(range(1, 9))
    assert ReportStep.objects.filter(step="handed_in").count() == 8
