"""Numbers: which series, how written, never a gap and never a double, a skipped one with its reason."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
import yaml
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from giaoban.apps.accounts.enums import Post
from giaoban.apps.audit.models import AuditLine
from giaoban.apps.documents.actions.number_document import (
    begin_series,
    number_document,
    skip_number,
    void_number,
)
from giaoban.apps.documents.domain.numbering import NoTerm, NumberingError, scheme_from_data
from giaoban.apps.documents.domain.symbol import parse_symbol
from giaoban.apps.documents.enums import DocumentState, OutgoingState
from giaoban.apps.documents.formats.numbering import load_scheme, load_type_specs
from giaoban.apps.documents.models import Document, GivenNumber, NumberSeries, Outgoing
from giaoban.apps.documents.queries.numbers import gaps_and_doubles, proposed_type
from giaoban.apps.org.models import Unit
from giaoban.kit.errors import Conflict, Forbidden, Invalid, NotFound
from tests.documents.outgoing import NOW, agreed, kind
from tests.documents.register import registered
from tests.tasks.network import actor_in, unit

TYPES = {"ke_hoach": "KH", "cong_van": "CV", "quyet_dinh": "QĐ", "quy_dinh": "QĐ"}
RULES = """
terms: {t: [{code: A, from: 2016-01-29}, {code: B, from: 2021-02-02}]}
presets:
  year: {title: N, basis: B, span: year, series: type, pattern: "{number}/{type}-{issuer}",
         untyped: "{number}/{issuer}", untyped_types: [cong_van], together: {QĐ: [quyet_dinh, quy_dinh]}}
  term: {title: N, basis: B, span: term, terms: t, series: type, pattern: "{number}-{type}/{issuer}",
         untyped: "{number}/{issuer}", together: {QĐ: [quyet_dinh, quy_dinh]}}
rules: [{organisation: X, preset: term}, {preset: year}]
"""


def rules(**changes: Any) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(RULES)
    return found | changes


def scheme(data: dict[str, Any]) -> Any:
    return scheme_from_data(data, types=TYPES, kinds=["party", "front"])


class TestRules:
    def test_a_year_and_a_term(self) -> None:
        year, term = (scheme(rules()).presets[code] for code in ("year", "term"))
        assert [year.span_of(date(2021, 12, 31)), year.span_of(date(2022, 1, 1))] == ["2021", "2022"]
        assert [term.span_of(date(2021, 2, 1)), term.span_of(date(2021, 2, 2))] == ["t-A", "t-B"]
        with pytest.raises(NoTerm):
            term.span_of(date(2016, 1, 28))

    def test_types_share_a_series_only_when_told(self) -> None:
        year = scheme(rules()).presets["year"]
        found = [year.series_of(code) for code in ("ke_hoach", "quyet_dinh", "quy_dinh")]
        assert found == ["ke_hoach", "QĐ", "QĐ"]

    def test_who_follows_which(self) -> None:
        found = scheme(rules())
        assert found.preset_for(unit="u", organisation="X", kind="party").code == "term"
        assert found.preset_for(unit="u", organisation="Y", kind="party").code == "year"

    @pytest.mark.parametrize(
        ("path", "value", "said"),
        [
            (("presets", "year", "span"), "month", "span is year or term"),
            (("presets", "year", "pattern"), "{type}-{number}/{issuer}", "{number} first"),
            (("presets", "year", "untyped"), "{number}", "{number} first"),
            (("presets", "year", "untyped_types"), ["luat"], "no such type of document: luat"),
            (("presets", "year", "together"), {}, "would be written like another type"),
            (("presets", "term", "terms"), "u", "name a list of terms"),
            (("presets", "year", "colour"), 1, "unknown key 'colour'"),
            (("terms", "t"), [{"code": "A", "from": "2016"}], "a day is expected"),
            (("terms", "t"), [], "terms in order"),
            (("rules",), [{"organisation": "X", "preset": "term"}], "must fit every issuer"),
            (("rules",), [{"kind": "king", "preset": "year"}, {"preset": "year"}], "there is no 'king'"),
            (("rules",), [{"preset": "day"}], "there is no 'day'"),
        ],
    )
    def test_what_does_not_fit_is_named(self, path: tuple[str, ...], value: Any, said: str) -> None:
        data = rules()
        place = data
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = value
        with pytest.raises(NumberingError, match=said.replace("{", r"\{").replace("}", r"\}")):
            scheme(data)

    def test_symbols_of_the_pack_as_met_in_real_texts(self) -> None:
        found = load_scheme()
        party = found.preset_for(unit="x", organisation="BDV", kind="party")
        youth = found.preset_for(unit="x", organisation="TN", kind="political_social")
        front = found.preset_for(unit="x", organisation="MTTQ", kind="front")
        state = found.preset_for(unit="x", organisation="CD", kind="political_social")
        assert party.write(454, "cong_van", "CV", "BDVTW") == "454-CV/BDVTW"
        assert party.write(5, "bao_cao", "BC", "BDVTW") == "05-BC/BDVTW"
        assert youth.write(29, "huong_dan", "HD", "TWĐTN-VP") == "29-HD/TWĐTN-VP"
        assert front.write(5, "bao_cao", "BC", "MTTW-BTT") == "05/BC-MTTW-BTT"
        assert state.write(56, "ke_hoach", "KH", "TLĐ") == "56/KH-TLĐ"
        assert state.write(270, "cong_van", "CV", "TLĐ") == "270/TLĐ"

    @given(st.integers(1, 99_999), st.sampled_from(load_type_specs()), st.sampled_from(["MTTW-BTT", "BDVTW"]))
    def test_every_symbol_written_is_read_again(self, number: int, spec: Any, issuer: str) -> None:
        for preset in load_scheme().presets.values():
            text = preset.write(number, spec.code, spec.abbreviation, issuer)
            assert parse_symbol(text).number == number
            assert str(parse_symbol(text)) == text


@pytest.mark.django_db
class TestTaking:
    def test_the_number_is_taken_in_the_last_statement(self) -> None:
        home = unit("A")
        row = agreed(home)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            found = number_document(actor=actor_in(home, Post.CLERK), outgoing=row, now=NOW)
        last = [q["sql"] for q in asked if not q["sql"].startswith("RELEASE")][-1]
        assert "documents_numberseries" in last
        assert "audit_auditline" in last
        assert sum("documents_numberseries" in q["sql"] for q in asked) == 1
        document = Document.objects.get(pk=found.document_id)
        assert (document.number, document.symbol, document.entry) == (1, found.symbol, 1)
        assert document.symbol == f"01/KH-{home.code}"
        assert (document.state, document.issued_on) == (DocumentState.NUMBERED, date(2021, 7, 6))
        assert list(Document.objects.search("cong tac quy")) == [document]
        assert list(Document.objects.search(f"01/KH-{home.code}")) == [document]
        line = AuditLine.objects.get(code="documents.numbered")
        assert (line.subject_id, line.data["number"]) == (document.pk, 1)
        assert document.symbol not in str(line.data)  # it could not be erased there (see test_erasing)
        assert Outgoing.objects.get().document == document

    def test_series_by_type_and_by_year(self) -> None:
        home, other = unit("A"), unit("B")
        clerk = actor_in(home, Post.CLERK)
        report = kind("bao_cao", "Báo cáo", "BC")
        new_year = datetime(2021, 12, 31, 17, 30, tzinfo=UTC)  # 00:30 on 1 January in Hà Nội
        rows = [
            (agreed(home), NOW),
            (agreed(home, report), NOW),
            (agreed(home), NOW),
            (agreed(home), new_year),
        ]
        found = [number_document(actor=clerk, outgoing=row, now=at).number for row, at in rows]
        assert found == [1, 1, 2, 1]
        assert number_document(actor=actor_in(other, Post.CLERK), outgoing=agreed(other), now=NOW).number == 1
        assert [gaps_and_doubles(series) for series in NumberSeries.objects.all()] == [[]] * 4

    def test_a_number_once_and_after_the_leader(self) -> None:
        home = unit("A")
        clerk, row = actor_in(home, Post.CLERK), agreed(home)
        number_document(actor=clerk, outgoing=row, now=NOW)
        with pytest.raises(Conflict):
            number_document(actor=clerk, outgoing=row, now=NOW)
        writing = agreed(home)
        Outgoing.objects.filter(pk=writing.pk).update(state=OutgoingState.WRITING)
        with pytest.raises(Conflict):
            number_document(actor=clerk, outgoing=writing, now=NOW)
        assert NumberSeries.objects.get().last == 1

    @pytest.mark.parametrize("post", [p for p in Post if p != Post.CLERK])
    def test_only_the_clerk(self, post: Post) -> None:
        home = unit("A")
        row = agreed(home)
        with pytest.raises(Forbidden):
            number_document(actor=actor_in(home, post), outgoing=row, now=NOW)
        with pytest.raises(NotFound):
            number_document(actor=actor_in(unit("B"), Post.CLERK), outgoing=row, now=NOW)

    def test_a_destroyed_paper_keeps_its_number_with_the_reason(self) -> None:
        home = unit("A")
        clerk, row = actor_in(home, Post.CLERK), agreed(home)
        first = number_document(actor=clerk, outgoing=row, now=NOW)
        with pytest.raises(Invalid):
            void_number(actor=clerk, outgoing=row, reason=" ", now=NOW)
        void_number(actor=clerk, outgoing=row, reason="In sai, đã huỷ", now=NOW)
        assert Document.objects.get(pk=first.document_id).state == DocumentState.VOID
        assert number_document(actor=clerk, outgoing=row, now=NOW).number == 2
        kept = GivenNumber.objects.get(number=1)
        assert (kept.skipped_reason, kept.document_id) == ("In sai, đã huỷ", first.document_id)
        assert gaps_and_doubles(kept.series) == []

    def test_a_number_for_nothing_is_kept(self) -> None:
        home = unit("A")
        clerk = actor_in(home, Post.CLERK)
        given_ = skip_number(actor=clerk, unit=home, kind=kind(), reason="Ghi nhầm vào sổ giấy", now=NOW)
        assert (given_.number, given_.entry) == (1, None)
        assert number_document(actor=clerk, outgoing=agreed(home), now=NOW).number == 2
        assert AuditLine.objects.get(code="documents.number_skipped").data["number"] == 1
        with pytest.raises(Invalid):
            skip_number(actor=clerk, unit=home, kind=kind(), reason="", now=NOW)

    def test_a_series_goes_on_where_the_paper_ended(self) -> None:
        home = unit("A")
        clerk = actor_in(home, Post.CLERK)
        begin_series(actor=clerk, unit=home, kind=kind(), last=57, now=NOW)
        assert number_document(actor=clerk, outgoing=agreed(home), now=NOW).number == 58
        with pytest.raises(Conflict):
            begin_series(actor=clerk, unit=home, kind=kind(), last=90, now=NOW)
        assert gaps_and_doubles(NumberSeries.objects.get()) == []

    def test_the_database_refuses_what_would_make_a_gap(self) -> None:
        home = unit("A")
        number_document(actor=actor_in(home, Post.CLERK), outgoing=agreed(home), now=NOW)
        attempts = [
            lambda: NumberSeries.objects.update(last=5),
            lambda: NumberSeries.objects.all().delete(),
            lambda: GivenNumber.objects.update(number=2),
            lambda: GivenNumber.objects.all().delete(),
        ]
        for attempt in attempts:
            with pytest.raises(DatabaseError), transaction.atomic():
                attempt()

    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.lists(st.tuples(st.sampled_from(["number", "skip", "void", "fail"]), st.integers(0, 1))))
    def test_whatever_is_done_there_is_no_gap_and_no_double(self, steps: list[tuple[str, int]]) -> None:
        with transaction.atomic():
            home = unit("A")
            clerk = actor_in(home, Post.CLERK)
            types = [kind(), kind("bao_cao", "Báo cáo", "BC")]
            for step, which in steps:
                _do(step, types[which], home, clerk)
            found = list(NumberSeries.objects.filter(unit=home))
            assert [gaps_and_doubles(series) for series in found] == [[]] * len(found)
            lasts = sum(series.last for series in found)
            assert lasts == len([s for s, _ in steps if s != "fail"])
            lines = AuditLine.objects.filter(
                unit_id=home.pk, code__in=["documents.numbered", "documents.number_skipped"]
            )
            assert lines.count() == lasts
            transaction.set_rollback(True)


class Torn(Exception):
    pass


def _do(step: str, of: Any, home: Unit, clerk: Any) -> None:
    if step == "skip":
        skip_number(actor=clerk, unit=home, kind=of, reason="x", now=NOW)
        return
    row = agreed(home, of)
    try:
        with transaction.atomic():
            number_document(actor=clerk, outgoing=row, now=NOW)
            if step == "fail":
                raise Torn
    except Torn:
        return
    if step == "void":
        void_number(actor=clerk, outgoing=row, reason="x", now=NOW)


@pytest.mark.django_db
class TestRemembering:
    def test_what_the_clerk_chose_is_proposed_and_never_inferred(self) -> None:
        home, other = unit("A"), unit("B")
        assert proposed_type(home, "Bộ Chính trị", "213-QĐ/TW") is None
        chosen = registered(home).type
        assert proposed_type(home, "bộ chính trị", "213-QĐ/TW") == chosen
        assert proposed_type(other, "Bộ Chính trị", "213-QĐ/TW") == chosen
        decision = kind("quyet_dinh", "Quyết định", "QĐ")
        registered(other, "213-QĐ/TW", type=decision)
        assert proposed_type(other, "Bộ Chính trị", "214-QĐ/TW") == decision
        assert proposed_type(home, "Bộ Chính trị", "214-QĐ/TW") == chosen
        assert proposed_type(home, "Ban Bí thư", "214-QĐ/TW") is None
        assert proposed_type(home, "Bộ Chính trị", "214-KL/TW") is None
        assert proposed_type(home, "Bộ Chính trị", "không có số") is None
