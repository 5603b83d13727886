"""A form that comes twice is taken once: pressed again, sent again after Back, by two presses at once; what was
refused, changed or drawn anew is taken.
"""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from giaoban.apps.org.models import Unit
from giaoban.apps.tasks.actions.carry_out_task import accept_task
from giaoban.apps.tasks.actions.create_tasks import give_task
from giaoban.apps.tasks.domain.giving import NewTask
from giaoban.apps.tasks.models import Evidence, Programme, Task
from giaoban.kit import clock, sent_once
from giaoban.kit.errors import Conflict
from tests.conferences.people import signed_in
from tests.files.samples import jpeg
from tests.tasks.network import actor_in, unit

GIVE = "/cong-viec/giao/"
SAID = "This was sent already. Nothing was done a second time."


def drawn(client: Client, url: str) -> dict[str, str]:
    """What the form of a page carries besides its fields, as it is drawn now."""
    page = client.get(url)
    assert b'name="gb_once" value="1"' in page.content
    return {"gb_once": "1", "csrfmiddlewaretoken": str(page.context["csrf_token"])}


@pytest.fixture
def pair(db: None) -> tuple[Unit, Unit]:
    centre = unit("Trung ương")
    return centre, unit("Lâm Đồng", superior=centre)


@pytest.fixture
def typed(pair: tuple[Unit, Unit]) -> dict[str, Any]:
    return {"title": "Rà soát mô hình", "lead": pair[1].pk, "deadline": "01/01/2099"}


def test_the_second_leads_to_where_the_first_led(pair: tuple[Unit, Unit], typed: dict[str, Any]) -> None:
    client, url = signed_in(pair[0]), reverse("tasks:give")
    form = drawn(client, url) | typed
    first = client.post(url, form)
    task = Task.objects.get()
    assert first.headers["Location"] == reverse("tasks:task", args=[task.pk])
    for _press in range(2):
        again = client.post(url, form | {"gb_kept": "0" * 32}, follow=True)
        assert again.redirect_chain == [(first.headers["Location"], 302)]
        assert SAID in again.content.decode()
    assert Task.objects.count() == 1


def test_what_was_changed_is_taken(pair: tuple[Unit, Unit], typed: dict[str, Any]) -> None:
    client, url = signed_in(pair[0]), reverse("tasks:give")
    form = drawn(client, url) | typed
    sent = [form, form | {"title": "Rà soát mô hình kinh tế"}]
    assert len({client.post(url, one).headers["Location"] for one in sent}) == 2
    own = signed_in(pair[1]).post(url, form)  # another account's form, whatever its token
    assert own.headers["Location"]
    assert Task.objects.count() == 3


def test_what_was_refused_may_come_again(pair: tuple[Unit, Unit], typed: dict[str, Any]) -> None:
    client, url = signed_in(pair[0]), reverse("tasks:give")
    form = drawn(client, url) | typed
    for _press in range(2):
        answer = client.post(url, form | {"deadline": "31/02/2099"})
        assert (answer.status_code, "deadline" in answer.context["form"].errors) == (422, True)
    for _press in range(2):
        assert client.post(url, form | {"look": "1"}).context["adds"]
    assert client.post(url, form).status_code == 302
    assert Task.objects.count() == 1


def test_a_page_drawn_anew_gives_another_form(pair: tuple[Unit, Unit]) -> None:
    client, url = signed_in(pair[0]), reverse("tasks:new_programme")
    typed = {"title": "Chương trình 2021", "year": "2021"}
    first, anew = drawn(client, url) | typed, drawn(client, url) | typed
    assert client.post(url, first).url == client.post(url, first).url
    assert client.post(url, anew).status_code == 302
    assert Programme.objects.count() == 2


def test_another_file_under_the_same_name_is_another_form(
    pair: tuple[Unit, Unit], settings: Any, tmp_path: Path
) -> None:
    settings.FILES_DIR = tmp_path
    task = give_task(
        actor=actor_in(pair[0]), unit=pair[0], now=clock.now(),
        task=NewTask("Trao quà", pair[1].pk, pair[0].pk, clock.local_day(clock.now()), "", ""),
    )  # fmt: skip
    accept_task(actor=actor_in(pair[1]), task=task, now=clock.now())
    client, url = signed_in(pair[1]), reverse("tasks:add_evidence", args=[task.pk])
    form = drawn(client, url) | {"caption": "Ảnh trao quà"}
    for picture in (jpeg(40), jpeg(40), jpeg(41)):
        photo = SimpleUploadedFile("anh.jpg", picture, "image/jpeg")
        assert client.post(url, form | {"photos": photo}).status_code == 302
    assert Evidence.objects.count() == 2


def test_one_that_takes_long_is_told_and_not_done_twice(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    monkeypatch.setattr(sent_once, "_PATIENCE", 0.4)
    assert sent_once.led_to("once:x") == ""
    with pytest.raises(Conflict, match="still being worked on"):
        sent_once.led_to("once:x")


@pytest.mark.concurrency
def test_of_two_presses_at_once_one_is_taken(fresh_db: Any) -> None:
    centre = unit("Trung ương")
    province = unit("Lâm Đồng", superior=centre)
    client, url, gate = signed_in(centre), reverse("tasks:give"), threading.Barrier(2)
    typed = {"title": "Rà soát", "lead": province.pk, "deadline": "01/01/2099"}
    form, cookies = drawn(client, url) | typed, client.cookies

    def press(_n: int) -> str:
        try:
            browser = Client()
            browser.cookies = cookies.copy()  # type: ignore[assignment]
            gate.wait()
            return browser.post(url, form).headers["Location"]
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert len(set(pool.map(press, range(2)))) == 1
    assert Task.objects.count() == 1
