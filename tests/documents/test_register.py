"""The register: who may, numbers, secrecy, instructions, replacement."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from unicodedata import normalize

import pytest
from django.db import connection
from django.utils import translation

from giaoban.apps.accounts.enums import Post
from giaoban.apps.accounts.models import Appointment
from giaoban.apps.audit.models import AuditLine
from giaoban.apps.documents.actions.deliver_document import deliver_document
from giaoban.apps.documents.actions.instruct_document import finish_document, instruct_document
from giaoban.apps.documents.actions.link_documents import link_documents
from giaoban.apps.documents.actions.load_types import load_types
from giaoban.apps.documents.actions.register_document import (
    SecretRefused,
    note_paper_register,
    register_document,
)
from giaoban.apps.documents.domain.register import TypeSpec, leading_number, tidy_symbol, without_opening
from giaoban.apps.documents.enums import Audience, Direction, DocumentState, LinkKind, Secrecy
from giaoban.apps.documents.models import Delivery, Document, DocumentType, PaperRegisterNote
from giaoban.apps.documents.queries import register as queries
from giaoban.apps.org.models import Unit
from giaoban.kit.access import Actor
from giaoban.kit.errors import AlreadyThere, Conflict, Forbidden, Invalid, NotFound
from tests.databases import Clone
from tests.documents.register import NOW, paper, registered
from tests.tasks.network import ALWAYS, actor_in, unit

LATER = date(2021, 7, 30)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Sentences in English."""
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("symbol", "number"),
    [
        ("290-QĐ/TW", 290),
        ("02/ĐA-MTTW-UB", 2),
        ("298 KH/TWĐTN", 298),
        ("28/2018/QĐ-TTg", 28),
        ("976 - KH/BDVTW", 976),
        ("QĐ/TW", None),
        ("", None),
    ],
)
def test_leading_number(symbol: str, number: int | None) -> None:
    assert leading_number(symbol) == number


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("087 / KH - UBND", "087/KH-UBND"),
        ("Số: 290-QĐ/TW", "290-QĐ/TW"),
        ("số 12 /  KH-BTT", "12/KH-BTT"),
        ("15/2021/NQ-HĐND", "15/2021/NQ-HĐND"),
        ("  1234/UBND-VP ", "1234/UBND-VP"),
        ("Không số", "Không số"),
    ],
)
def test_a_symbol_is_kept_as_printed(typed: str, kept: str) -> None:
    assert tidy_symbol(typed) == kept
    assert tidy_symbol(kept) == kept


@pytest.mark.django_db
class TestRegistering:
    def test_a_clerk_registers_and_entries_run(self) -> None:
        home = unit("A")
        one, two = registered(home), registered(home, "212-QĐ/TW")
        assert (one.entry, two.entry, one.number, one.year) == (1, 2, 290, 2021)
        assert one.state == DocumentState.REGISTERED
        assert AuditLine.objects.filter(code="documents.registered").count() == 2
        assert registered(unit("B")).entry == 1

    @pytest.mark.parametrize("post", [p for p in Post if p != Post.CLERK])
    def test_other_posts_do_not_register(self, post: Post) -> None:
        home = unit("A")
        with pytest.raises(Forbidden):
            registered(home, actor=actor_in(home, post))

    def test_a_clerk_of_another_unit_does_not(self) -> None:
        with pytest.raises(Forbidden):
            registered(unit("A"), actor=actor_in(unit("B"), Post.CLERK))

    @pytest.mark.parametrize("secrecy", [s for s in Secrecy if s != Secrecy.NONE])
    def test_a_secret_paper_is_refused_and_leaves_nothing(
        self, secrecy: Secrecy, settings: Any, tmp_path: Any
    ) -> None:
        settings.FILES_DIR = tmp_path
        lines = AuditLine.objects.count()
        home = unit("A")
        with pytest.raises(SecretRefused, match="paper register"):
            registered(home, secrecy=secrecy, upload=b"%PDF-1.4 %%EOF", file_name="mat.pdf")
        assert Document.objects.count() == 0
        assert AuditLine.objects.count() == lines
        assert list(tmp_path.rglob("*")) == []

    @pytest.mark.parametrize("symbol", ["MẬT 98-CV/TW", "98-CV/TW (Tối mật)", "Tuyệt mật: 98-CV/TW"])
    def test_a_mark_typed_along_with_the_symbol_is_heeded(self, symbol: str, settings: Any) -> None:
        settings.LANGUAGE_CODE = "vi"
        home = unit("A")
        with translation.override("en"), pytest.raises(SecretRefused):
            registered(home, symbol)
        assert Document.objects.count() == 0
        assert registered(home, "98-CV/MATTRAN").symbol == "98-CV/MATTRAN"

    def test_without_a_number_it_is_known_by_its_summary(self) -> None:
        home = unit("A")
        registered(home, "", summary="Giấy mời họp")
        with pytest.raises(AlreadyThere, match="Giấy mời họp"):
            registered(home, "", summary="giấy mời  họp")
        assert registered(home, "", summary="Giấy mời dự hội nghị").entry == 2

    def test_only_the_paper_register_is_noted(self) -> None:
        home = unit("A")
        clerk = actor_in(home, Post.CLERK)
        for _again in range(2):
            note_paper_register(actor=clerk, unit=home, received_on=LATER, entry="12/2021", now=NOW)
        assert PaperRegisterNote.objects.count() == 1
        for words in ("Về vụ việc", "12 về vụ", "", "/2021", "1" * 13):
            with pytest.raises(Invalid):
                note_paper_register(actor=clerk, unit=home, received_on=LATER, entry=words, now=NOW)
        with pytest.raises(Forbidden):
            note_paper_register(actor=actor_in(home), unit=home, received_on=LATER, entry="1", now=NOW)
        assert list(queries.paper_notes(actor_in(home))) == []
        assert queries.paper_notes(clerk).count() == 1

    def test_the_same_document_twice(self) -> None:
        home = unit("A")
        first = registered(home)
        for written in ("290-qđ/tw", "Số: 290 - QĐ / TW", "0290-QĐ/TW"):
            with pytest.raises(AlreadyThere, match="entry 1 of 2021") as there:
                registered(home, written)
            assert there.value.address == f"/van-ban/{first.pk}/"

    @pytest.mark.parametrize("written", ["11-CV/TW", "11 - CV/T.Ư", "11-cv/tư", normalize("NFD", "11-CV/TƯ")])
    def test_two_spellings_of_one_abbreviation_are_one_paper(self, written: str) -> None:
        home = unit("A")
        first = registered(home, "11-CV/TƯ")
        with pytest.raises(AlreadyThere, match="entry 1 of 2021"):
            registered(home, written)
        assert first.symbol == "11-CV/TƯ"
        assert registered(home, "11-CV/TU").entry == 2

    def test_what_is_missing_is_named(self) -> None:
        home = unit("A")
        with pytest.raises(Invalid) as problem:
            registered(home, summary=" ", received_on=date(2009, 1, 1))
        assert [place for place, _sentence in problem.value.problems] == ["summary", "received_on"]
        assert Document.objects.count() == 0

    def test_what_arrives_tomorrow_is_refused_by_the_local_day(self) -> None:
        home = unit("A")
        clerk, new = actor_in(home, Post.CLERK), paper(received_on=date(2021, 7, 7))
        late = datetime(2021, 7, 6, 17, tzinfo=UTC)  # midnight in Hà Nội
        with pytest.raises(Invalid) as problem:
            register_document(actor=clerk, unit=home, new=new, now=late - timedelta(seconds=1))
        assert [place for place, _sentence in problem.value.problems] == ["received_on"]
        assert register_document(actor=clerk, unit=home, new=new, now=late).received_on == date(2021, 7, 7)

    def test_the_file_is_kept(self, settings: Any, tmp_path: Any) -> None:
        settings.FILES_DIR = tmp_path
        row = registered(unit("A"), upload=b"%PDF-1.4 x %%EOF", file_name="290.pdf")
        assert row.file is not None
        assert row.file.name == "290.pdf"

    def test_types_load_once(self) -> None:
        specs = [TypeSpec("ke_hoach", "Kế hoạch", "KH"), TypeSpec("quyet_dinh", "Quyết định", "QĐ")]
        system = Actor.system("test")
        assert load_types(actor=system, types=specs) == 2
        assert load_types(actor=system, types=specs) == 0
        assert load_types(actor=system, types=[*specs[:1], TypeSpec("quyet_dinh", "QĐ", "QĐ")]) == 1
        assert [t.name for t in DocumentType.objects.all()] == ["Kế hoạch", "QĐ"]
        with pytest.raises(Forbidden):
            load_types(actor=actor_in(unit("A"), Post.ADMINISTRATOR), types=specs)


@pytest.mark.django_db
class TestReading:
    def test_own_addressed_and_open_to_the_network(self) -> None:
        home, other = unit("A"), unit("B")
        stranger = actor_in(other)
        own = registered(home)
        wide = registered(home, "212-QĐ/TW", audience=Audience.NETWORK)
        sent = registered(home, "213-QĐ/TW")
        deliver_document(actor=actor_in(home, Post.CLERK), document=sent, units=[other], now=NOW)
        assert set(queries.documents(actor_in(home))) == {own, wide, sent}
        assert set(queries.documents(stranger)) == {wide, sent}
        assert list(queries.documents(Actor.public())) == []
        with pytest.raises(NotFound):
            queries.document_page(stranger, own.pk)

    def test_delivery_once_each(self) -> None:
        home, other = unit("A"), unit("B")
        row = registered(home)
        clerk = actor_in(home, Post.CLERK)
        assert deliver_document(actor=clerk, document=row, units=[other, home], now=NOW) == 1
        assert deliver_document(actor=clerk, document=row, units=[other], now=NOW) == 0
        assert Delivery.objects.count() == 1
        with pytest.raises(Forbidden):
            deliver_document(actor=actor_in(other), document=row, units=[other], now=NOW)
        with pytest.raises(NotFound):
            deliver_document(actor=actor_in(unit("C")), document=row, units=[other], now=NOW)

    @pytest.mark.parametrize("query", ["290", "dan van", "QUY CHE cong tac", "bo chinh tri", "qđ/tw"])
    def test_search_ignores_diacritics(self, query: str) -> None:
        row = registered(unit("A"))
        assert list(Document.objects.search(query)) == [row]
        assert not Document.objects.search(query + " khác")


@pytest.mark.django_db
class TestInstructing:
    def instruct(self, home: Unit, row: Document, actor: Actor, **changes: Any) -> Any:
        asked = {"body": "Ban Phong trào chủ trì", "lead_unit": home, "lead": None, "coordinating": []}
        return instruct_document(
            actor=actor, document=row, **{**asked, "due_on": LATER, "now": NOW, **changes}
        )

    def test_the_leader_names_who_is_in_charge(self) -> None:
        home, below, beside = unit("A"), unit("B"), unit("C")
        row = registered(home)
        leader = actor_in(home, Post.LEADER)
        self.instruct(home, row, leader)
        self.instruct(home, row, leader, lead_unit=below, coordinating=[beside, below])
        page = queries.document_page(leader, row.pk)
        assert page.document.state == DocumentState.INSTRUCTED
        assert [i.lead_unit for i in page.instructions] == [below, home]
        assert list(page.instructions[0].coordinating.all()) == [beside]
        assert queries.document(actor_in(below), row.pk) == row

    def test_the_deadline_does_not_lie_before_the_day_of_the_instruction(self) -> None:
        home = unit("A")
        row, leader = registered(home), actor_in(home, Post.LEADER)
        late = datetime(2021, 7, 29, 17, tzinfo=UTC)  # midnight, the 30th, in Vietnam
        with pytest.raises(Invalid) as refused:
            self.instruct(home, row, leader, due_on=date(2021, 7, 29), now=late)
        assert [place for place, _said in refused.value.problems] == ["due_on"]
        assert not row.instructions.exists()
        assert self.instruct(home, row, leader, now=late).due_on == LATER

    @pytest.mark.parametrize("post", [p for p in Post if p != Post.LEADER])
    def test_only_the_leader(self, post: Post) -> None:
        home = unit("A")
        row = registered(home)
        with pytest.raises(Forbidden):
            self.instruct(home, row, actor_in(home, post))

    def test_the_officer_belongs_to_the_lead_unit(self) -> None:
        from giaoban.apps.accounts.actions.create_user import create_user

        home, other = unit("A"), unit("B")
        user = create_user(
            actor=Actor.system("test"), username="x", label="Chuyên viên", password=None, now=NOW
        )
        officer = Appointment.objects.create(user=user, unit=other, post=Post.OFFICER, valid=ALWAYS)
        row = registered(home)
        leader = actor_in(home, Post.LEADER)
        with pytest.raises(Invalid):
            self.instruct(home, row, leader, lead=officer)
        assert self.instruct(home, row, leader, lead=officer, lead_unit=other).lead == officer

    def test_done_is_done(self) -> None:
        home = unit("A")
        row = registered(home)
        leader = actor_in(home, Post.LEADER)
        with pytest.raises(Conflict):
            finish_document(actor=leader, document=row, now=NOW)
        self.instruct(home, row, leader)
        finish_document(actor=actor_in(home), document=row, now=NOW)
        with pytest.raises(Conflict):
            self.instruct(home, row, leader)
        with pytest.raises(NotFound):
            finish_document(actor=actor_in(unit("B")), document=row, now=NOW)


@pytest.mark.django_db
class TestLinking:
    def test_a_newer_document_takes_the_place_of_an_older_one(self) -> None:
        home = unit("A")
        old = registered(home)
        new = registered(home, "23-QĐ/TW", issued_on=LATER, received_on=LATER, replaces=[old])
        clerk = actor_in(home, Post.CLERK)
        assert queries.document_page(clerk, old.pk).replaced_by == [new]
        assert queries.document_page(clerk, new.pk).replaces == [old]
        flags = {d.pk: d.is_replaced for d in queries.documents(clerk)}
        assert flags == {old.pk: True, new.pk: False}

    def test_not_the_other_way_round(self) -> None:
        home = unit("A")
        old, new = registered(home), registered(home, "23-QĐ/TW", issued_on=LATER, received_on=LATER)
        clerk = actor_in(home, Post.CLERK)
        link = {"actor": clerk, "kind": LinkKind.REPLACES, "now": NOW}
        with pytest.raises(Invalid):
            link_documents(source=old, target=new, **link)
        with pytest.raises(Invalid):
            link_documents(source=old, target=old, **link)
        link_documents(source=new, target=old, **link)
        with pytest.raises(Conflict):
            link_documents(source=new, target=old, **link)

    def test_another_units_document_is_not_replaced_but_may_be_carried_out(self) -> None:
        home, below = unit("A"), unit("B")
        wide = registered(home, audience=Audience.NETWORK)
        plan = registered(below, "05/KH-MT", direction=Direction.OUTGOING, issued_on=LATER, received_on=LATER)
        clerk = actor_in(below, Post.CLERK)
        with pytest.raises(Forbidden):
            link_documents(actor=clerk, source=plan, target=wide, kind=LinkKind.REPLACES, now=NOW)
        link_documents(actor=clerk, source=plan, target=wide, kind=LinkKind.IMPLEMENTS, now=NOW)
        assert queries.document_page(clerk, wide.pk).implemented_by == [plan]
        assert queries.document_page(actor_in(home), wide.pk).implemented_by == []
        with pytest.raises(Forbidden):
            link_documents(
                actor=actor_in(below, Post.LEADER),
                source=plan,
                target=wide,
                kind=LinkKind.IMPLEMENTS,
                now=NOW,
            )

    def test_what_one_may_not_read_one_does_not_link(self) -> None:
        home, other = unit("A"), unit("B")
        hidden = registered(home)
        with pytest.raises(Forbidden):
            registered(other, "1/KH", carries_out=[hidden])
        assert Document.objects.filter(unit=other).count() == 0


@pytest.mark.concurrency
def test_two_clerks_at_once_no_gap_and_no_double(fresh_db: Clone) -> None:
    home = unit("A")
    registered(home, "0/X")
    start = threading.Barrier(4)

    def work(worker: int) -> None:
        try:
            start.wait()
            for n in range(6):
                new = paper(f"{worker}-{n}/X", issued_on=date(2021, 1, 1) + timedelta(days=n))
                register_document(actor=actor_in(home, Post.CLERK), unit=home, new=new, now=NOW)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(Document.objects.values_list("entry", flat=True)) == list(range(1, 26))


@pytest.mark.concurrency
def test_the_same_form_sent_four_times_at_once_is_one_document(fresh_db: Clone) -> None:
    assert fresh_db
    home = unit("A")
    registered(home, "0/X")
    ends: list[str] = []
    start = threading.Barrier(4)

    def work() -> None:
        try:
            start.wait()
            register_document(actor=actor_in(home, Post.CLERK), unit=home, new=paper("7/X"), now=NOW)
            ends.append("registered")
        except Conflict:
            ends.append("there already")
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ends) == ["registered", *["there already"] * 3]
    assert Document.objects.filter(symbol="7/X").count() == 1


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("Về việc đôn đốc báo cáo", "đôn đốc báo cáo"),
        ("V/v: về  việc đôn đốc", "đôn đốc"),
        ("V/v V/v đôn đốc", "đôn đốc"),
        ("về việc làm cho thanh niên", "việc làm cho thanh niên"),
        ("V/v về việc làm rõ số liệu", "việc làm rõ số liệu"),
        ("về đích nông thôn mới", "về đích nông thôn mới"),
        ("Vietnam", "Vietnam"),
        ("Về việc", "Về việc"),
    ],
)
def test_what_another_text_says_before_it_is_taken_off(text: str, rest: str) -> None:
    assert without_opening(text, (("Về việc làm", "việc làm"), ("Về việc",), ("V/v",))) == rest
