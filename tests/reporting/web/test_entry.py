"""The entry page: without script, saved by itself, resent after a dropped line, two people at once."""

from __future__ import annotations

import json
import re
import secrets
from html import unescape
from typing import Any

import pytest
from django.urls import reverse

from giaoban.apps.accounts.enums import Post
from giaoban.apps.accounts.models import Appointment, User
from giaoban.apps.reporting.models import DraftJournal, Office
from tests.network import ALWAYS
from tests.reporting.conftest import FIGURES, Round
from tests.reporting.web.conftest import As, Reader, text_of


def enter_url(month: Round, unit: str = "front-c1") -> str:
    return reverse("reporting:enter", args=[month.report(unit).pk])


def save_url(month: Round, unit: str = "front-c1") -> str:
    return reverse("reporting:save", args=[month.report(unit).pk])


def fields(response: Any) -> dict[str, str]:
    """What a browser without script would send back."""
    body = response.content.decode()
    form = body[body.index("rp-entry") :]
    form = form[: form.index("</form>")]
    found: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        given = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if given.get("type") == "checkbox" and "checked" not in tag:
            continue
        if "name" in given:
            found[given["name"]] = unescape(given.get("value", ""))
    for name, text in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.S):
        found[name] = unescape(text)
    return found


def send(reader: Reader, url: str, *changes: tuple[str, str, str], key: str = "", window: str = "one") -> Any:
    """(name, value, base) as `<gb-autosave>` sends them, under new ids unless `key` repeats some."""
    key = key or secrets.token_hex(8)
    rows = [{"name": n, "id": f"{key}-{n}", "value": v, "base": b, "window": window} for n, v, b in changes]
    return reader.post(url, {"changes": json.dumps(rows)})


@pytest.fixture
def colleague(month: Round, as_: As) -> Reader:
    """A second officer of the same commune."""
    user = User.objects.create(username="second", label="Cán bộ thứ hai", created_at="2021-01-01T00:00Z")
    Appointment.objects.create(user=user, unit=month.net.units["front-c1"], post=Post.OFFICER, valid=ALWAYS)
    reader = as_("front-c1")
    reader.client.force_login(user, backend="giaoban.config.sessions.Backend")
    return reader


def test_back_after_handing_in_is_not_the_old_form(month: Round, as_: As) -> None:
    assert "no-store" in as_("front-c1").get(enter_url(month))["Cache-Control"]
    month.fill("front-c1")
    month.hand_in("front-c1")
    sent_on = as_("front-c1").get(enter_url(month))
    assert sent_on.status_code == 302
    assert "no-store" in sent_on["Cache-Control"]


def test_a_form_posted_whole_saves_what_was_typed(month: Round, as_: As) -> None:
    reader = as_("front-c1")
    data = fields(reader.get(enter_url(month)))
    data |= {"own:households_helped": "1.234", "own:help_value": "5.000.000", "text:highlights": "Tốt\r\nlắm"}
    data["estimate:households_helped"] = "1"
    response = reader.post(enter_url(month), data, follow=True)
    assert "Saved" in text_of(response)
    version = month.report("front-c1").version
    assert version is not None
    assert version.own[:2] == [1234, 5_000_000]
    assert version.estimates == [0]
    assert version.texts.get().body == "Tốt\nlắm"
    again = fields(reader.get(enter_url(month)))
    assert again["own:households_helped"] == "1,234"
    assert again["seen:own:households_helped"] == "1234"


def test_posting_it_again_unchanged_writes_nothing(month: Round, as_: As) -> None:
    month.fill("front-c1")
    reader = as_("front-c1")
    before = DraftJournal.objects.count()
    reader.post(enter_url(month), fields(reader.get(enter_url(month))))
    assert DraftJournal.objects.count() == before


def test_an_unticked_estimate_and_an_emptied_cell_are_taken_away(month: Round, as_: As) -> None:
    month.fill("front-c1")
    reader = as_("front-c1")
    send(reader, save_url(month), ("estimate:households_helped", "1", ""))
    data = fields(reader.get(enter_url(month)))
    assert data.pop("estimate:households_helped") == "1"
    reader.post(enter_url(month), data | {"own:help_value": ""})
    version = month.report("front-c1").version
    assert version is not None
    assert version.estimates == []
    assert version.own[1] is None


def test_what_is_no_number_is_named_and_everything_else_saved(month: Round, as_: As) -> None:
    reader = as_("front-c1")
    data = fields(reader.get(enter_url(month)))
    data |= {"own:households_helped": "mười hai", "own:people_meetings": "4", "text:highlights": "x" * 2001}
    response = reader.post(enter_url(month), data)
    assert response.status_code == 422
    said = text_of(response)
    assert "“mười hai” is not a number. Type digits only" in said
    assert "The text has 2001 characters; at most 2000 are accepted" in said
    assert fields(response)["own:households_helped"] == "mười hai"
    version = month.report("front-c1").version
    assert version is not None
    assert version.own[2] == 4
    assert version.own[0] is None


def test_two_people_at_once_see_both_values_and_choose(month: Round, as_: As, colleague: Reader) -> None:
    first = as_("front-c1")
    page = fields(first.get(enter_url(month)))
    send(colleague, save_url(month), ("own:households_helped", "14", ""), ("text:highlights", "Của tôi", ""))
    response = first.post(
        enter_url(month), page | {"own:households_helped": "12", "own:people_meetings": "3"}
    )
    assert response.status_code == 409
    said = text_of(response)
    assert "Hộ gia đình được hỗ trợ" in said
    assert "Cán bộ thứ hai" in said
    version = month.report("front-c1").version
    assert version is not None
    assert version.own[0] == 14
    assert version.own[2] == 3
    assert DraftJournal.objects.get(typed="12").kept is False
    mine = fields(response)
    assert (mine["own:households_helped"], mine["seen:own:households_helped"]) == ("12", "14")
    assert first.post(enter_url(month), mine).status_code == 302
    version.refresh_from_db()
    assert version.own[0] == 12
    assert version.texts.get().body == "Của tôi"


def test_saving_by_itself_answers_figures_remarks_and_what_is_left(month: Round, as_: As) -> None:
    reader = as_("front-c1")
    response = send(
        reader, save_url(month),
        ("own:opinions_received", "5", ""), ("own:opinions_answered", "9", ""), ("own:households_helped", "1.5", ""),
    )  # fmt: skip
    data = response.json()
    assert response.status_code == 422
    assert list(data["errors"]) == ["own:households_helped"]
    assert data["saved_at"] == "10:00"
    assert data["figures"]["total:opinions_answered"] == "9"
    assert "lớn hơn số tiếp nhận" in data["remarks"]["opinions_answered"][0]["text"]
    assert data["left"] == 4
    fine = send(reader, save_url(month), ("own:opinions_answered", "5", "9"))
    assert (fine.status_code, fine.json()["remarks"]) == (200, {})


def test_a_conflict_while_saving_by_itself_names_the_cell_and_both_choices_work(
    month: Round, as_: As, colleague: Reader
) -> None:
    first = as_("front-c1")
    send(colleague, save_url(month), ("own:help_value", "2.000.000", ""))
    answer = send(first, save_url(month), ("own:help_value", "1000000", ""))
    assert answer.status_code == 409
    assert answer.json()["conflicts"] == [
        {"name": "own:help_value", "theirs": "2,000,000", "shown": "2,000,000"}
    ]
    kept = send(first, save_url(month), ("own:help_value", "1000000", "2,000,000"), key="mine")
    assert kept.status_code == 200
    version = month.report("front-c1").version
    assert version is not None
    assert version.own[1] == 1_000_000


def test_one_account_in_two_windows_is_two_editors(month: Round, as_: As) -> None:
    reader, cell = as_("front-c1"), "own:households_helped"
    opened = fields(reader.get(enter_url(month)))
    assert send(reader, save_url(month), (cell, "12", ""), window="phone").status_code == 200
    answer = send(reader, save_url(month), (cell, "34", ""), window="tab")
    assert (answer.status_code, answer.json()["conflicts"][0]["theirs"]) == (409, "12")
    response = reader.post(enter_url(month), opened | {cell: "56"})
    assert response.status_code == 409
    assert "Your own account, in another window or on another device, saved" in text_of(response)
    version = month.report("front-c1").version
    assert version is not None
    assert version.own[0] == 12
    kept = DraftJournal.objects.filter(cell=cell).order_by("pk").values_list("typed", "kept")
    assert list(kept) == [("12", True), ("34", False), ("56", False)]


def test_a_window_goes_on_from_its_own_change_whose_answer_was_lost(month: Round, as_: As) -> None:
    reader, cell = as_("front-c1"), "own:households_helped"
    send(reader, save_url(month), (cell, "12", ""), window="phone")
    assert send(reader, save_url(month), (cell, "123", ""), window="phone").status_code == 200
    send(reader, save_url(month), (cell, "1", ""), window="")
    assert send(reader, save_url(month), (cell, "2", ""), window="").status_code == 409, (
        "unnamed: not one window"
    )


def test_a_resend_after_a_dropped_line_changes_nothing_twice(month: Round, as_: As) -> None:
    reader = as_("front-c1")
    change = ("own:households_helped", "5", "")
    send(reader, save_url(month), change, key="a")
    send(reader, save_url(month), ("own:households_helped", "6", "5"), key="b")
    late = send(reader, save_url(month), change, ("own:people_meetings", "2", ""), key="a")
    assert late.status_code == 200
    version = month.report("front-c1").version
    assert version is not None
    assert (version.own[0], version.own[2]) == (6, 2)
    assert DraftJournal.objects.filter(cell="own:households_helped").count() == 2


def test_a_report_that_went_on_answers_every_field_and_keeps_the_journal(month: Round, as_: As) -> None:
    month.fill("front-c1")
    month.hand_in("front-c1")
    answer = send(as_("front-c1"), save_url(month), ("own:households_helped", "99", "12"))
    assert answer.status_code == 422
    assert "cannot be changed now" in answer.json()["errors"]["own:households_helped"]
    assert as_("front-c1").get(enter_url(month)).status_code == 302


def test_a_save_tells_what_the_other_saved_meanwhile(month: Round, as_: As, colleague: Reader) -> None:
    send(colleague, save_url(month), ("own:help_value", "2000000", ""), ("estimate:help_value", "1", ""))
    entries = send(as_("front-c1"), save_url(month), ("own:people_meetings", "3", "")).json()["entries"]
    assert entries["own:help_value"] == "2,000,000"
    assert entries["estimate:help_value"] == "1"
    assert entries["own:households_helped"] == ""


@pytest.mark.parametrize("sent", ["", "[", '{"a": 1}', '[{"name": "own:x"}]', "[1]"])
def test_a_broken_message_is_refused_in_words(month: Round, as_: As, sent: str) -> None:
    assert as_("front-c1").post(save_url(month), {"changes": sent}).status_code == 422


@pytest.mark.parametrize("name", ["own:nothing", "estimate:nothing", "reason:nothing", "text:nothing"])
def test_what_the_form_does_not_ask_is_refused(month: Round, as_: As, name: str) -> None:
    answer = send(as_("front-c1"), save_url(month), (name, "1", ""))
    assert answer.json()["errors"] == {name: "This is not asked of your unit. Reload the page."}


def test_hostile_text_stays_text(month: Round, as_: As) -> None:
    evil = "</textarea><script>alert(1)</script>\"'<b>"
    send(as_("front-c1"), save_url(month), ("text:highlights", evil, ""))
    for name in ("enter", "report"):
        body = as_("front-c1").get(reverse(f"reporting:{name}", args=[month.report("front-c1").pk])).content
        assert b"<script>alert" not in body
        assert b"&lt;script&gt;alert(1)" in body


def test_a_consolidating_unit_corrects_with_a_reason_and_sees_its_total(month: Round, as_: As) -> None:
    month.all_the_way("front-c1", households_helped="10")
    reader = as_("front-d1")
    answer = send(
        reader, save_url(month, "front-d1"), ("own:households_helped", "5", ""),
        ("adjustment:households_helped", "-2", ""),
    ).json()  # fmt: skip
    assert answer["figures"]["total:households_helped"] == "13"
    assert answer["remarks"]["households_helped"][0]["text"] == "Give a reason for the adjustment."
    send(reader, save_url(month, "front-d1"), ("reason:households_helped", "Trùng 2 hộ", ""))
    assert "Trùng 2 hộ" in text_of(
        reader.get(reverse("reporting:report", args=[month.report("front-d1").pk]))
    )


def test_a_giver_has_no_adjustment_and_each_field_has_a_label(month: Round, as_: As) -> None:
    body = as_("front-c1").get(enter_url(month)).content.decode()
    assert "adjustment:" not in body
    for code in FIGURES:
        assert f'for="id_own-{code}"' in body
        assert f'id="id_own-{code}"' in body


def test_an_office_of_one_hands_in_from_the_entry_page(month: Round, as_: As) -> None:
    Office.objects.create(unit=month.net.units["front-c1"], steps_off=True)
    month.fill("front-c1")
    reader = as_("front-c1")
    assert "Hand in" in text_of(reader.get(enter_url(month)))
    reader.post(reverse("reporting:step", args=[month.report("front-c1").pk, "handed_in"]))
    assert month.report("front-c1").state == "handed_in"


def test_last_year_stands_beside_the_cell(month: Round, as_: As) -> None:
    said = text_of(as_("front-c1").get(enter_url(month)))
    assert "Previous period" in said
    assert "Same period last year" in said
    assert "16:00" not in said
    assert "17:00" in said  # the deadline, in local time


def test_the_next_step_stands_below_from_the_first_entry_on(month: Round, as_: As) -> None:
    """Nobody has to find out that the page must be loaded again before it can be sent on."""
    officer = as_("front-c1")
    assert "/buoc/put_to_leader/" in officer.get(enter_url(month)).content.decode()
    early = officer.client.post(
        reverse("reporting:step", args=[month.report("front-c1").pk, "put_to_leader"])
    )
    assert early.status_code == 409
    assert "Nothing has been entered" in text_of(early)
