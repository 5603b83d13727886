"""Mentions of documents in running text: found as the formatter writes them, in any sentence, never overlapping."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from giaoban.apps.documents.domain.citing import key_of, linked, mentions
from giaoban.apps.documents.domain.layout import format_number
from giaoban.apps.documents.formats.citing import citing_words
from giaoban.apps.documents.formats.layouts import load_layout
from giaoban.apps.documents.formats.numbering import load_type_specs
from tests.documents.test_symbol import FORMS

WORDS = citing_words()
ISSUERS = (
    "MTTW-BTT",
    "MTTQ-BTT",
    "MTTW-UB",
    "BDVTW",
    "TW",
    "CP",
    "UBND",
    "TLĐ",
    "TWĐTN-VP",
    "CĐ",
    "TTg",
    "HNDTW",
)
TYPES = sorted({spec.abbreviation for spec in load_type_specs() if spec.abbreviation})
NAMES = sorted({spec.name for spec in load_type_specs()})
BEFORE = ("", "Thực hiện ", "Căn cứ (", "theo tinh thần của “", "ngày 06/7/2021, ")
AFTER = ("", ".", ", ", ") ", "” về công tác dân vận", "; 24/7", " và 5 xã/huyện", " - Ủy ban")

formatted = st.builds(
    format_number,
    st.sampled_from([load_layout(code) for code in ("state", "party", "youth")]),
    st.integers(1, 99_999),
    st.sampled_from(["", *TYPES]),
    st.sampled_from(ISSUERS),
)
named = st.builds(
    lambda name, so, symbol: (f"{name}{so}{symbol}", symbol),
    st.sampled_from(["", *(f"{name} " for name in NAMES)]),
    st.sampled_from(("số ", "số: ", "Số ", "")),
    formatted,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60)
@given(st.lists(st.tuples(st.sampled_from(BEFORE), named, st.sampled_from(AFTER)), min_size=1, max_size=4))
def test_what_the_formatter_writes_is_found_in_any_sentence(
    sentences: list[tuple[str, tuple[str, str], str]],
) -> None:
    text = " ".join(before + said + after for before, (said, _symbol), after in sentences)
    found = mentions(text, WORDS)
    assert [m.symbol for m in found] == [symbol for _before, (_said, symbol), _after in sentences]
    assert [text[m.start : m.end] for m in found] == [said for _before, (said, _symbol), _after in sentences]
    edges = [edge for m in found for edge in (m.start, m.end)]
    assert edges == sorted(edges)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60)
@given(st.text(alphabet="0123456789/-– ABCĐQTWabcđ.,()sốngày", max_size=60))
def test_no_text_breaks_it_and_nothing_overlaps(text: str) -> None:
    found = mentions(text, WORDS)
    edges = [edge for m in found for edge in (m.start, m.end)]
    assert edges == sorted(edges)
    assert all(m.key == key_of(m.symbol) != "" for m in found)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60)
@given(formatted, st.sampled_from(("bold", "italic", "")), st.integers(0, 30), st.integers(0, 30))
def test_linking_leaves_the_text_to_the_letter(symbol: str, style: str, one: int, two: int) -> None:
    text = f"Thực hiện Nghị quyết số {symbol} của cấp trên."
    low, high = sorted((one, two))
    pieces = [text[:low], text[low:high], text[high:]]
    runs = [{"text": piece, **({style: True} if style else {})} for piece in pieces if piece]
    (mention,) = mentions(text, WORDS)
    shown = linked(runs, {(mention.start, mention.end): "/van-ban/1/"})
    assert "".join(run["text"] for run in shown) == text
    assert "".join(r["text"] for r in shown if r.get("href")) == f"Nghị quyết số {symbol}"


def test_a_stretch_with_a_link_of_its_own_is_left_alone() -> None:
    runs = [{"text": "Theo số "}, {"text": "68/NQ-CP", "href": "/nguon/1/"}]
    assert linked(runs, {(5, 16): "/van-ban/1/"})[-1] == {"text": "68/NQ-CP", "href": "/nguon/1/"}


@pytest.mark.parametrize("symbol", FORMS)
def test_every_form_met_in_real_texts_is_found(symbol: str) -> None:
    (found,) = mentions(f"Triển khai văn bản số {symbol} của cấp trên", WORDS)
    assert found.symbol == symbol


@pytest.mark.parametrize(
    "text",
    [
        "trực 24/7, ngày 06/07/2021", "đạt 98,5% (12/13 xã)", "5 người/hộ", "COVID-19", "100 m2/hộ", "3-5 mô hình",
        "điện thoại 0243 123-456", "năm 2021/2022",
    ],
)  # fmt: skip
def test_what_only_looks_like_one_is_none(text: str) -> None:
    assert mentions(text, WORDS) == []


@pytest.mark.parametrize(
    ("tail", "day"),
    [
        (" ngày 01/7/2021 của Chính phủ", date(2021, 7, 1)),
        (", ngày 01 tháng 7 năm 2021", date(2021, 7, 1)),
        (" ngày 31/02/2021", None),
        (" của Chính phủ", None),
    ],
)
def test_the_date_said_beside_it(tail: str, day: date | None) -> None:
    (found,) = mentions(f"Nghị quyết số 68/NQ-CP{tail}", WORDS)
    assert found.dated == day
    assert found.sign == ("68|nq-cp@2021-07-01" if day else "68|nq-cp")


@pytest.mark.parametrize("other", ["068/NQ-CP", "68 - NQ/CP", "68-NQ/CP", "68/nq-cp"])
def test_the_same_number_written_otherwise_is_the_same(other: str) -> None:
    assert key_of(other) == key_of("68/NQ-CP")
    assert key_of("69/NQ-CP") != key_of("68/NQ-CP")
