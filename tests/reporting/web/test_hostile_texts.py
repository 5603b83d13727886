"""Texts that would break a page, a database or a paper: typed on the page, printed in the unit's own report."""

from __future__ import annotations

import io
import json
from datetime import date

import docx
import pytest
from django.urls import reverse

from giaoban.apps.reporting.formats.own_report import Kind, own_report
from giaoban.apps.reporting.models import DraftJournal, Report, ReportText
from giaoban.apps.reporting.queries.values import load_report
from tests.reporting.conftest import Round
from tests.reporting.test_own_report import letterheads
from tests.reporting.web.conftest import As

DAY = date(2021, 2, 16)
SIGNS = "\x00\x01\x1b[31m\u202e\u2066\ufffe"
SCRIPT = "<script>alert(1)</script>"
MARKUP = f"Kết quả{SIGNS} tốt {SCRIPT} & \"#eval('1')\" $x$ *b* =1+1 </w:t>"
STANDS = "Kết quả[31m tốt <script>alert(1)</script> & \"#eval('1')\" $x$ *b* =1+1 </w:t>"


def save(
    month: Round, as_: As, body: str, key: str = "1", name: str = "text:highlights"
) -> dict[str, object]:
    report = month.report("front-c1")
    url = reverse("reporting:save", args=[report.pk])
    stood = ReportText.objects.filter(version=report.version, code="highlights").values_list(
        "body", flat=True
    )
    changes = [{"name": name, "id": key, "value": body, "base": f"{stood.first() or ''}\x00"}]
    answer = as_("front-c1").post(url, {"changes": json.dumps(changes)})
    return {"status": answer.status_code, **answer.json()}


@pytest.fixture
def filled(month: Round) -> Round:
    letterheads()
    month.fill("front-c1")
    return month


def paper(report: Report, kind: Kind) -> bytes:
    assert report.version is not None
    return own_report(report, report.version, kind, day=DAY)


def words(content: bytes) -> str:
    return "\n".join(p.text for p in docx.Document(io.BytesIO(content)).paragraphs)


def test_signs_that_nobody_sees_are_dropped_everything_else_stays_text(filled: Round, as_: As) -> None:
    assert save(filled, as_, MARKUP)["status"] == 200
    report = load_report(filled.report("front-c1").pk)
    assert ReportText.objects.get(version=report.version, code="highlights").body == STANDS
    assert "\u202e" not in str(DraftJournal.objects.filter(report=report).latest("pk").typed)
    page = as_("front-c1").get(reverse("reporting:report", args=[report.pk])).content.decode()
    assert SCRIPT not in page
    assert "&lt;script&gt;alert(1)" in page
    assert STANDS in words(paper(report, "docx"))
    assert paper(report, "pdf").startswith(b"%PDF-")


def test_a_nul_in_a_key_or_a_name_is_no_error(filled: Round, as_: As) -> None:
    assert save(filled, as_, "Tốt.", key="a\x00b")["status"] == 200
    assert save(filled, as_, "Tốt.", name="text:a\x00b")["status"] == 422


def test_a_hundred_thousand_characters_are_refused_with_the_limit(filled: Round, as_: As) -> None:
    answer = save(filled, as_, "Dài. " * 20_000)
    assert answer["status"] == 422
    assert "at most" in str(answer["errors"])


def test_the_longest_text_that_is_accepted_comes_out_whole(filled: Round, as_: As) -> None:
    longest = 2000
    body = ("Chữ dài " * longest)[:longest].strip()
    assert save(filled, as_, body)["status"] == 200
    report = load_report(filled.report("front-c1").pk)
    assert body in words(paper(report, "docx"))
    assert len(paper(report, "pdf")) > 10_000
