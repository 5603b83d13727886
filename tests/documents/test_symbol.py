"""Numbers and symbols as real texts write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from giaoban.apps.documents.domain.symbol import Symbol, SymbolError, parse_symbol

FORMS = {
    "290-QĐ/TW": (290, None, "QĐ", ("TW",)),
    "212-QĐ/TW": (212, None, "QĐ", ("TW",)),
    "213-QĐ/TW": (213, None, "QĐ", ("TW",)),
    "11-QĐi/TW": (11, None, "QĐi", ("TW",)),
    "59-CV/BCĐ": (59, None, "CV", ("BCĐ",)),
    "02-QC/BCĐTW": (2, None, "QC", ("BCĐTW",)),
    "17/CT-UBND": (17, None, "CT", ("UBND",)),
    "68/NQ-CP": (68, None, "NQ", ("CP",)),
    "3642/QĐ-UBND": (3642, None, "QĐ", ("UBND",)),
    "02/ĐA-MTTW-UB": (2, None, "ĐA", ("MTTW", "UB")),
    "07/KH-MTTQ-BTT": (7, None, "KH", ("MTTQ", "BTT")),
    "18/TTr-MTTW": (18, None, "TTr", ("MTTW",)),
    "298 KH/TWĐTN": (298, None, "KH", ("TWĐTN",)),
    "56/KH-TLĐ": (56, None, "KH", ("TLĐ",)),
    "270/TLĐ": (270, None, "", ("TLĐ",)),
    "28/2018/QĐ-TTg": (28, 2018, "QĐ", ("TTg",)),
    "97/2025/QH15": (97, 2025, "", ("QH15",)),
    "403/2017/NQLT-UBTVQH14-CP-ĐCTUBTWMTTQVN": (403, 2017, "NQLT", ("UBTVQH14", "CP", "ĐCTUBTWMTTQVN")),
    "976 - KH/BDVTW": (976, None, "KH", ("BDVTW",)),
    "454-CV/BDVTW": (454, None, "CV", ("BDVTW",)),
    "1198/QĐ-MTTW-ĐCT": (1198, None, "QĐ", ("MTTW", "ĐCT")),
    "01/QCPH/UBND-UBMTTQ": (1, None, "QCPH", ("UBND", "UBMTTQ")),
    "367 - QĐ/TWĐTN-VP": (367, None, "QĐ", ("TWĐTN", "VP")),
    "05/BC-MTTW-BTT": (5, None, "BC", ("MTTW", "BTT")),
    "05-BC/BDVTW": (5, None, "BC", ("BDVTW",)),
}


@pytest.mark.parametrize("text", FORMS)
def test_every_form_met_is_taken_apart_and_put_together(text: str) -> None:
    symbol = parse_symbol(text)
    assert (symbol.number, symbol.year, symbol.type_abbreviation, symbol.issuers) == FORMS[text]
    assert str(symbol) == text
    assert parse_symbol(f"  {text} ") == symbol


def test_only_known_abbreviations_tell_a_type_from_an_issuer() -> None:
    known = {"CT", "QĐ"}
    assert parse_symbol("1234/UBND-VP", type_abbreviations=known).issuers == ("UBND", "VP")
    assert parse_symbol("17/CT-UBND", type_abbreviations=known).type_abbreviation == "CT"


def test_a_symbol_knows_no_type() -> None:
    assert {name for name in dir(Symbol) if "type" in name} == {"type_abbreviation", "type_part"}


@pytest.mark.parametrize("text", ["", "QĐ/TW", "12", "12/", "12//QĐ", "12/QĐ_TW", "12/QĐ-<b>", "-5/QĐ-TW"])
def test_other_texts_are_refused_with_a_reason(text: str) -> None:
    with pytest.raises(SymbolError, match=r".+"):
        parse_symbol(text)


part = st.text("ABCĐHKQTUVXYabgirđ0123456789", min_size=1, max_size=6)
separator = st.sampled_from(["/", "-", " - ", " ", " / "])


@given(number=st.integers(1, 99999), year=st.none() | st.integers(1945, 2050), rest=st.data())
def test_round_trip(number: int, year: int | None, rest: st.DataObject) -> None:
    pairs = rest.draw(st.lists(st.tuples(separator, part), min_size=1, max_size=4))
    text = f"{number:02d}{'' if year is None else f'/{year}'}" + "".join(s + p for s, p in pairs)
    symbol = parse_symbol(text)
    assert str(symbol) == text
    assert symbol.number == number
    assert parse_symbol(str(symbol)) == symbol
    assert symbol.type_abbreviation != "" or len(symbol.issuers) in (1, 2)
