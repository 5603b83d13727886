"""Numbers in sentences are written as the reader of the page writes them; papers keep their own language."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from giaoban.apps.tasks.domain.reminding import Due, subject
from giaoban.kit.numbers import format_number, say_number
from giaoban.kit.ui.columns import localized
from giaoban.kit.ui.forms import Form, NumberField

NOW = datetime(2021, 7, 6, tzinfo=UTC)


class _Shops(Form):
    shops = NumberField(maximum=12_345)


@pytest.mark.parametrize(
    ("lang", "whole", "part"), [("vi", "1.234.567", "1.234,5"), ("en", "1,234,567", "1,234.5")]
)
def test_by_the_language_of_the_page(lang: str, whole: str, part: str) -> None:
    with translation.override(lang):
        assert (say_number(1_234_567), say_number(Decimal("1234.5"))) == (whole, part)
        assert (localized(1_234_567), localized(Decimal("1234.5"))) == (whole, part)
        assert f"{12_345:,}".replace(",", "," if lang == "en" else ".") in str(
            _Shops({"shops": "99999"}).errors
        )
        many = [Due("Báo cáo", "Xã", NOW - timedelta(days=1))] * 1_234
        assert say_number(1_234) in subject(many, NOW)
        assert format_number(1_234_567) == "1.234.567"


def test_without_a_language_as_in_vietnamese() -> None:
    with translation.override(None):
        assert say_number(1_234) == "1.234"
