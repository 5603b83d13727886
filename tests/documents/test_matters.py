"""Matter files: papers numbered without a gap, closed for good, kept as long as listed, seen by one unit only."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from giaoban.apps.accounts.enums import Post
from giaoban.apps.accounts.models import Appointment
from giaoban.apps.audit.models import AuditLine
from giaoban.apps.documents.actions.file_paper import move_in_matter, put_in_matter, take_out_of_matter
from giaoban.apps.documents.actions.instruct_document import instruct_document
from giaoban.apps.documents.actions.keep_matter import (
    change_matter,
    close_matter,
    continue_matter,
    open_matter,
    reopen_matter,
)
from giaoban.apps.documents.actions.link_documents import link_documents
from giaoban.apps.documents.actions.strike_entry import strike_entry
from giaoban.apps.documents.domain.matters import Closing, MatterFacts
from giaoban.apps.documents.enums import LinkKind, MatterState
from giaoban.apps.documents.models import Delivery, Document, MatterFile, MatterPaper, MatterStep
from giaoban.apps.documents.queries.matters import Sign, Why, filing_of, kept_no_longer, matters, papers_of
from giaoban.apps.org.models import Unit
from giaoban.kit.errors import AlreadyThere, Conflict, Forbidden, Invalid, NotFound
from tests.databases import Clone
from tests.documents.drafts import draft, person, text
from tests.documents.outgoing import NOW, agreed
from tests.documents.register import registered
from tests.documents.test_outgoing import begun, issued
from tests.tasks.network import ALWAYS, actor_in, unit

LATER = NOW + timedelta(days=2)
CLOSING = Closing(date(2010, 2, 25), date(2021, 7, 1), 12)


@pytest.fixture(autouse=True)
def place(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.FILES_DIR = tmp_path
    with translation.override("en"):
        yield


def opened(home: Unit, code: str = "01.VP", **changes: Any) -> MatterFile:
    facts = {"year": 2021, "title": "Hội nghị giao ban", "retention_years": 10} | changes
    return open_matter(actor=actor_in(home), unit=home, facts=MatterFacts(code=code, **facts), now=NOW)


def put(matter: MatterFile, paper: Any) -> MatterPaper:
    return put_in_matter(actor=actor_in(matter.unit), matter=matter, paper=paper, now=NOW)


def close(matter: MatterFile, closing: Closing = CLOSING) -> MatterFile:
    return close_matter(actor=actor_in(matter.unit), matter=matter, closing=closing, now=LATER)


def numbers(matter: MatterFile) -> list[tuple[int, str]]:
    """Place and symbol of what lies in a file."""
    rows = MatterPaper.objects.filter(file=matter, number__isnull=False).order_by("number")
    return [(row.number or 0, row.document.symbol if row.document else "") for row in rows]


@pytest.mark.django_db
class TestKeeping:
    def test_a_line_of_the_list_is_checked(self) -> None:
        home = unit("A")
        row = opened(home, code=" 01.VP ")
        assert (row.code, row.state, row.keeper) == ("01.VP", MatterState.OPEN, None)
        with pytest.raises(AlreadyThere) as caught:
            opened(home, code="01.vp")
        assert str(row.pk) in caught.value.address
        opened(home, year=2022)
        opened(unit("B"))
        for wrong in (
            {"code": ""},
            {"title": " "},
            {"retention_years": 7},
            {"year": 20210},
            {"keeper_id": 999_999},
        ):
            with pytest.raises(Invalid):
                opened(home, **({"code": "02.VP"} | wrong))
        assert AuditLine.objects.filter(code="documents.matter_opened").count() == 3

    def test_a_keeper_is_a_post_of_the_unit(self) -> None:
        home, other = unit("A"), unit("B")
        theirs = Appointment.objects.create(
            user_id=person(other, "ho").user_id, unit=other, post=Post.OFFICER, valid=ALWAYS
        )
        with pytest.raises(Invalid) as caught:
            opened(home, keeper_id=theirs.pk)
        assert caught.value.problems[0][0] == "keeper"

    def test_changing_keeps_what_was_there_before(self) -> None:
        row = opened(unit("A"))
        facts = MatterFacts(2021, "01.VP", "Hội nghị sơ kết", 20)
        change_matter(actor=actor_in(row.unit), matter=row, facts=facts, now=LATER)
        change_matter(actor=actor_in(row.unit), matter=row, facts=facts, now=LATER)
        steps = list(MatterStep.objects.filter(file=row).values_list("step", "note"))
        assert steps == [("opened", ""), ("changed", "Hội nghị giao ban")]

    def test_closed_it_changes_only_after_it_was_opened_again(self) -> None:
        home = unit("A")
        row = opened(home)
        first = put(row, registered(home))
        closed = close(row)
        assert (closed.last_year_kept, closed.sheets) == (2031, 12)
        other = registered(home, "5-QĐ/TW")
        for attempt in (
            lambda: put(row, other),
            lambda: take_out_of_matter(actor=actor_in(home), paper=first, reason="x", now=LATER),
            lambda: move_in_matter(actor=actor_in(home), paper=first, to=1, now=LATER),
            lambda: change_matter(
                actor=actor_in(home), matter=row, facts=MatterFacts(2021, "9", "x", 5), now=LATER
            ),
            lambda: close(row),
        ):
            with pytest.raises(Conflict):
                attempt()
        clerk = actor_in(home, Post.CLERK)
        with pytest.raises(Invalid):
            reopen_matter(actor=clerk, matter=row, reason=" ", now=LATER)
        with pytest.raises(Forbidden):
            reopen_matter(actor=actor_in(home), matter=row, reason="Sót văn bản", now=LATER)
        again = reopen_matter(actor=clerk, matter=row, reason="Sót văn bản", now=LATER)
        assert (again.state, again.sheets, again.ends_on) == (MatterState.OPEN, None, None)
        assert put(row, other).number == 2
        assert MatterStep.objects.filter(file=row).last().note == "Sót văn bản"  # type: ignore[union-attr]

    def test_when_it_cannot_be_closed(self) -> None:
        home = unit("A")
        row = opened(home)
        with pytest.raises(Invalid):
            close(row, Closing(date(2021, 7, 1), date(2021, 7, 1), 0))  # nothing lies in it
        draft_in = put(row, begun(home).content)
        with pytest.raises(Invalid) as caught:
            close(row)
        assert "not issued" in str(caught.value.problems)
        take_out_of_matter(actor=actor_in(home), paper=draft_in, reason="x", now=LATER)
        for begins, ends in ((date(2021, 7, 2), date(2021, 7, 1)), (date(2021, 7, 1), date(2021, 7, 30))):
            with pytest.raises(Invalid) as caught:
                close(row, Closing(begins, ends, 3))
            assert caught.value.problems[0][0] == "ends_on"
        assert close(row, Closing(date(2021, 7, 1), date(2021, 7, 1), 3)).state == MatterState.CLOSED

    def test_retention_ends_by_years_and_deletes_nothing(self) -> None:
        home = unit("A")
        five, always = opened(home, retention_years=5), opened(home, "02.VP", retention_years=None)
        still_open = opened(home, "03.VP", retention_years=5)
        close(five)
        close(always)
        rows = matters(actor_in(home))
        assert list(kept_no_longer(rows, 2026)) == []
        assert list(kept_no_longer(rows, 2027)) == [five]
        assert {r.pk for r in rows} == {five.pk, always.pk, still_open.pk}

    def test_carried_on_once_into_the_next_year(self) -> None:
        home = unit("A")
        row = opened(home)
        put(row, registered(home))
        later = continue_matter(actor=actor_in(home), matter=row, now=LATER)
        assert (later.year, later.code, later.retention_years, later.continues) == (2022, "01.VP", 10, row)
        assert not later.papers.exists()
        with pytest.raises(AlreadyThere):
            continue_matter(actor=actor_in(home), matter=row, now=LATER)
        taken = opened(home, "02.VP")
        opened(home, "02.VP", year=2022)
        with pytest.raises(AlreadyThere):
            continue_matter(actor=actor_in(home), matter=taken, now=LATER)

    def test_who_may(self) -> None:
        home, above = unit("A"), unit("Trên")
        row, paper = opened(home), registered(home)
        with pytest.raises(NotFound):
            put_in_matter(actor=actor_in(above), matter=row, paper=paper, now=NOW)
        with pytest.raises(Forbidden):
            put_in_matter(actor=actor_in(home, Post.LEADER), matter=row, paper=paper, now=NOW)
        assert list(matters(actor_in(above))) == []
        assert [r.filed for r in matters(actor_in(home, Post.LEADER))] == [0]  # type: ignore[attr-defined]


@pytest.mark.django_db
class TestPapers:
    def test_put_in_moved_and_taken_out(self) -> None:
        home = unit("A")
        row = opened(home)
        papers = [put(row, registered(home, f"{n}-QĐ/TW")) for n in (1, 2, 3, 4)]
        move_in_matter(actor=actor_in(home), paper=papers[3], to=1, now=NOW)
        assert numbers(row) == [(1, "4-QĐ/TW"), (2, "1-QĐ/TW"), (3, "2-QĐ/TW"), (4, "3-QĐ/TW")]
        with pytest.raises(Invalid):
            take_out_of_matter(actor=actor_in(home), paper=papers[0], reason="", now=NOW)
        take_out_of_matter(actor=actor_in(home), paper=papers[0], reason="Nhầm hồ sơ", now=NOW)
        take_out_of_matter(actor=actor_in(home), paper=papers[0], reason="Lần nữa", now=NOW)
        move_in_matter(actor=actor_in(home), paper=papers[3], to=99, now=NOW)
        assert numbers(row) == [(1, "2-QĐ/TW"), (2, "3-QĐ/TW"), (3, "4-QĐ/TW")]
        papers[0].refresh_from_db()
        assert (papers[0].number, papers[0].out_reason) == (None, "Nhầm hồ sơ")
        with pytest.raises(Conflict):
            move_in_matter(actor=actor_in(home), paper=papers[0], to=1, now=NOW)
        assert put(row, papers[0].document).number == 4  # and in again

    def test_once_in_a_file_and_in_several_files(self) -> None:
        home = unit("A")
        one, two, paper = opened(home), opened(home, "02.VP"), registered(home)
        assert put(one, paper) == put(one, paper)
        assert put(two, paper).number == 1
        found = filing_of(actor_in(home), home.pk, paper)
        assert found is not None
        assert found.lies_in == [one, two]

    def test_a_draft_becomes_its_document_and_does_not_lie_there_twice(self) -> None:
        home = unit("A")
        row = opened(home)
        writing = begun(home)
        first = put(row, writing.content)
        assert [p.signs for p in papers_of(actor_in(home), row)] == [(Sign.DRAFT,)]
        done = issued(home)
        other = put(row, done.content)
        assert put(row, done) == other
        assert first.number == 1
        shown = papers_of(actor_in(home), row)
        assert [(p.document, p.signs) for p in shown] == [(None, (Sign.DRAFT,)), (done, ())]

    def test_struck_and_replaced_papers_say_so(self) -> None:
        home = unit("A")
        row = opened(home)
        old, new, wrong = (registered(home, f"{n}-QĐ/TW") for n in (1, 2, 3))
        for paper in (old, wrong):
            put(row, paper)
        link_documents(actor=actor_in(home), source=new, target=old, kind=LinkKind.REPLACES, now=NOW)
        strike_entry(actor=actor_in(home, Post.CLERK), document=wrong, reason="Nhầm", now=NOW)
        assert [p.signs for p in papers_of(actor_in(home), row)] == [(Sign.REPLACED,), (Sign.STRUCK,)]
        wrong.refresh_from_db()
        with pytest.raises(Conflict):
            put(opened(home, "02.VP"), wrong)

    def test_only_what_the_unit_has(self) -> None:
        home, other = unit("A"), unit("B")
        row, theirs = opened(home), registered(other)
        with pytest.raises(NotFound):
            put(row, theirs)
        both = person(home, "hai-mu")
        both = type(both)(
            "user", user_id=both.user_id, hats=(*both.hats, *actor_in(other).hats), worn=home.pk
        )
        with pytest.raises(Conflict, match="does not have"):
            put_in_matter(actor=both, matter=row, paper=theirs, now=NOW)
        Delivery.objects.create(document=theirs, unit=home, sent_at=NOW)
        assert put(row, theirs).number == 1
        with pytest.raises(NotFound):
            put(row, draft(actor_in(other), other))
        Delivery.objects.all().delete()
        shown = papers_of(actor_in(home), row)
        assert [(p.document, p.content) for p in shown] == [(None, None)]


@pytest.mark.django_db
class TestSuggestions:
    def why(self, home: Unit, paper: Any) -> list[tuple[MatterFile, Why, str]]:
        found = filing_of(actor_in(home), home.pk, paper)
        assert found is not None
        return [(s.file, s.why, s.about) for s in found.suggested]

    def test_the_file_of_what_it_answers_cites_or_is_instructed_for(self) -> None:
        home = unit("A")
        user = person(home, "chuyen-vien").user_id
        post = Appointment.objects.create(user_id=user, unit=home, post=Post.OFFICER, valid=ALWAYS)
        one, two, three = opened(home), opened(home, "02.VP"), opened(home, "03.VP", keeper_id=post.pk)
        asked, cited = registered(home, "1-QĐ/TW"), registered(home, "68/NQ-CP")
        put(one, asked)
        put(two, cited)
        answer = begun(home, carries_out=asked)
        assert self.why(home, answer.content) == [(one, Why.LINKED, asked.symbol)]
        citing = draft(actor_in(home), home, text("Thực hiện Nghị quyết số 68/NQ-CP"))
        assert self.why(home, citing) == [(two, Why.CITED, cited.symbol)]
        instruct_document(
            actor=actor_in(home, Post.LEADER), document=registered(home, "7-QĐ/TW"), body="Làm", lead_unit=home,
            lead=post, coordinating=(), due_on=None, now=NOW,
        )  # fmt: skip
        assert self.why(home, Document.objects.get(symbol="7-QĐ/TW")) == [(three, Why.IN_CHARGE, "")]
        assert filing_of(actor_in(unit("B")), home.pk, asked) is None

    def test_closed_files_are_not_offered(self) -> None:
        home = unit("A")
        row, asked = opened(home), registered(home)
        put(row, asked)
        close(row)
        found = filing_of(actor_in(home), home.pk, begun(home, carries_out=asked).content)
        assert found is not None
        assert (found.suggested, found.others) == ([], [])


@pytest.mark.django_db
class TestDatabase:
    def test_it_refuses_what_would_change_a_closed_file_or_make_a_gap(self) -> None:
        home = unit("A")
        row, papers = opened(home), []
        papers = [put(row, registered(home, f"{n}-QĐ/TW")) for n in (1, 2)]
        mine = MatterPaper.objects.filter(pk=papers[0].pk)

        def refused(attempt: Any) -> None:
            def at_commit() -> None:
                attempt()
                connection.check_constraints()

            with pytest.raises(DatabaseError), transaction.atomic():
                at_commit()

        refused(lambda: mine.update(number=3))
        refused(lambda: mine.update(number=2))
        refused(lambda: mine.update(number=None, out_at=NOW, out_reason="x"))  # the second would be the first
        refused(lambda: mine.update(document=papers[1].document))
        refused(mine.delete)
        refused(lambda: MatterFile.objects.all().delete())
        refused(lambda: MatterFile.objects.update(state=MatterState.CLOSED))  # without its days
        refused(lambda: MatterStep.objects.update(note="x"))
        close(row)
        refused(lambda: MatterFile.objects.update(title="x"))
        refused(lambda: mine.update(number=None, out_at=NOW, out_reason="x"))
        refused(
            lambda: MatterPaper.objects.create(file=row, number=3, content=agreed(home).content, put_at=NOW)
        )

    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.lists(st.tuples(st.sampled_from("poom"), st.integers(0, 5), st.integers(1, 7)), max_size=25))
    def test_no_gap_and_no_double_whatever_is_done(self, steps: list[tuple[str, int, int]]) -> None:
        """Against a plain list that does the same."""
        with transaction.atomic(), translation.override("en"):
            home = unit("A")
            row, papers = opened(home), [registered(home, f"{n}-QĐ/TW") for n in range(6)]
            model: list[int] = []
            for step, which, to in steps:
                lying = MatterPaper.objects.filter(
                    file=row, document=papers[which], number__isnull=False
                ).first()
                if step == "p" and which not in model:
                    put(row, papers[which])
                    model.append(which)
                elif step == "o" and lying:
                    take_out_of_matter(actor=actor_in(home), paper=lying, reason="x", now=NOW)
                    model.remove(which)
                elif step == "m" and lying:
                    move_in_matter(actor=actor_in(home), paper=lying, to=to, now=NOW)
                    model.remove(which)
                    model.insert(to - 1, which)
                with connection.cursor() as cursor:
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                    cursor.execute("SET CONSTRAINTS ALL DEFERRED")
                assert numbers(row) == [(n, f"{which}-QĐ/TW") for n, which in enumerate(model, 1)]
            transaction.set_rollback(True)


@pytest.mark.concurrency
def test_two_people_put_in_at_once(fresh_db: Clone) -> None:
    assert fresh_db
    home = unit("A")
    row = opened(home)
    papers = [registered(home, f"{n}-QĐ/TW") for n in range(12)]
    start, failed = threading.Barrier(2), []

    def fill(mine: list[Document]) -> None:
        try:
            start.wait(30)
            for paper in mine:
                put(row, paper)
                put(row, papers[0])  # both also put in the same one
        except Exception as problem:
            failed.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=fill, args=(papers[n::2],)) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failed == []
    found = numbers(row)
    assert [n for n, _ in found] == list(range(1, 13))
    assert len({symbol for _, symbol in found}) == 12
