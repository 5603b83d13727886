"""What shows that a task was done, and its checklist: gathered, handed in, sent back, read by others."""

from __future__ import annotations

import io
import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connections, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from giaoban.apps.accounts.enums import Post
from giaoban.apps.audit.models import AuditLine
from giaoban.apps.documents.domain.addressing import Addressing
from giaoban.apps.files.formats.pictures import preview_of
from giaoban.apps.files.formats.sniffing import FileRefused
from giaoban.apps.files.queries import read_bytes
from giaoban.apps.org.models import Unit
from giaoban.apps.tasks.actions import gather_evidence
from giaoban.apps.tasks.actions.carry_out_task import accept_task, claim_task
from giaoban.apps.tasks.actions.create_tasks import give_task
from giaoban.apps.tasks.actions.gather_evidence import Piece, add_evidence, take_away_evidence
from giaoban.apps.tasks.actions.judge_task import confirm_task, send_back_task
from giaoban.apps.tasks.actions.order_tasks import order_tasks
from giaoban.apps.tasks.actions.tick_item import tick_item
from giaoban.apps.tasks.domain.giving import NewOrder, NewTask, items_in
from giaoban.apps.tasks.enums import WITH_LEAD
from giaoban.apps.tasks.models import Evidence, Task, TaskStep
from giaoban.apps.tasks.queries import evidence_of, task_card
from giaoban.kit.access import Actor
from giaoban.kit.errors import Conflict, GiaoBanError, Invalid, NotFound
from tests.conferences.people import signed_in
from tests.databases import Clone
from tests.documents.register import registered
from tests.files.samples import PDF, jpeg, office, png
from tests.tasks.network import actor_in, network, unit

NOW = datetime(2021, 7, 6, 8, tzinfo=UTC)
TODAY = date(2021, 7, 6)
ITEMS = ("Lập danh sách hộ", "Trao quà", "Gửi ảnh và biên bản")


@pytest.fixture(autouse=True)
def store(settings: Any, tmp_path: Path) -> None:
    settings.FILES_DIR = tmp_path


@pytest.fixture
def pair(db: None) -> tuple[Unit, Unit]:
    centre = unit("Trung ương")
    return centre, unit("Lâm Đồng", superior=centre)


def a_task(giver: Unit, lead: Unit, **more: Any) -> Task:
    new = NewTask("Trao quà cho hộ khó khăn", lead.pk, giver.pk, TODAY + timedelta(days=9), **more)
    task = give_task(actor=actor_in(giver), unit=giver, task=new, now=NOW)
    return accept_task(actor=actor_in(lead), task=task, now=NOW)


def add(
    task: Task, lead: Unit, upload: bytes = PDF, name: str = "a.pdf", caption: str = "Biên bản"
) -> Evidence:
    piece = Piece(caption, upload=upload, file_name=name)
    return add_evidence(actor=actor_in(lead), task=task, piece=piece, now=NOW)


class TestEvidence:
    def test_goes_along_with_the_report_and_stays_when_sent_back(self, pair: tuple[Unit, Unit]) -> None:
        centre, province = pair
        task = a_task(centre, province)
        first = add(task, province)
        assert evidence_of(actor_in(centre), task) == []
        claim_task(actor=actor_in(province), task=task, result="Đã trao 12 suất", now=NOW)
        [handed] = evidence_of(actor_in(centre), task)
        assert handed.pieces == [first]
        send_back_task(actor=actor_in(centre), task=task, reason="Thiếu ảnh", now=NOW)
        photo = add(task, province, jpeg(), "anh.jpg", "Trao quà tại thôn 1")
        claim_task(actor=actor_in(province), task=task, result="Đã trao 12 suất, có ảnh", now=NOW)
        groups = evidence_of(actor_in(centre), task)
        assert [[p.pk for p in g.pieces] for g in groups] == [[photo.pk], [first.pk]]
        card = task_card(actor_in(centre), task.pk, TODAY)
        assert card.sent_back == {groups[1].claim.pk}  # type: ignore[union-attr]
        confirm_task(actor=actor_in(centre), task=task, now=NOW)
        assert Evidence.objects.filter(claim=None).count() == 0

    def test_a_photo_loses_what_is_hidden_in_it(self, pair: tuple[Unit, Unit]) -> None:
        row = add(a_task(*pair), pair[1], jpeg(4000, 3000), "anh.jpg")
        assert row.file is not None
        assert row.preview is not None
        for kept, longest in ((row.file, 4000), (row.preview, 480)):
            with Image.open(io.BytesIO(read_bytes(kept))) as picture:
                assert not picture.getexif()
                assert max(picture.size) == longest
                assert picture.height > picture.width  # turned as its EXIF block said

    def test_what_is_refused(self, pair: tuple[Unit, Unit], monkeypatch: pytest.MonkeyPatch) -> None:
        centre, province = pair
        task = a_task(centre, province)
        for upload, name in ((b"MZ\x90\x00program", "a.exe"), (b"", "a.pdf"), (jpeg()[:300], "a.jpg")):
            with pytest.raises(FileRefused):
                add(task, province, upload, name)
        with pytest.raises(Invalid):
            add(task, province, office("spreadsheetml.sheet"), "a.xlsx", caption="  ")
        with pytest.raises(Invalid):
            add_evidence(actor=actor_in(province), task=task, piece=Piece("Chú thích"), now=NOW)
        monkeypatch.setattr(gather_evidence, "MOST_PIECES", 1)
        add(task, province)
        with pytest.raises(Invalid, match="1"):
            add(task, province, png(), "b.png")
        assert Evidence.objects.count() == 1
        claim_task(actor=actor_in(province), task=task, result="Xong", now=NOW)
        with pytest.raises(Conflict):
            add(task, province, png(), "b.png")

    def test_the_same_file_again_changes_its_caption_only(self, pair: tuple[Unit, Unit]) -> None:
        task = a_task(*pair)
        rows = {add(task, pair[1], jpeg(), "anh.jpg", said).pk for said in ("Ảnh", "Ảnh thôn 1")}
        assert list(Evidence.objects.values_list("pk", "caption")) == [(rows.pop(), "Ảnh thôn 1")]
        assert not rows

    def test_what_was_handed_in_is_not_taken_away(self, pair: tuple[Unit, Unit]) -> None:
        centre, province = pair
        task = a_task(centre, province)
        add(task, province)
        wrong = add(task, province, png(), "b.png")
        take_away_evidence(actor=actor_in(province), evidence=wrong)
        take_away_evidence(actor=actor_in(province), evidence=wrong)  # the button pressed twice
        claim_task(actor=actor_in(province), task=task, result="Xong", now=NOW)
        [kept] = Evidence.objects.all()
        with pytest.raises(Conflict):
            take_away_evidence(actor=actor_in(province), evidence=kept)
        assert AuditLine.objects.filter(code="tasks.evidence_taken_away").count() == 1

    def test_a_document_by_its_symbol(self, pair: tuple[Unit, Unit]) -> None:
        centre, province = pair
        task = a_task(centre, province)
        document = registered(province, "7-KH/TEST", actor_in(province, Post.CLERK))
        for symbol in ("07-KH/TEST", "8-KH/TEST", "không số", ""):
            piece, actor = Piece(symbol=symbol), actor_in(province)
            if symbol == "07-KH/TEST":
                row = add_evidence(actor=actor, task=task, piece=piece, now=NOW)
                assert row.document == document
                assert add_evidence(actor=actor, task=task, piece=piece, now=NOW) == row
            else:
                with pytest.raises(Invalid):
                    add_evidence(actor=actor, task=task, piece=piece, now=NOW)
        claim_task(actor=actor_in(province), task=task, result="Xong", now=NOW)
        [mine], [theirs] = (evidence_of(actor_in(u), task) for u in (province, centre))
        assert mine.readable == {document.pk}
        assert theirs.readable == frozenset()  # named, and no link that would end in 404


class TestChecklist:
    def test_ticking_is_working(self, pair: tuple[Unit, Unit]) -> None:
        centre, province = pair
        task = a_task(centre, province, checklist=ITEMS)
        actor = actor_in(province)
        assert tick_item(actor=actor, task=task, item=1, done=True, now=NOW).state == "in_progress"
        tick_item(actor=actor, task=task, item=1, done=True, now=NOW)  # the same twice: once in the history
        tick_item(actor=actor, task=task, item=0, done=True, now=NOW)
        found = tick_item(actor=actor, task=task, item=1, done=False, now=NOW)
        assert (found.ticked, found.left) == ([0], list(ITEMS[1:]))
        said = list(task.steps.filter(step__in=("ticked", "unticked")).values_list("step", "reason"))
        assert said == [("ticked", ITEMS[1]), ("ticked", ITEMS[0]), ("unticked", ITEMS[1])]
        for wrong in (-1, 3):
            with pytest.raises(NotFound):
                tick_item(actor=actor, task=task, item=wrong, done=True, now=NOW)
        claim_task(actor=actor, task=task, result="Còn hai việc, lý do …", now=NOW)
        with pytest.raises(Conflict):
            tick_item(actor=actor, task=task, item=2, done=True, now=NOW)

    def test_one_measure(self, pair: tuple[Unit, Unit]) -> None:
        task = a_task(*pair, checklist=ITEMS)
        wrongs: tuple[dict[str, Any], ...] = ({"ticked": [0, 1, 2, 2]}, {"checklist": []})
        for wrong in wrongs:
            Task.objects.filter(pk=task.pk).update(ticked=[0])
            with pytest.raises(IntegrityError), transaction.atomic():
                Task.objects.filter(pk=task.pk).update(**wrong)
        for bad in ((" ",), ("x" * 301,), tuple("abc" * 7)):
            with pytest.raises(ValueError, match="items"):
                a_task(*pair, checklist=bad)

    def test_to_many_each_its_own(self, db: None) -> None:
        centre = unit("Trung ương")
        below = network(3, superior=centre)
        order = order_tasks(
            actor=actor_in(centre), unit=centre, now=NOW,
            order=NewOrder("Việc", TODAY, Addressing(levels=(below[0].level,)), checklist=ITEMS),
        )  # fmt: skip
        rows = list(Task.objects.filter(origin_id=order.pk).order_by("pk"))
        assert [row.checklist for row in rows] == [list(ITEMS)] * 3
        tick_item(actor=actor_in(below[0]), task=rows[0], item=2, done=True, now=NOW)
        found = Task.objects.filter(origin_id=order.pk).order_by("pk").values_list("ticked", flat=True)
        assert list(found) == [[2], [], []]

    @given(st.lists(st.text("-•* việc"), max_size=6))
    def test_what_was_typed_is_what_is_listed(self, lines: list[str]) -> None:
        found = items_in("\n".join(lines))
        assert all(item == item.strip() and item and item[0] not in "-•*" for item in found)
        assert items_in("\n".join(found)) == found


@pytest.mark.django_db
def test_progress_of_a_checklist_equals_its_history() -> None:
    """Random ticks among random steps: what stands is what the history says, and what is refused changes nothing."""
    dice, giver, system = random.Random(11), unit("Trung ương"), Actor.system("test")
    ways: list[Any] = [
        *[lambda t, n: tick_item(actor=system, task=t, item=n, done=True, now=NOW)] * 4,
        *[lambda t, n: tick_item(actor=system, task=t, item=n, done=False, now=NOW)] * 2,
        lambda t, n: claim_task(actor=system, task=t, result="Xong", now=NOW),
        lambda t, n: send_back_task(actor=system, task=t, reason="Thiếu", now=NOW),
    ]
    seen: set[int] = set()
    for _ in range(20):
        new = NewTask("Việc", giver.pk, giver.pk, TODAY, checklist=ITEMS)
        task = give_task(actor=system, unit=giver, task=new, now=NOW)
        for _ in range(14):
            before = Task.objects.get(pk=task.pk)
            try:
                dice.choice(ways)(before, dice.randrange(4))
            except GiaoBanError:
                after = Task.objects.get(pk=task.pk)
                assert (after.ticked, after.state) == (before.ticked, before.state)
        again: set[str] = set()
        for kind, item in task.steps.filter(step__in=("ticked", "unticked")).values_list("step", "reason"):
            assert (item in again) == (kind == "unticked")
            again = again | {item} if kind == "ticked" else again - {item}
        found = Task.objects.get(pk=task.pk)
        assert [found.checklist[n] for n in found.ticked] == [item for item in ITEMS if item in again]
        seen.add(len(found.ticked))
    assert len(seen) > 2


def test_two_people_tick_at_once(fresh_db: Clone) -> None:
    from threading import Barrier, Thread

    centre = unit("Trung ương")
    province = unit("Lâm Đồng", superior=centre)
    task = a_task(centre, province, checklist=ITEMS)
    ready = Barrier(len(ITEMS))

    def press(item: int) -> None:
        stale = Task.objects.get(pk=task.pk)
        ready.wait()
        tick_item(actor=actor_in(province), task=stale, item=item, done=True, now=NOW)
        connections.close_all()

    threads = [Thread(target=press, args=(n,)) for n in range(len(ITEMS))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert Task.objects.get(pk=task.pk).ticked == [0, 1, 2]
    assert TaskStep.objects.filter(task=task, step="ticked").count() == 3


class TestPages:
    def test_a_phone_gathers_and_reports(self, pair: tuple[Unit, Unit]) -> None:
        centre, province = pair
        task = a_task(centre, province, checklist=ITEMS)
        lead, giver = signed_in(province), signed_in(centre)
        page = reverse("tasks:task", args=[task.pk])
        files = [SimpleUploadedFile("a.jpg", jpeg()), SimpleUploadedFile("b.pdf", PDF)]
        to = reverse("tasks:add_evidence", args=[task.pk])
        assert lead.post(to, {"photos": files, "caption": "Ảnh ở nhà văn hóa"}).status_code == 302
        [photo, paper] = Evidence.objects.order_by("pk")
        shown = reverse("tasks:evidence", args=[photo.pk])
        assert f"{shown}?nho=1" in lead.get(page).content.decode()
        assert giver.get(shown).status_code == 404
        assert "nhà văn hóa" not in giver.get(page).content.decode()
        assert lead.post(reverse("tasks:tick_item", args=[task.pk, 0]), {"done": "1"}).status_code == 302
        claim = reverse("tasks:step", args=[task.pk, "claimed"])
        said = lead.get(claim).content.decode()
        assert ITEMS[0] not in said
        assert ITEMS[1] in said
        assert lead.post(claim, {"words": "Đã trao"}).status_code == 302
        assert giver.get(shown).status_code == 302
        assert giver.get(reverse("tasks:evidence", args=[paper.pk]) + "?nho=1").status_code == 404
        assert signed_in(unit("Ngoài")).get(shown).status_code == 404
        assert "nhà văn hóa" in giver.get(page).content.decode()

    def test_a_bad_file_among_good_ones(self, pair: tuple[Unit, Unit]) -> None:
        centre, province = pair
        task = a_task(centre, province)
        to = reverse("tasks:add_evidence", args=[task.pk])
        files = [SimpleUploadedFile("a.jpg", jpeg()), SimpleUploadedFile("b.exe", b"MZ\x90")]
        answer = signed_in(province).post(to, {"photos": files, "caption": "Trao quà"})
        assert answer.status_code == 422
        assert "b.exe" in answer.content.decode()
        assert list(Evidence.objects.values_list("file__name", flat=True)) == ["a.jpg"]
        assert signed_in(centre).post(to, {"photos": files[:1], "caption": "x"}).status_code == 403
        sent = signed_in(province).post(
            to, {"photos": [SimpleUploadedFile("c.pdf", PDF)], "caption": "x"}, headers={"hx-request": "true"}
        )
        assert sent.headers["HX-Redirect"].endswith("#minh-chung")

    def test_giving_with_a_checklist(self, pair: tuple[Unit, Unit]) -> None:
        centre, province = pair
        form = {
            "title": "Việc",
            "lead": province.pk,
            "deadline": "01/01/2099",
            "checklist": "- Một\n\n• Hai\n",
        }
        client = signed_in(centre)
        assert client.post(reverse("tasks:give"), form).status_code == 302
        assert Task.objects.get().checklist == ["Một", "Hai"]
        assert client.post(reverse("tasks:give"), form | {"checklist": "x\n" * 21}).status_code == 422

    def test_few_queries(self, pair: tuple[Unit, Unit], django_assert_max_num_queries: Any) -> None:
        centre, province = pair
        task = a_task(centre, province, checklist=ITEMS)
        for n in range(6):
            add(task, province, jpeg(40 + n), f"{n}.jpg", f"Ảnh {n}")
        client = signed_in(province)
        with django_assert_max_num_queries(15):
            client.get(reverse("tasks:task", args=[task.pk]))
        assert task.state in WITH_LEAD


@pytest.mark.parametrize("content", [jpeg(900, 10), png()])
def test_a_preview_is_small(content: bytes) -> None:
    with Image.open(io.BytesIO(preview_of(content))) as picture:
        assert (picture.format, picture.mode) == ("JPEG", "RGB")
        assert max(picture.size) <= 480
