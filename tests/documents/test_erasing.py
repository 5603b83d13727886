"""A document found secret: no word of it is left anywhere, and whoever had it is told where to look."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import translation
from procrastinate.contrib.django.models import ProcrastinateJob

from giaoban.apps.accounts.enums import Post
from giaoban.apps.audit.models import AuditLine
from giaoban.apps.directives.actions.send_directive import ask_everybody, send_directive
from giaoban.apps.documents.actions.correct_entry import correct_entry
from giaoban.apps.documents.actions.create_content import create_content
from giaoban.apps.documents.actions.deliver_document import deliver_document
from giaoban.apps.documents.actions.edit_paragraph import edit_paragraph
from giaoban.apps.documents.actions.erase_secret import erase_secret
from giaoban.apps.documents.actions.file_paper import put_in_matter
from giaoban.apps.documents.actions.instruct_document import instruct_document
from giaoban.apps.documents.actions.keep_matter import open_matter
from giaoban.apps.documents.domain.matters import MatterFacts
from giaoban.apps.documents.enums import Audience, ContentKind, Direction, DocumentState
from giaoban.apps.documents.formats.books import load_book_forms
from giaoban.apps.documents.models import Document, MatterPaper, ParagraphText, StruckNotice
from giaoban.apps.documents.queries.books import book_of
from giaoban.apps.documents.queries.search import find
from giaoban.apps.files.actions.erase_files import ERASE, erase_contents
from giaoban.apps.files.models import StoredFile
from giaoban.apps.notify.models import Channel, Sending
from giaoban.apps.proposals.models import Proposal
from giaoban.apps.tasks.models import Ask, Task
from giaoban.kit.errors import Conflict, Forbidden, NotFound
from giaoban.kit.jobs import run_pending
from tests.conferences.people import signed_in
from tests.databases import Clone
from tests.directives.waves import ORDER, SYSTEM
from tests.documents.drafts import person, text
from tests.documents.register import NOW, paper, registered
from tests.documents.test_outgoing import issued
from tests.files.samples import PDF
from tests.tasks.network import actor_in, network, unit

WORD = "zimbabu"
SYMBOL, SUMMARY = "77-QĐ/ZIMBABU", f"Về việc tổ chức {WORD} trong hệ thống"
LATER = NOW + timedelta(hours=3)


@pytest.fixture(autouse=True)
def place(settings: Any, tmp_path: Path) -> Iterator[Path]:
    settings.FILES_DIR = tmp_path
    with translation.override("en"):
        yield tmp_path


def everywhere(word: str) -> list[str]:
    """The tables of which any row, in any column, holds the word."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(
                f'SELECT count(*) FROM "{table}" t WHERE to_jsonb(t)::text ILIKE %s', [f"%{word}%"]
            )
            if cursor.fetchone()[0]:
                found.append(table)
    return found


def erase(row: Document, post: Post = Post.CLERK) -> Document:
    return erase_secret(actor=actor_in(row.unit, post), document=row, now=LATER)


def bytes_gone() -> None:
    """The job that takes the bytes away: it waits in this test's transaction."""
    for args in ProcrastinateJob.objects.filter(task_name=ERASE).values_list("args", flat=True):
        erase_contents(**args)


def told_about(document: Document) -> None:
    """A daily reminder that named it with something else, and a telegram."""
    user = person(document.unit, "nguoi.nhan").user_id
    assert user is not None
    row = Channel(user_id=user, way="email", created_at=NOW, confirmed_at=NOW)
    row.seal("x@example.vn")
    row.save()
    ask = Ask.objects.filter(subject_type="documents.Document", subject_id=document.pk).first()
    assert ask is not None
    made = {"channel": row, "link": "/", "created_at": NOW, "due_at": NOW}
    Sending.objects.create(
        key="daily:2021-07-06", subject="2", body=f"- {ask.title}: hạn\n- Việc khác", **made
    )
    Sending.objects.create(key=f"ask:{ask.pk}", subject=ask.title[:200], body=ask.title, **made)


def carried_out(document: Document, top: Any) -> None:
    """A wave with tasks, a proposal about it, a file of the matter, a text that cites it."""
    tasks = tuple(replace(task, title=f"{task.title} {WORD}") for task in ORDER.tasks)
    order = replace(ORDER, tasks=tasks, note=f"Gấp {WORD}")
    directive = send_directive(actor=actor_in(top), document=document, unit=top, order=order, now=NOW)
    ask_everybody(actor=SYSTEM, directive=directive, now=NOW)
    about = Proposal(
        kind="proposal", difficulty="", remedy="Cấp kinh phí", about=str(document), holder=top, raised_at=NOW,
        about_document=document,
    )  # fmt: skip
    about.fold_words()
    about.save()
    facts = MatterFacts(code="01.VP", year=2021, title=f"Hồ sơ {SUMMARY}", retention_years=10)
    matter = open_matter(actor=actor_in(top), unit=top, facts=facts, now=NOW)
    put_in_matter(actor=actor_in(top), matter=matter, paper=document, now=NOW)
    cites = create_content(
        actor=actor_in(top), unit=top, kind=ContentKind.PLAN, title="Kế hoạch",
        paragraphs=[text(f"Theo Quy định số {SYMBOL} ngày 25/02/2010, các cấp làm tốt.")], now=NOW,
    )  # fmt: skip
    line = ParagraphText.objects.get(content=cites)
    edit_paragraph(
        actor=actor_in(top),
        paragraph=line.paragraph,
        text=f"{line.plain} Thêm.",
        seen=line.pk,
        now=NOW,
    )


@pytest.mark.django_db
def test_no_word_is_left_in_any_table_nor_on_disk(place: Path) -> None:
    top, other = unit("A"), unit("B")
    network(3, superior=top)
    row = registered(
        top,
        SYMBOL,
        summary=SUMMARY,
        upload=PDF + WORD.encode(),
        file_name=f"{WORD}.pdf",
        audience=Audience.NETWORK,
    )
    clerk = actor_in(top, Post.CLERK)
    new = paper(SYMBOL, summary=f"{SUMMARY} các cấp", upload=PDF + b"2", file_name=f"{WORD}-2.pdf")
    row = correct_entry(actor=clerk, document=row, new=new, reason=f"Thiếu {WORD}", now=NOW)
    instruct_document(
        actor=actor_in(top, Post.LEADER), document=row, body=f"Thực hiện {WORD}", lead_unit=other, lead=None,
        coordinating=(), due_on=None, now=NOW,
    )  # fmt: skip
    told_about(row)
    carried_out(row, top)
    answer = issued(top, carries_out=row)
    assert {
        "documents_document",
        "documents_entrychange",
        "tasks_ask",
        "tasks_task",
        "notify_sending",
    } <= set(everywhere(WORD))
    digests = set(StoredFile.objects.filter(name__contains=WORD).values_list("sha256", flat=True))
    done = erase(Document.objects.get(pk=row.pk))
    bytes_gone()
    assert everywhere(WORD) == []
    assert not [
        p for p in place.rglob("*") if p.is_file() and (p.name in digests or WORD.encode() in p.read_bytes())
    ]
    assert (done.state, done.entry, done.year) == (DocumentState.SECRET, row.entry, row.year)
    assert find(clerk, WORD) == []
    assert [hit.document for hit in find(clerk, "paper register")] == [None]  # the text that cited it
    line = ParagraphText.objects.get(content__title="Kế hoạch", until=None)
    assert line.plain.startswith("Theo [See the paper register] ngày")
    assert line.cites == []
    assert {task.state for task in Task.objects.all()} == {"dropped"}
    assert Sending.objects.get(key="daily:2021-07-06").body.endswith("- Việc khác")
    assert MatterPaper.objects.get(document=row).number == 1
    note = book_of(top, Direction.INCOMING, 2021, load_book_forms()).rows[0][-1]
    assert "xem sổ giấy" in note
    audit = AuditLine.objects.get(code="documents.erased")
    assert (audit.subject_id, audit.data["entry"]) == (row.pk, row.entry)
    assert StruckNotice.objects.filter(document=answer, unit=top).exists()


@pytest.mark.django_db
def test_an_issued_document_goes_with_its_text_versions_comments_seal_and_file(place: Path) -> None:
    home, reader = unit("A"), unit("B")
    row = issued(home, now=NOW)
    content = row.content
    assert content is not None
    line = ParagraphText.objects.filter(content=content, until=None).exclude(runs=[]).first()
    assert line is not None
    code = row.seal.code
    said = line.plain
    symbol = row.symbol
    deliver_document(actor=actor_in(home), document=row, units=[reader], now=NOW)
    assert "documents_paragraphtext" in everywhere(said[:30])
    with pytest.raises(DatabaseError), transaction.atomic():
        Document.objects.filter(pk=row.pk).update(summary="x")
    files = {row.file.sha256} if row.file else set()
    erase(row, Post.LEADER)
    bytes_gone()
    assert everywhere(said[:30]) == []
    assert everywhere(symbol) == []
    assert not [p for p in place.rglob("*") if p.name in files]
    assert not StoredFile.objects.filter(sha256__in=files).exists()
    with pytest.raises(DatabaseError), transaction.atomic():
        Document.objects.filter(pk=row.pk).update(summary="x")  # the guards hold again
    client = signed_in(home, Post.CLERK)
    assert client.get(reverse("document_check", args=[code])).status_code == 404
    for name, pk in (("documents:document", row.pk), ("documents:outgoing", row.outgoing.pk)):
        page = client.get(reverse(name, args=[pk]))
        assert page.status_code == 200
        assert "See the paper register" in page.text
    assert client.get(reverse("documents:content", args=[content.pk])).status_code == 200
    assert client.get(reverse("documents:book", args=["di"])).status_code == 200


@pytest.mark.django_db
def test_whoever_had_it_is_told_in_words_that_name_nothing_and_answers_once() -> None:
    home, reader, twin = unit("A"), unit("B"), unit("C")
    row = registered(home, SYMBOL, summary=SUMMARY)
    same = registered(twin, SYMBOL, summary=SUMMARY)
    deliver_document(actor=actor_in(home), document=row, units=[reader], now=NOW)
    erase(row)
    erase(row)
    asks = {ask.unit: ask for ask in Ask.objects.filter(kind="found_secret", state="open")}
    assert set(asks) == {reader, twin}
    assert f"entry {row.entry} of 2021" in asks[reader].title
    assert WORD not in asks[reader].title + asks[twin].title
    assert asks[twin].subject_id == same.pk
    same.refresh_from_db()
    assert same.summary == SUMMARY  # the register of another unit is its own
    client = signed_in(reader, Post.CLERK)
    page = client.get(asks[reader].url)
    assert "only the paper register tells of it" in page.text
    assert "Seen" in page.text
    notice = StruckNotice.objects.get(unit=reader)
    client.post(reverse("documents:struck_seen", args=[notice.pk]))
    assert not Ask.objects.filter(kind="found_secret", state="open", unit=reader).exists()
    other = signed_in(twin, Post.CLERK).get(asks[twin].url)
    assert "found secret. Look at the paper" in other.text
    erase(same)
    assert everywhere(WORD) == []
    assert not Ask.objects.filter(unit=twin, state="open").exists()


@pytest.mark.django_db
def test_a_number_that_several_documents_have_is_blotted_out_only_where_this_one_is_meant() -> None:
    home = unit("A")
    row = registered(home, "5-QĐ/TW", summary="Một")
    registered(home, "5-QĐ/TW", summary="Hai", issued_on=date(2011, 3, 1))
    said = [
        "Theo Quy định số 5-QĐ/TW ngày 25/02/2010",
        "Theo Quy định số 5-QĐ/TW",
        "Số 5-QĐ/TW ngày 01/3/2011",
    ]
    create_content(
        actor=actor_in(home),
        unit=home,
        kind=ContentKind.PLAN,
        title="K",
        paragraphs=[text(s) for s in said],
        now=NOW,
    )
    erase(row)
    left = [t.plain for t in ParagraphText.objects.order_by("position")]
    assert left == ["Theo [See the paper register] ngày 25/02/2010", *said[1:]]


@pytest.mark.django_db
def test_only_its_own_clerk_or_leader_and_nothing_is_built_on_it_any_more() -> None:
    home, reader = unit("A"), unit("B")
    row = registered(home)
    for actor, error in ((actor_in(home), Forbidden), (actor_in(reader, Post.CLERK), NotFound)):
        with pytest.raises(error):
            erase_secret(actor=actor, document=row, now=LATER)
    client = signed_in(home, Post.CLERK)
    address = reverse("documents:erase_secret", args=[row.pk])
    assert "Nothing brings them back" in client.get(address).text
    assert client.post(address, {"seen": ""}).status_code == 422
    assert client.post(address, {"seen": "on"}).status_code == 302
    row.refresh_from_db()
    assert row.state == DocumentState.SECRET
    assert "See the paper register" in client.get(reverse("documents:list")).text
    with pytest.raises(Conflict):
        deliver_document(actor=actor_in(home), document=row, units=[reader], now=NOW)
    again = registered(home)  # the same number may arrive again on a paper that is not secret
    assert again.entry == row.entry + 1


def test_a_file_that_another_register_holds_too_stays_there_and_its_unit_is_told(
    fresh_db: Clone, place: Path
) -> None:
    home, twin = unit("A"), unit("B")
    row = registered(home, SYMBOL, upload=PDF, file_name="a.pdf")
    same = registered(twin, "1/KH-X", upload=PDF, file_name="a.pdf")
    erase(row)
    run_pending()
    assert StoredFile.objects.filter(name="a.pdf").exists()
    assert [p for p in place.rglob("*") if p.is_file() and same.file and p.name == same.file.sha256]
    assert Ask.objects.filter(kind="found_secret", unit=twin, subject_id=same.pk).exists()
