"""Workbooks: issued, filled, uploaded singly and in a ZIP; one bad file is one bad file."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from procrastinate.jobs import Job

from giaoban.apps.reporting.actions.import_workbook import start_import
from giaoban.apps.reporting.domain.workbook import filled
from giaoban.apps.reporting.enums import ImportState, ReportState
from giaoban.apps.reporting.formats.workbook_read import read_workbook
from giaoban.apps.reporting.formats.workbook_write import write_workbook
from giaoban.apps.reporting.jobs import AGAIN, run_import
from giaoban.apps.reporting.models import ImportBatch
from giaoban.apps.reporting.queries.values import load_report
from giaoban.apps.reporting.queries.workbooks import spec_of
from tests.reporting.conftest import NOW, Round

FIGURES = {
    "households_helped": Decimal(12), "people_meetings": Decimal(3), "opinions_received": Decimal(9),
    "opinions_answered": Decimal(4),
}  # fmt: skip


@pytest.fixture(autouse=True)
def _files(settings: object, tmp_path: Path) -> None:
    settings.FILES_DIR = tmp_path  # type: ignore[attr-defined]


def workbook(month: Round, unit: str, **changed: Decimal) -> bytes:
    spec = spec_of(load_report(month.report(unit).pk))
    return write_workbook(filled(spec, {**FIGURES, **changed}, texts={"highlights": f"Kết quả {unit}"}))


def upload(month: Round, content: bytes, name: str, unit: str, *, hand_in: bool = False) -> ImportBatch:
    batch = start_import(
        actor=month.net.actor(unit), collection=month.collection, unit=month.net.units[unit], upload=content,
        name=name, hand_in=hand_in, now=NOW,
    )  # fmt: skip
    return run_import(batch.pk)


def zipped(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(f"{name}.xlsx", content)
    return out.getvalue()


def test_a_filled_workbook_becomes_a_draft(month: Round) -> None:
    batch = upload(month, workbook(month, "front-c1"), "c1.xlsx", "front-c1")
    item = batch.items.get()
    assert (item.state, item.problems) == (ImportState.GOOD, [])
    report = month.report("front-c1")
    assert report.state == ReportState.DRAFTING
    assert report.version is not None
    assert report.version.own[0] == 12
    assert report.version.source_cells["households_helped"].endswith("!H8")


def test_a_zip_from_above_hands_in_and_keeps_bad_files_apart(month: Round) -> None:
    content = zipped(
        c1=workbook(month, "front-c1"),
        c2=workbook(month, "front-c2", opinions_answered=Decimal(99)),
        broken=b"PK\x03\x04 not a workbook",
        p2=workbook(month, "front-p2"),
    )
    batch = upload(month, content, "tat-ca.zip", "front-d1", hand_in=True)
    states = {item.name: item.state for item in batch.items.all()}
    assert states == {"c1.xlsx": "good", "c2.xlsx": "bad", "broken.xlsx": "bad", "p2.xlsx": "bad"}
    assert month.report("front-c1").state == ReportState.HANDED_IN
    assert month.report("front-c2").state == ReportState.DRAFTING
    assert month.report("front-c2").version is None
    problem = batch.items.get(name="c2.xlsx").problems[0]
    assert problem["ref"]
    assert "lớn hơn số tiếp nhận" in problem["message"]


@pytest.mark.parametrize("uploader", ["front-c1", "front-p2"])
def test_another_units_workbook_is_refused_in_words_that_help(month: Round, uploader: str) -> None:
    """Whether the uploader sees that unit or not, the sentence is the same and does not name it."""
    batch = upload(month, workbook(month, "front-c2"), "x.xlsx", uploader)
    (told,) = batch.items.get().problems
    assert told["code"] == "other_unit"
    assert told["message"] == "Tệp này phát hành cho đơn vị khác, đơn vị mình không nộp được."
    assert told["remedy"] == "Đề nghị tải lại tệp Excel của đơn vị và chép số liệu vào."
    assert month.report("front-c2").version is None


def test_the_same_file_again_is_unchanged_and_another_is_a_new_version(month: Round) -> None:
    first = workbook(month, "front-c1")
    upload(month, zipped(a=first), "a.zip", "front-d1", hand_in=True)
    again = upload(month, zipped(a=first), "a2.zip", "front-d1", hand_in=True)
    assert again.items.get().state == ImportState.UNCHANGED
    other = workbook(month, "front-c1", households_helped=Decimal(13))
    assert (
        upload(month, zipped(a=other), "a3.zip", "front-d1", hand_in=True).items.get().state
        == ImportState.GOOD
    )
    report = month.report("front-c1")
    assert report.version is not None
    assert (report.version.number, report.version.own[0]) == (2, 13)


def test_a_received_report_must_be_reopened_first(month: Round) -> None:
    month.all_the_way("front-c1")
    batch = upload(month, workbook(month, "front-c1"), "c1.xlsx", "front-c1")
    item = batch.items.get()
    assert item.state == ImportState.BAD
    assert item.problems[0]["code"] == "conflict"


@pytest.mark.parametrize("uploader", ["front-d1", "front-c1"])
def test_what_waits_to_be_received_is_not_turned_back_into_a_draft(month: Round, uploader: str) -> None:
    month.fill("front-c1")
    month.hand_in("front-c1")
    before = month.report("front-c1")
    other = workbook(month, "front-c1", households_helped=Decimal(13))
    item = upload(month, other, "sua.xlsx", uploader).items.get()
    assert item.state == ImportState.BAD
    assert item.problems[0]["code"] == "conflict"
    assert "“sua.xlsx”" in item.problems[0]["message"]  # in the language of who uploaded it
    after = month.report("front-c1")
    assert (after.state, after.version_id, after.revision) == (
        ReportState.HANDED_IN, before.version_id, before.revision
    )  # fmt: skip


def test_with_handing_in_it_is_a_new_version_that_waits(month: Round) -> None:
    month.fill("front-c1")
    month.hand_in("front-c1")
    other = workbook(month, "front-c1", households_helped=Decimal(13))
    assert upload(month, other, "sua.xlsx", "front-d1", hand_in=True).items.get().state == ImportState.GOOD
    after = month.report("front-c1")
    assert after.state == ReportState.HANDED_IN
    assert after.version is not None
    assert (after.version.number, after.version.own[0]) == (2, 13)


def test_going_on_after_a_kill_reads_only_what_is_left(month: Round) -> None:
    content = zipped(c1=workbook(month, "front-c1"), c2=workbook(month, "front-c2"))
    batch = upload(month, content, "hai.zip", "front-d1", hand_in=True)
    ImportBatch.objects.filter(pk=batch.pk).update(finished_at=None)
    batch.items.filter(position=2).delete()
    again = run_import(batch.pk)
    assert {i.name: i.state for i in again.items.all()} == {"c1.xlsx": "good", "c2.xlsx": "unchanged"}
    assert month.report("front-c1").versions.count() == 1


def test_the_same_workbook_under_another_name_is_unchanged_and_keeps_its_name(month: Round) -> None:
    content = workbook(month, "front-c1")
    first = upload(month, content, "bao cao xa.xlsx", "front-c1")
    again = upload(month, content, "gui huyen.xlsx", "front-d1")
    assert again.items.get().state == ImportState.UNCHANGED
    assert (first.file.name, again.file.name) == ("bao cao xa.xlsx", "gui huyen.xlsx")
    assert first.file.sha256 == again.file.sha256


class TestFaultOfOurs:
    """A reader that breaks on one file: tried again, then told; never "being read" for ever."""

    @pytest.fixture
    def batch(self, month: Round, monkeypatch: pytest.MonkeyPatch) -> ImportBatch:
        whole = read_workbook

        def breaking(data: bytes, name: str, *rest: Any) -> Any:
            if name == "c1.xlsx":
                raise ZeroDivisionError
            return whole(data, name, *rest)

        monkeypatch.setattr("giaoban.apps.reporting.jobs.read_workbook", breaking)
        content = zipped(c1=workbook(month, "front-c1"), c2=workbook(month, "front-c2"))
        return start_import(
            actor=month.net.actor("front-d1"), collection=month.collection, unit=month.net.units["front-d1"],
            upload=content, name="hai.zip", hand_in=True, now=NOW,
        )  # fmt: skip

    def test_it_is_tried_again_first(self, batch: ImportBatch) -> None:
        with pytest.raises(ZeroDivisionError):
            run_import(batch.pk)
        batch.refresh_from_db()
        assert (batch.finished_at, batch.items.count()) == (None, 0)

    def test_the_last_try_names_the_file_and_takes_the_others(
        self, batch: ImportBatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        done = run_import(batch.pk, last=True)
        assert done.finished_at is not None
        assert {i.name: i.state for i in done.items.all()} == {"c1.xlsx": "bad", "c2.xlsx": "good"}
        problem = done.items.get(name="c1.xlsx").problems[0]
        assert problem["code"] == "fault"
        assert "tải lên lại" in problem["remedy"]
        assert "ZeroDivisionError" in caplog.text

    def test_an_upload_whose_content_is_gone_is_refused_as_a_whole(
        self, batch: ImportBatch, month: Round, tmp_path: Path
    ) -> None:
        for path in tmp_path.glob("*/*/*"):
            path.unlink()
        assert "Lỗi của chương trình" in run_import(batch.pk, last=True).refused

    def test_the_job_counts_its_tries(self) -> None:
        assert AGAIN.get_retry_decision(exception=ZeroDivisionError(), job=tried(2)) is not None
        assert AGAIN.get_retry_decision(exception=ZeroDivisionError(), job=tried(3)) is None


def tried(times: int) -> Job:
    """The job as it stands after so many tries that failed and were taken up again."""
    return Job(
        id=1,
        queue="default",
        lock=None,
        queueing_lock=None,
        task_name="reporting.import_batch",
        attempts=times,
    )
