"""Contents written paragraph by paragraph: who may, conflicts, histories, comments, issuing."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import IntegrityError, InternalError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from giaoban.apps.accounts.enums import Post
from giaoban.apps.audit.models import AuditLine
from giaoban.apps.documents.actions.arrange_paragraphs import (
    delete_paragraph,
    insert_paragraph,
    merge_paragraphs,
    move_paragraph,
)
from giaoban.apps.documents.actions.change_texts import ContentIssued
from giaoban.apps.documents.actions.circulate_content import circulate_content, mark_version
from giaoban.apps.documents.actions.comment_on_paragraph import answer_comment, comment_on_paragraph
from giaoban.apps.documents.actions.edit_paragraph import ParagraphConflict, edit_paragraph
from giaoban.apps.documents.actions.issue_content import OpenComments, digest, issue_content
from giaoban.apps.documents.actions.write_content import write_content
from giaoban.apps.documents.domain.paper import ChartBlock, Heading
from giaoban.apps.documents.domain.stored import NewParagraph
from giaoban.apps.documents.enums import Answer, ContentKind
from giaoban.apps.documents.formats.blocks import to_blocks
from giaoban.apps.documents.models import Comment, Content, KeptAside, ParagraphText
from giaoban.apps.documents.queries import contents as queries
from giaoban.kit.errors import Conflict, Forbidden, Invalid, NotFound
from giaoban.kit.usecase import UseCaseBroken
from tests.databases import Clone
from tests.documents.drafts import NOW, SYSTEM, draft, nth, person, plain, shops, text
from tests.tasks.network import actor_in, unit


@pytest.mark.django_db
class TestWriting:
    def test_order_identity_and_first_version(self) -> None:
        home = unit("Trung ương")
        content = draft(actor_in(home), home)
        assert plain(content) == ["Một", "Hai", "Ba"]
        assert [v.revision for v in content.versions.all()] == [1]
        assert AuditLine.objects.filter(code="documents.content_written", subject_id=content.pk).count() == 1

    @pytest.mark.parametrize("post", [Post.AUDITOR, Post.TREASURER, Post.ADMINISTRATOR])
    def test_other_posts_do_not_write(self, post: Post) -> None:
        home = unit("Trung ương")
        with pytest.raises(Forbidden):
            draft(actor_in(home, post), home)

    def test_another_unit_does_not_see_it(self) -> None:
        home, other = unit("A"), unit("B")
        content = draft(actor_in(home), home)
        stranger = actor_in(other)
        with pytest.raises(NotFound):
            insert_paragraph(actor=stranger, content=content, after=None, new=text("x"), now=NOW)
        with pytest.raises(NotFound):
            queries.content(stranger, content.pk)
        assert list(queries.contents(stranger)) == []

    def test_the_plain_function_is_for_use_cases_only(self) -> None:
        home = unit("A")
        with pytest.raises(UseCaseBroken), transaction.atomic():
            write_content(
                actor=actor_in(home), unit=home, kind=ContentKind.PLAN, title="x", paragraphs=[], now=NOW
            )

    def test_a_title_is_needed(self) -> None:
        from giaoban.apps.documents.actions.create_content import create_content

        home = unit("A")
        with pytest.raises(Invalid):
            create_content(
                actor=actor_in(home), unit=home, kind=ContentKind.PLAN, title=" ", paragraphs=(), now=NOW
            )

    def test_a_chart_is_kept_and_read_back(self, settings: Any, tmp_path: Any) -> None:
        settings.FILES_DIR = tmp_path
        home = unit("A")
        block = ChartBlock("Cửa hàng", "726 cửa hàng", "<svg/>", b"\x89PNG")
        content = draft(actor_in(home), home, NewParagraph(block))
        assert to_blocks(queries.texts_of(content)) == (block,)


@pytest.mark.django_db
class TestEditing:
    def test_edit_keeps_identity_history_and_links(self) -> None:
        home = unit("A")
        actor = actor_in(home)
        content = draft(actor, home, shops())
        old = nth(content, 0)
        new = edit_paragraph(
            actor=actor, paragraph=old.paragraph, seen=old.pk, text="Nay có 726  cửa hàng.\n", now=NOW
        )
        assert new.plain == "Nay có 726 cửa hàng."
        assert new.runs[1]["code"] == "C1"
        assert new.sources == old.sources
        assert [row.plain for row in queries.history(old.paragraph)] == [new.plain, "Có 726 cửa hàng."]
        assert plain(content, revision=1) == ["Có 726 cửa hàng."]

    def test_the_second_writer_gets_a_conflict_and_both_texts_are_kept(self) -> None:
        home = unit("A")
        one, two = person(home, "mot"), person(home, "hai")
        content = draft(one, home)
        old = nth(content, 0)
        edit_paragraph(actor=one, paragraph=old.paragraph, seen=old.pk, text="Của một", now=NOW)
        with pytest.raises(ParagraphConflict) as conflict:
            edit_paragraph(actor=two, paragraph=old.paragraph, seen=old.pk, text="Của hai", now=NOW)
        assert conflict.value.theirs is not None
        assert conflict.value.theirs.plain == "Của một"
        assert "Của một" in str(conflict.value)
        (kept,) = queries.aside(old.paragraph, two)
        assert (kept.body, kept.seen_id) == ("Của hai", old.pk)
        assert list(queries.aside(old.paragraph, one)) == []
        assert plain(content)[0] == "Của một"

    def test_a_move_in_between_is_no_conflict(self) -> None:
        home = unit("A")
        actor = actor_in(home)
        content = draft(actor, home)
        old, last = nth(content, 0), nth(content, 2)
        move_paragraph(actor=actor, paragraph=old.paragraph, after=last.paragraph, now=NOW)
        edit_paragraph(actor=actor, paragraph=old.paragraph, seen=old.pk, text="Một mới", now=NOW)
        assert plain(content) == ["Hai", "Ba", "Một mới"]

    def test_the_same_words_change_nothing(self) -> None:
        home = unit("A")
        content = draft(actor_in(home), home)
        old = nth(content, 0)
        edit_paragraph(actor=actor_in(home), paragraph=old.paragraph, seen=old.pk, text=" Một ", now=NOW)
        content.refresh_from_db()
        assert content.revision == 1

    def test_editing_what_was_deleted_keeps_the_text(self) -> None:
        home = unit("A")
        actor = actor_in(home)
        content = draft(actor, home)
        old = nth(content, 1)
        delete_paragraph(actor=actor, paragraph=old.paragraph, now=NOW)
        with pytest.raises(ParagraphConflict) as conflict:
            edit_paragraph(actor=actor, paragraph=old.paragraph, seen=old.pk, text="Muộn", now=NOW)
        assert conflict.value.theirs is None
        assert KeptAside.objects.get().body == "Muộn"

    def test_empty_is_refused(self) -> None:
        home = unit("A")
        content = draft(actor_in(home), home)
        old = nth(content, 0)
        with pytest.raises(Invalid):
            edit_paragraph(actor=actor_in(home), paragraph=old.paragraph, seen=old.pk, text=" \n", now=NOW)

    def test_merge_keeps_the_sources_of_all(self) -> None:
        home = unit("A")
        actor = actor_in(home)
        content = draft(actor, home, text("Một.", 1), text("Hai.", 2), text("Ba.", 1))
        rows = queries.texts_of(content)
        merged = merge_paragraphs(
            actor=actor, content=content, paragraphs=[r.paragraph for r in (rows[2], rows[0])], now=NOW
        )
        assert plain(content) == ["Hai.", "Ba. Một."]
        assert [s["report"] for s in merged.sources] == [1]
        both = merge_paragraphs(
            actor=actor, content=content, paragraphs=[rows[1].paragraph, merged.paragraph], now=NOW
        )
        assert [s["report"] for s in both.sources] == [2, 1]

    def test_headings_do_not_merge(self) -> None:
        home = unit("A")
        content = draft(actor_in(home), home, NewParagraph(Heading(1, "I")), text("Hai"))
        rows = queries.texts_of(content)
        with pytest.raises(Invalid):
            merge_paragraphs(
                actor=actor_in(home), content=content, paragraphs=[r.paragraph for r in rows], now=NOW
            )
        with pytest.raises(Invalid):
            merge_paragraphs(
                actor=actor_in(home), content=content, paragraphs=[rows[1].paragraph] * 2, now=NOW
            )

    def test_compare_versions(self) -> None:
        home = unit("A")
        actor = actor_in(home)
        content = draft(actor, home)
        old = nth(content, 1)
        edit_paragraph(actor=actor, paragraph=old.paragraph, seen=old.pk, text="Hai mới", now=NOW)
        delete_paragraph(actor=actor, paragraph=nth(content, 2).paragraph, now=NOW)
        insert_paragraph(actor=actor, content=content, after=None, new=text("Đầu"), now=NOW)
        mark_version(actor=actor, content=content, label="Bản 2", now=NOW)
        fates = [c.fate for c in queries.changes(content, 1)]
        assert fates == ["added", "same", "edited", "removed"]


@pytest.mark.django_db
class TestIssuing:
    def issued(self) -> tuple[Content, Any]:
        home = unit("A")
        leader = actor_in(home, Post.LEADER)
        content = draft(leader, home)
        return issue_content(actor=leader, content=content, now=NOW), leader

    def test_nothing_changes_afterwards(self) -> None:
        content, leader = self.issued()
        row = nth(content, 0)
        with pytest.raises(ContentIssued):
            edit_paragraph(actor=leader, paragraph=row.paragraph, seen=row.pk, text="x", now=NOW)
        assert content.sha256 == digest(content)

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE documents_content SET title = 'x' WHERE id = %s",
            "UPDATE documents_paragraphtext SET until = 9 WHERE content_id = %s",
            "DELETE FROM documents_paragraphtext WHERE content_id = %s",
            "DELETE FROM documents_contentversion WHERE content_id = %s",
            "UPDATE documents_paragraph SET section = 'x' WHERE content_id = %s",
            "INSERT INTO documents_paragraph (uid, content_id, section) VALUES (gen_random_uuid(), %s, '')",
        ],
    )
    def test_the_database_refuses(self, statement: str) -> None:
        content, _leader = self.issued()
        with (
            pytest.raises((InternalError, IntegrityError), match=r"issued|append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement, [content.pk])

    def test_history_of_a_draft_is_not_rewritten(self) -> None:
        home = unit("A")
        content = draft(actor_in(home), home)
        with pytest.raises((InternalError, IntegrityError), match="append-only"), transaction.atomic():
            ParagraphText.objects.filter(content=content).update(runs=[{"text": "x"}])

    def test_an_officer_does_not_issue(self) -> None:
        home = unit("A")
        content = draft(actor_in(home), home)
        with pytest.raises(Forbidden):
            issue_content(actor=actor_in(home), content=content, now=NOW)

    def test_open_comments_hold_it_up(self) -> None:
        home = unit("A")
        leader = actor_in(home, Post.LEADER)
        content = draft(leader, home)
        comment = comment_on_paragraph(
            actor=leader, unit=home, paragraph=nth(content, 0).paragraph, body="Thêm số", now=NOW
        )
        with pytest.raises(OpenComments):
            issue_content(actor=leader, content=content, now=NOW)
        answer_comment(actor=leader, comment=comment, answer=Answer.ACCEPTED, body="", now=NOW)
        assert issue_content(actor=leader, content=content, now=NOW).sha256


@pytest.mark.django_db
class TestComments:
    def test_readers_comment_once_it_is_sent_round(self) -> None:
        home, reader = unit("A"), unit("B")
        writer, guest = actor_in(home), actor_in(reader)
        content = draft(writer, home)
        place = nth(content, 0).paragraph
        with pytest.raises(NotFound):
            comment_on_paragraph(actor=guest, unit=reader, paragraph=place, body="x", now=NOW)
        circulate_content(actor=writer, content=content, units=[reader], due_on=None, now=NOW)
        comment = comment_on_paragraph(actor=guest, unit=reader, paragraph=place, body=" Bổ sung ", now=NOW)
        assert comment.body == "Bổ sung"
        with pytest.raises(Forbidden):
            insert_paragraph(actor=guest, content=content, after=None, new=text("x"), now=NOW)
        with pytest.raises(Forbidden):
            comment_on_paragraph(actor=guest, unit=home, paragraph=place, body="x", now=NOW)
        with pytest.raises(Forbidden):
            answer_comment(actor=guest, comment=comment, answer=Answer.ACCEPTED, body="", now=NOW)

    def test_an_answer_is_explained_and_given_once(self) -> None:
        home = unit("A")
        actor = actor_in(home)
        content = draft(actor, home)
        comment = comment_on_paragraph(
            actor=actor, unit=home, paragraph=nth(content, 0).paragraph, body="x", now=NOW
        )
        with pytest.raises(Invalid):
            answer_comment(actor=actor, comment=comment, answer=Answer.EXPLAINED, body=" ", now=NOW)
        answer_comment(actor=actor, comment=comment, answer=Answer.PARTLY, body="Một phần", now=NOW)
        with pytest.raises(Conflict):
            answer_comment(actor=actor, comment=comment, answer=Answer.ACCEPTED, body="", now=NOW)

    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.lists(st.tuples(st.sampled_from("eimdgc"), st.integers(0, 99)), max_size=14))
    def test_comments_stay_on_their_paragraph(self, steps: list[tuple[str, int]]) -> None:
        with transaction.atomic():
            _play(steps)
            transaction.set_rollback(True)


def _play(steps: list[tuple[str, int]]) -> None:
    """Random edits beside a model of what should hang where."""
    home = unit("A")
    actor = actor_in(home)
    content = draft(actor, home, *(text(f"Đoạn {n}") for n in range(5)))
    order = [row.paragraph for row in queries.texts_of(content)]
    hung: dict[int, int] = {}
    for number, (step, seed) in enumerate(steps):
        if not order:
            break
        at = seed % len(order)
        one = order[at]
        if step == "e":
            seen = ParagraphText.objects.get(paragraph=one, until__isnull=True)
            edit_paragraph(actor=actor, paragraph=one, seen=seen.pk, text=f"Sửa {number}", now=NOW)
        elif step == "i":
            new = insert_paragraph(actor=actor, content=content, after=one, new=text("Mới"), now=NOW)
            order.insert(at + 1, new.paragraph)
        elif step == "m":
            after = order[(at + 2) % len(order)]
            move_paragraph(actor=actor, paragraph=one, after=after, now=NOW)
            if after != one:
                order.remove(one)
                order.insert(order.index(after) + 1, one)
        elif step == "d":
            delete_paragraph(actor=actor, paragraph=one, now=NOW)
            order.remove(one)
        elif step == "g" and len(order) > 1:
            other = order[(at + 1) % len(order)]
            merge_paragraphs(actor=actor, content=content, paragraphs=[one, other], now=NOW)
            order.remove(other)
            hung = {c: one.pk if p == other.pk else p for c, p in hung.items()}
        elif step == "c":
            comment = comment_on_paragraph(actor=actor, unit=home, paragraph=one, body="?", now=NOW)
            hung[comment.pk] = one.pk
    page = queries.reading(content)
    assert [line.text.paragraph for line in page.lines] == order
    on_page = {c.pk: line.text.paragraph_id for line in page.lines for c in line.comments}
    standing = {p.pk for p in order}
    assert on_page == {c: p for c, p in hung.items() if p in standing}
    assert {c.pk for c in page.stray} == {c for c, p in hung.items() if p not in standing}
    assert Comment.objects.filter(content=content).count() == len(hung)


@pytest.mark.concurrency
def test_two_editors_at_once_one_wins_nothing_is_lost(fresh_db: Clone) -> None:
    home = unit("A")
    content = draft(SYSTEM, home)
    rows = queries.texts_of(content)
    start = threading.Barrier(6)
    outcomes: list[str] = []

    def edit(place: int, words: str) -> None:
        try:
            start.wait()
            row = rows[place]
            edit_paragraph(actor=SYSTEM, paragraph=row.paragraph, seen=row.pk, text=words, now=NOW)
            outcomes.append("kept")
        except ParagraphConflict:
            outcomes.append("conflict")
        finally:
            connection.close()

    threads = [threading.Thread(target=edit, args=(n % 3, f"Chữ {n}")) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["conflict"] * 3 + ["kept"] * 3
    standing = set(plain(content))
    aside = set(KeptAside.objects.values_list("body", flat=True))
    assert standing | aside == {f"Chữ {n}" for n in range(6)}
    assert Content.objects.get().revision == 4
