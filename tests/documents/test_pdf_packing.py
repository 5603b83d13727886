"""A packed PDF is the same document in less room; what is not understood stays as it is."""

from __future__ import annotations

import pypdfium2 as pdfium
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdfium2 import raw

from giaoban.apps.documents.formats.paper_pdf import compiled
from giaoban.apps.documents.formats.pdf_packing import packed
from tests.documents.papers import sample


def looked_at(data: bytes) -> tuple[object, ...]:
    """Title, tags, outline, and of each page: size, text, how many links, what it looks like."""
    document = pdfium.PdfDocument(data)
    pages = [
        (
            page.get_size(),
            page.get_textpage().get_text_bounded(),
            raw.FPDFPage_GetAnnotCount(page),
            bytes(page.render(scale=0.4).to_numpy().tobytes()),
        )
        for page in document
    ]
    outline = [item.get_title() for item in document.get_toc()]
    found = (document.get_metadata_dict()["Title"], document.is_tagged(), outline, pages)
    document.close()
    return found


@pytest.mark.parametrize("code", ["state", "party", "youth"])
def test_it_is_the_same_document_in_less_room(code: str) -> None:
    before = compiled(sample(code))
    after = packed(before)
    assert len(after) < 0.8 * len(before)
    assert looked_at(after) == looked_at(before)
    assert packed(before) == after
    assert b"pdfuaid:part>1<" in after  # metadata stay readable for whoever checks the claim
    assert packed(after) == after


@given(st.binary(max_size=400))
def test_what_is_not_understood_comes_back(data: bytes) -> None:
    assert packed(data) == data


def test_a_torn_file_comes_back() -> None:
    whole = compiled(sample("state"))
    for torn in (whole[:-40], whole[: len(whole) // 2], whole.replace(b"endobj", b"endobi", 1)):
        assert packed(torn) == torn
