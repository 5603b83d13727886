"""The demonstration's evidence: drawn, marked as simulated, the same each time; and asked for by its checks."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image

from giaoban.apps.tasks.actions.carry_out_task import accept_task, claim_task
from giaoban.apps.tasks.actions.create_tasks import give_task
from giaoban.apps.tasks.domain.giving import NewTask
from giaoban.apps.tasks.models import Evidence, Task
from giaoban.packs.vietnam.scenario.evidence import picture, show_done, shown
from giaoban.packs.vietnam.scenario.stage import script_of
from tests.tasks.network import actor_in, unit
from tests.tasks.test_orders import DUE, NOW

ROWS = {row["title"]: row for row in script_of("week")["tasks"]["list"] if "evidence" in row}


def test_the_picture_is_small_and_says_that_it_is_none() -> None:
    one = picture(["Họp rà soát", "tại huyện"])
    assert one == picture(["Họp rà soát", "tại huyện"])
    assert len(one) < 60_000
    drawn = Image.open(io.BytesIO(one)).convert("RGB")
    marked = sum(count for count, colour in drawn.getcolors(100_000) or () if colour == (159, 18, 57))
    assert marked > 2_000  # the words across it


@pytest.mark.django_db
def test_what_the_script_shows_is_there_and_missed_when_it_is_not(settings: Any, tmp_path: Any) -> None:
    settings.FILES_DIR = tmp_path
    assert len(ROWS) >= 2
    assert all("mô phỏng" in piece["shows"] for row in ROWS.values() for piece in row["evidence"])
    home = unit("Lâm Đồng")
    officer = actor_in(home)
    assert shown(ROWS) == list(ROWS)
    for title, row in ROWS.items():
        new = NewTask(title, home.pk, home.pk, DUE, checklist=tuple(row["checklist"]))
        task = give_task(actor=officer, unit=home, task=new, now=NOW)
        accept_task(actor=officer, task=task, now=NOW)
        for _again in range(2):  # a play that was interrupted goes on
            show_done(officer, Task.objects.get(pk=task.pk), row, NOW)
        claim_task(actor=officer, task=Task.objects.get(pk=task.pk), result="Xong", now=NOW)
    assert shown(ROWS) == []
    Evidence.objects.filter(task__title=next(iter(ROWS))).delete()
    assert shown(ROWS) == [next(iter(ROWS))]
