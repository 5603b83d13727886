"""The framework's own sentences are said in the words of offices too."""

from __future__ import annotations

import pytest
from django.utils import translation

from giaoban.kit.ui import borrowed, forms
from tests.architecture.test_words import wrong_words


@pytest.mark.parametrize("sentence", borrowed.SENTENCES)
def test_a_borrowed_sentence_uses_our_words(sentence: str) -> None:
    with translation.override("vi"):
        said = translation.gettext(sentence)
    assert said != sentence
    assert wrong_words(said) == []


@pytest.mark.parametrize("counted", borrowed.COUNTED)
def test_a_borrowed_count_uses_our_words(counted: object) -> None:
    places = {"limit_value": 5, "show_value": 7, "max": 5, "length": 7, "min_length": 5}
    with translation.override("vi"):
        said = counted % places  # type: ignore[operator]
    assert "5 ký tự" in said
    assert wrong_words(said) == []


def test_a_short_password_is_told_in_our_words() -> None:
    with translation.override("vi"):
        assert str(borrowed.TOO_SHORT % 10) == "Mật khẩu quá ngắn, phải có ít nhất 10 ký tự."


def test_a_form_says_them() -> None:
    class Upload(forms.Form):
        title = forms.CharField(max_length=3)
        file = forms.FileField(label="Tệp")

    with translation.override("vi"):
        shown = str(Upload({"title": "dài quá"}, {}).errors)
    assert "Tối đa 3 ký tự (hiện có 7)." in shown
    assert "tập tin" not in shown
