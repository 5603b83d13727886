"""Fields read what officers type; a drawn field is labelled, described and names its error."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import engines
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from giaoban.kit.ui import forms


class Form(forms.Form):
    shops = forms.NumberField(label="Cửa hàng", unit="cửa hàng", help_text="Tính đến 14/06.", maximum=1000)
    tonnes = forms.NumberField(label="Nông sản", decimals=2, required=False)
    day = forms.DayField(label="Ngày", required=False)
    scan = forms.FileField(label="Bản ký", kinds=(".pdf",), max_bytes=2 * 1024 * 1024, required=False)
    kind = forms.ChoiceField(
        label="Cách gửi", choices=[("a", "Tệp"), ("b", "Trang")], widget=forms.RadioSelect, required=False
    )


@pytest.fixture(autouse=True)
def vietnamese() -> Iterator[None]:
    with translation.override("vi"):
        yield


def drawn(form: Form) -> str:
    template = "{% load kit %}{% form_errors form %}{% for f in form %}{% field f %}{% endfor %}"
    return engines["django"].from_string(template).render({"form": form})


def test_numbers_as_typed() -> None:
    form = Form({"shops": " 726 ", "tonnes": "1.234,5"})
    assert form.is_valid()
    assert form.cleaned_data["shops"] == 726
    assert form.cleaned_data["tonnes"] == Decimal("1234.5")


@pytest.mark.parametrize("typed", ["", "abc", "1,5", "-1", "1001", "12 cửa hàng", "#REF!"])
def test_what_is_not_such_a_number_is_named_in_its_field(typed: str) -> None:
    form = Form({"shops": typed})
    assert not form.is_valid()
    text = drawn(form)
    assert 'aria-describedby="id_shops_help id_shops_error"' in text
    assert 'id="id_shops_error"' in text
    assert '<a href="#id_shops">Cửa hàng</a>' in text


@given(st.decimals(min_value=0, max_value=10**15, places=3) | st.integers(0, 10**15))
def test_what_was_stored_is_shown_and_read_back_alike(value: Any) -> None:
    field = forms.NumberField(decimals=0 if isinstance(value, int) else None, required=False)
    with translation.override("vi"):
        assert field.clean(field.prepare_value(value)) == value


@pytest.mark.parametrize("typed", ["22/11/2026", "22-11-2026", "22.11.2026", "22/11/26", "2026-11-22"])
def test_days_as_typed(typed: str) -> None:
    assert forms.DayField().clean(typed) == date(2026, 11, 22)


def test_the_example_of_a_day_is_today_as_the_pages_tell_it(settings: Any) -> None:
    here = ZoneInfo(settings.TIME_ZONE)
    settings.DEMO, settings.DEMO_TODAY = True, datetime(2021, 8, 3, 8, tzinfo=here)
    settings.DEMO_OPENED = datetime.now(here)
    assert 'placeholder="03/08/2021"' in drawn(Form())
    with (
        translation.override("en"),
        pytest.raises(forms.forms.ValidationError, match=r"example 03/08/2021\."),
    ):
        forms.DayField().clean("mai")


@pytest.mark.parametrize("typed", ["31/12/9999", "01/01/2101", "31/12/1899", "01/01/0001"])
def test_a_year_out_of_reach_is_asked_about(typed: str) -> None:
    with pytest.raises(ValidationError, match="1900"):
        forms.DayField().clean(typed)


@pytest.mark.parametrize("typed", ["8:30", "08:30", "8h30", "8 giờ 30", "08.30", "8g30", "8h30'", "8H30"])
def test_hours_as_offices_write_them(typed: str) -> None:
    assert forms.HourField().clean(typed) == time(8, 30)


@pytest.mark.parametrize("typed", ["8", "8h", "08:00", "8 giờ"])
def test_full_hours(typed: str) -> None:
    assert forms.HourField().clean(typed) == time(8)


@pytest.mark.parametrize("typed", ["25:99", "sáng", "8h3", "24:00"])
def test_what_is_no_hour_says_how_one_is_written(typed: str) -> None:
    with pytest.raises(ValidationError, match="7h30"):
        forms.HourField().clean(typed)


def test_the_american_order_is_refused() -> None:
    with pytest.raises(forms.forms.ValidationError):
        forms.DayField().clean("11/22/2026")


def test_a_file_says_its_limits_and_keeps_them() -> None:
    big = SimpleUploadedFile("a.pdf", b"x" * (2 * 1024 * 1024 + 1))
    form = Form({"shops": "1"}, {"scan": big})
    assert "scan" in form.errors
    text = drawn(form)
    assert 'accept=".pdf"' in text
    assert "2 MB" in text
    assert "%(" not in text


def test_a_group_has_a_legend_and_every_field_a_label() -> None:
    text = drawn(Form())
    assert "<legend>Cách gửi" in text
    assert 'for="id_kind_0"' in text
    for name in ("shops", "tonnes", "day", "scan"):
        assert f'<label for="id_{name}">' in text
    assert "gb-unit-behind" in text


def test_a_group_that_was_not_chosen_is_named_and_linked() -> None:
    class Answer(forms.Form):
        outcome = forms.ChoiceField(label="Answer", choices=[("a", "A")], widget=forms.RadioSelect)

    assert [(label, place) for label, _said, place in forms.problems(Answer({}))] == [
        ("Answer", "id_outcome_0")
    ]


def test_an_unbound_form_lists_nothing_to_correct() -> None:
    assert forms.problems(Form()) == []


def test_a_file_that_was_chosen_must_be_chosen_again() -> None:
    said = "Tệp phải chọn lại"
    scan = SimpleUploadedFile("a.pdf", b"%PDF-1.4")
    assert said in drawn(Form({"shops": ""}, {"scan": scan}))
    assert said not in drawn(Form({"shops": ""}))
