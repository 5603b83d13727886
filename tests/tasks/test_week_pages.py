"""Pages of the week and of Monday: forms without a script, files, how many queries, who gets 404."""

from __future__ import annotations

import io
from dataclasses import asdict
from datetime import timedelta
from typing import Any

import docx
import pypdfium2
import pytest
from django.test import Client
from django.urls import reverse

from giaoban.apps.accounts.enums import Post
from giaoban.apps.org.models import Unit
from giaoban.apps.proposals.models import Proposal
from giaoban.apps.tasks.actions.write_entry import cancel_entry
from giaoban.apps.tasks.domain.week_words import WeekWords, WordsError, words_from
from giaoban.apps.tasks.enums import LineState, Section, TaskState
from giaoban.apps.tasks.formats.monday_paper import load_monday_words
from giaoban.apps.tasks.formats.week_paper import load_week_words
from giaoban.apps.tasks.models import MondayLine, MondayPage, Task, Week, WeekEntry
from giaoban.apps.tasks.queries import monday_page
from giaoban.kit import clock
from tests.conferences.people import signed_in
from tests.tasks.network import actor_in
from tests.tasks.test_week import BEFORE, MONDAY, freeze, front, issue, lived, task_of, write
from tests.tasks.test_week import NOW as THEN

__all__ = ["front", "lived"]
MOST_QUERIES = 20
FORM = {"weekday": "0", "part": "morning", "content": "Họp Ban Thường trực", "chair": "Chủ tịch"}


def at(name: str, front: Unit, *more: str) -> str:
    return reverse(f"tasks:{name}", args=[front.code, MONDAY.isoformat(), *more])


def test_a_week_is_written_issued_and_changed_by_forms(
    front: Unit, django_assert_max_num_queries: Any
) -> None:
    officer, leader = signed_in(front), signed_in(front, Post.LEADER)
    assert "Nothing is written" in officer.get(at("week", front)).content.decode()
    assert officer.post(at("new_entry", front), {**FORM, "starts_at": "7:30"}).url == at("week", front)
    told = officer.post(at("new_entry", front), {**FORM, "content": "Tiếp dân"})
    assert told.status_code == 422
    assert "Same chair: Chủ tịch" in told.content.decode()
    assert "Họp Ban Thường trực" in told.content.decode()
    kept = {**FORM, "content": "Tiếp dân", "clash_reason": "Dự nửa buổi"}
    assert officer.post(at("new_entry", front), kept).status_code == 302
    assert officer.post(at("issue_week", front)).status_code == 403
    assert leader.get(at("issue_week", front)).status_code == 200
    assert leader.post(at("issue_week", front)).status_code == 302
    entry = WeekEntry.objects.get(content="Tiếp dân")
    cancel = reverse("tasks:cancel_entry", args=[entry.pk])
    assert officer.post(cancel, {"reason": " "}).status_code == 422
    assert officer.post(cancel, {"reason": "Giãn cách"}).status_code == 302
    edit = reverse("tasks:edit_entry", args=[WeekEntry.objects.get(content=FORM["content"]).pk])
    assert officer.post(edit, {**FORM, "place": "Phòng 2"}).status_code == 422
    assert officer.post(edit, {**FORM, "place": "Phòng 2", "reason": "Sửa phòng"}).status_code == 302
    with django_assert_max_num_queries(MOST_QUERIES):
        page = officer.get(at("week", front)).content.decode()
    for shown in ("<s>Tiếp dân</s>", "Giãn cách", "Sửa phòng", "Phòng 2"):
        assert shown in page, shown
    assert Week.objects.get().revision == 3


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"content": " "}, "content"),
        ({"weekday": "7"}, "weekday"),
        ({"part": "night"}, "part"),
        ({"starts_at": "25:00"}, "starts_at"),
        ({"link": "https://elsewhere.example/x"}, "link"),
        ({"link": "//elsewhere.example/x"}, "link"),
        ({"task": "9999"}, "task"),
    ],
)
def test_wrong_input_is_named(front: Unit, typed: dict[str, str], field: str) -> None:
    answer = signed_in(front).post(at("new_entry", front), {**FORM, **typed})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not WeekEntry.objects.exists()


@pytest.mark.parametrize("monday", ["2021-13-01", "x", "0001-01-01", "9999-12-31"])
def test_days_that_are_none(front: Unit, monday: str) -> None:
    url = reverse("tasks:week", args=[front.code, monday])
    assert signed_in(front).get(url).status_code == 404


def test_any_day_leads_to_its_week(front: Unit) -> None:
    write(front)
    url = reverse("tasks:week", args=[front.code, (MONDAY + timedelta(days=4)).isoformat()])
    assert "Giao ban" in signed_in(front).get(url).content.decode()
    assert "/tuan/" in signed_in(front).get(reverse("tasks:this_week")).url


def test_copying_is_one_click(front: Unit) -> None:
    write(front, monday=BEFORE, standing=True)
    client = signed_in(front, Post.CLERK)
    assert client.get(at("copy_week", front)).status_code == 405
    assert client.post(at("copy_week", front)).status_code == 302
    assert WeekEntry.objects.filter(week__monday=MONDAY).count() == 1


def test_few_queries_on_a_page_that_carries_on(lived: Unit, django_assert_max_num_queries: Any) -> None:
    freeze(lived)
    after = MONDAY + timedelta(days=7)
    with django_assert_max_num_queries(12):
        monday_page(actor_in(lived), lived, after, today=after)


def test_mondays_page(lived: Unit, django_assert_max_num_queries: Any) -> None:
    officer, leader = signed_in(lived), signed_in(lived, Post.LEADER)
    with django_assert_max_num_queries(MOST_QUERIES):
        page = officer.get(at("monday", lived)).content.decode()
    for shown in ("Muộn", "Đã huỷ", "Giãn cách", "Thiếu khẩu trang", "12 mô hình", "Tuần này"):
        assert shown in page, shown
    late = next(
        line for line in officer.get(at("monday", lived)).context["found"].lines if line.text == "Muộn"
    )
    typed = {"source": "task", "id": str(late.source_id), "words": "Chờ kinh phí"}
    assert officer.post(at("explain_line", lived), typed).status_code == 302
    assert officer.post(at("explain_line", lived), {**typed, "id": "²"}).status_code == 422
    assert officer.post(at("name_obstacle", lived), {"words": ""}).status_code == 422
    line = MondayLine.objects.get(words="Thiếu khẩu trang")
    assert officer.get(at("freeze_monday", lived)).status_code == 403
    assert leader.get(at("freeze_monday", lived)).status_code == 200
    assert leader.post(at("freeze_monday", lived)).status_code == 302
    assert MondayPage.objects.get().state == "frozen"
    raise_it = reverse("tasks:raise_obstacle", args=[line.pk])
    made = Proposal.objects.get if officer.post(raise_it).status_code == 302 else None
    assert made is not None
    assert (made().kind, made().difficulty) == ("obstacle", "Thiếu khẩu trang")
    officer.post(raise_it)
    page = officer.get(at("monday", lived)).content.decode()
    assert reverse("proposals:proposal", args=[Proposal.objects.get().pk]) in page
    assert "Chờ kinh phí" in page
    assert at("explain_line", lived) not in page


def test_what_is_still_not_done_is_given_up_on_the_page(lived: Unit) -> None:
    freeze(lived)
    after = [lived.code, (MONDAY + timedelta(days=7)).isoformat()]
    there = reverse("tasks:monday", args=after)
    officer = signed_in(lived)
    page = officer.get(there).content.decode()
    assert "since 29/06/2021" in page
    assert reverse("tasks:drop_line", args=after) in page
    gone = WeekEntry.objects.get(content="Đã huỷ")
    typed = {"source": "entry", "id": str(gone.pk), "words": "Không còn cần"}
    assert officer.post(reverse("tasks:drop_line", args=after), typed).url == there
    assert "Không còn cần" in officer.get(there).content.decode()


def test_freezing_waits_for_its_monday(lived: Unit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: THEN)
    leader = signed_in(lived, Post.LEADER)
    page = leader.get(at("monday", lived)).content.decode()
    assert at("freeze_monday", lived) not in page
    assert "can be frozen from 05/07/2021 on" in page
    assert leader.get(at("freeze_monday", lived)).url == at("monday", lived)
    assert "can be frozen" not in signed_in(lived).get(at("monday", lived)).content.decode()
    monkeypatch.setattr(clock, "now", lambda: THEN + timedelta(days=3))
    assert at("freeze_monday", lived) in leader.get(at("monday", lived)).content.decode()


def test_files_say_what_the_pages_say(lived: Unit) -> None:
    freeze(lived)
    client = signed_in(lived)
    week = reverse("tasks:week_file", args=[lived.code, BEFORE.isoformat(), "docx"])
    document = docx.Document(io.BytesIO(client.get(week).content))
    cells = [c.text for t in document.tables for row in t.rows for c in row.cells]
    for said in ("Thứ Hai 28/06", "Đã họp", "[HUỶ – Giãn cách] Đã huỷ", "Chủ trì", "Chuẩn bị"):
        assert said in cells, said
    pdf = pypdfium2.PdfDocument(client.get(at("monday_file", lived, "pdf")).content)
    text = " ".join("".join(page.get_textpage().get_text_bounded() for page in pdf).split())
    for said in ("Việc chưa làm được và lý do", "Thiếu khẩu trang", "Quá hạn", "ngày 05 tháng 7 năm 2021"):
        assert said.casefold() in text.casefold(), said
    assert "DỰ THẢO" not in text
    draft = docx.Document(io.BytesIO(client.get(at("week_file", lived, "docx")).content))
    drawn = [p.text for p in draft.paragraphs] + [
        c.text for t in draft.tables for r in t.rows for c in r.cells
    ]
    assert "DỰ THẢO" in "\n".join(drawn)
    assert client.get(at("week_file", lived, "xlsx")).status_code == 404
    empty = reverse("tasks:week_file", args=[lived.code, "2021-01-04", "pdf"])
    assert client.get(empty).status_code == 404


def test_words_of_the_pack_are_checked() -> None:
    assert load_monday_words().sections.keys() == {"became", "done", "not_done", "next", "obstacle"}
    for week in (True, False):
        assert load_monday_words(week=week).states.keys() == {*LineState.values, *TaskState.values}
    data = asdict(load_week_words())
    assert words_from(WeekWords, data) == load_week_words()
    with pytest.raises(WordsError, match="missing key 'parts'"):
        words_from(WeekWords, {k: v for k, v in data.items() if k != "parts"})
    with pytest.raises(WordsError, match="unknown key 'x'"):
        words_from(WeekWords, {**data, "x": ""})


def test_a_cancelled_entry_on_the_leaders_week_stays(front: Unit) -> None:
    entry = write(front)
    issue(front)
    cancel_entry(actor=actor_in(front), entry=entry, now=THEN, reason="Giãn cách")
    page = signed_in(front).get(at("week", front)).content.decode()
    assert reverse("tasks:edit_entry", args=[entry.pk]) not in page


def test_typed_marks_stay_text_on_the_pages(front: Unit) -> None:
    bad, text = "<script>x</script>'\"&", "&lt;script&gt;x&lt;/script&gt;&#x27;&quot;&amp;"
    task_of(front, f"Muộn {bad}")
    entry = write(front, f"Họp {bad}", chair=f"Chủ trì {bad}", place=bad)
    client = signed_in(front)
    late = client.get(at("monday", front)).context["found"].of(Section.NOT_DONE)[0]
    client.post(
        at("explain_line", front), {"source": "task", "id": str(late.source_id), "words": f"Vì {bad}"}
    )
    monday = client.get(at("monday", front)).content.decode()
    for said in (f"Muộn {text}</a>", f"Họp {text}</a>", f"· Chủ trì {text}</span>", f'value="Vì {text}"'):
        assert said in monday, said
    week = client.get(at("week", front)).content.decode()
    assert f'href="{reverse("tasks:edit_entry", args=[entry.pk])}"' in week
    assert f"<dd>{text}</dd>" in week
    freeze(front)
    frozen = client.get(at("monday", front)).content.decode()
    assert f'<p class="gb-monday-words">Vì {text}</p>' in frozen
    assert "<script>x" not in monday + week + frozen


def test_a_line_of_monday_and_its_form(lived: Unit) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies = signed_in(lived).cookies
    page = client.get(at("monday", lived)).content.decode()
    late = Task.objects.get(title="Muộn")
    line = page[page.index(f'<a href="{reverse("tasks:task", args=[late.pk])}">Muộn</a>') :].partition(
        "</li>"
    )[0]
    named = f"task-not_done-{late.pk}"
    for said in (
        f'<form method="post" action="{at("explain_line", lived)}" class="gb-monday-why">',
        f'<input type="hidden" name="source" value="task"><input type="hidden" name="id" value="{late.pk}">',
        f'<label class="visually-hidden" for="why-{named}">Why was it not done?</label>',
        f'id="why-{named}" name="words" value="" placeholder="Why was it not done?">',
        f'<span class="gb-quiet">{late.deadline:%d/%m/%Y}</span>',
    ):
        assert said in line, said
    token = line.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    typed = {"source": "task", "id": str(late.pk), "words": "Chờ", "csrfmiddlewaretoken": token}
    assert (
        client.post(at("explain_line", lived), {**typed, "csrfmiddlewaretoken": "x" * 64}).status_code == 403
    )
    assert client.post(at("explain_line", lived), typed).status_code == 302
