"""Entries put right and struck: what the book keeps, who is told, when it is refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from giaoban.apps.accounts.enums import Post
from giaoban.apps.audit.models import AuditLine
from giaoban.apps.documents.actions.correct_entry import correct_entry
from giaoban.apps.documents.actions.deliver_document import deliver_document
from giaoban.apps.documents.actions.instruct_document import finish_document, instruct_document
from giaoban.apps.documents.actions.link_documents import link_documents
from giaoban.apps.documents.actions.strike_entry import note_struck, strike_entry
from giaoban.apps.documents.enums import Direction, DocumentState, LinkKind, Urgency
from giaoban.apps.documents.formats.books import load_book_forms
from giaoban.apps.documents.models import Delivery, Document, EntryChange, StruckNotice
from giaoban.apps.documents.queries.books import book_of
from giaoban.apps.documents.queries.corrections import entry_changes
from giaoban.apps.org.models import Unit
from giaoban.apps.tasks.models import Ask
from giaoban.kit.errors import AlreadyThere, Conflict, Forbidden, Invalid
from tests.conferences.people import signed_in
from tests.documents.register import NOW, paper, registered
from tests.tasks.network import actor_in, unit

LATER = NOW + timedelta(hours=3)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


def correct(row: Document, reason: str = "Đọc nhầm số", **changes: Any) -> Document:
    clerk = actor_in(row.unit, Post.CLERK)
    return correct_entry(actor=clerk, document=row, new=paper(**changes), reason=reason, now=LATER)


def strike(row: Document, reason: str = "Văn bản gửi nhầm nơi") -> Document:
    return strike_entry(actor=actor_in(row.unit, Post.CLERK), document=row, reason=reason, now=LATER)


def instruct(row: Document, lead: Unit) -> None:
    instruct_document(
        actor=actor_in(row.unit, Post.LEADER), document=row, body="Thực hiện", lead_unit=lead, lead=None,
        coordinating=(), due_on=None, now=NOW,
    )  # fmt: skip


def cells(home: Unit, entry: int) -> dict[str, str]:
    """One line of the printed book of incoming documents, by the value of its columns."""
    book = book_of(home, Direction.INCOMING, 2021, load_book_forms())
    rows = [dict(zip((c.value for c in book.form.columns), row, strict=True)) for row in book.rows]
    return next(row for row in rows if row["entry"] == str(entry))


@pytest.mark.django_db
class TestCorrecting:
    def test_the_book_reads_anew_and_keeps_what_stood_before(self) -> None:
        home = unit("A")
        row = registered(home)
        done = correct(row, symbol="291-QĐ/TW", summary="Quy chế mới", urgency=Urgency.URGENT)
        assert (done.symbol, done.number, done.summary, done.entry) == ("291-QĐ/TW", 291, "Quy chế mới", 1)
        assert Document.objects.search("291 quy che moi").get() == done
        (shown,) = entry_changes(actor_in(home, Post.CLERK), done)
        assert next((p.label, p.before, p.after) for p in shown.parts) == (
            "Number and symbol", "290-QĐ/TW", "291-QĐ/TW",
        )  # fmt: skip
        assert ("Urgency", "Ordinary", "Urgent") in [(p.label, p.before, p.after) for p in shown.parts]
        assert (shown.change.reason, shown.change.at) == ("Đọc nhầm số", LATER)
        note = cells(home, 1)["note"]
        assert "290-QĐ/TW" in note
        assert "Đọc nhầm số" in note
        assert "06/07/2021" in note
        line = AuditLine.objects.get(code="documents.entry_corrected")
        assert line.data["fields"] == ["symbol", "summary", "urgency"]
        assert "290" not in str(line.data)

    def test_what_is_asked_names_it_anew(self) -> None:
        home = unit("A")
        row = registered(home)
        correct(row, summary="Quy chế mới")
        assert "Quy chế mới" in Ask.objects.get(kind="instruct").title

    def test_nothing_different_changes_nothing(self) -> None:
        correct(registered(unit("A")))
        assert not EntryChange.objects.exists()

    def test_a_reason_a_day_of_this_book_and_no_double(self) -> None:
        home = unit("A")
        row = registered(home)
        registered(home, "5-QĐ/TW")
        with pytest.raises(Invalid) as caught:
            correct(row, reason=" ", summary="x")
        assert caught.value.problems[0][0] == "reason"
        with pytest.raises(Invalid) as caught:
            correct(row, received_on=date(2020, 12, 30))
        assert "2021" in str(caught.value.problems[0][1])
        with pytest.raises(AlreadyThere):
            correct(row, symbol="5-QĐ/TW")

    def test_only_the_clerk_and_only_until_it_is_done(self) -> None:
        home = unit("A")
        row = registered(home)
        with pytest.raises(Forbidden):
            correct_entry(
                actor=actor_in(home, Post.OFFICER), document=row, new=paper("1-X/Y"), reason="x", now=LATER
            )
        instruct(row, home)
        correct(row, summary="Quy chế mới")
        finish_document(actor=actor_in(home), document=row, now=NOW)
        with pytest.raises(Conflict, match="anew"):
            correct(row, summary="Quy chế khác")

    def test_a_correction_is_not_rewritten(self) -> None:
        correct(registered(unit("A")), summary="Quy chế mới")
        with pytest.raises(IntegrityError, match="only grows"), transaction.atomic():
            EntryChange.objects.update(reason="khác")


@pytest.mark.django_db
class TestStriking:
    def test_the_number_stays_and_is_never_given_again(self) -> None:
        home = unit("A")
        row = strike(registered(home))
        assert row.state == DocumentState.STRUCK
        assert "Văn bản gửi nhầm nơi" in cells(home, 1)["note"]
        again = registered(home)  # the same paper, where it belongs
        assert again.entry == 2
        with pytest.raises(IntegrityError), transaction.atomic():
            Document.objects.filter(pk=row.pk).update(state=DocumentState.REGISTERED)

    def test_what_was_struck_meanwhile_is_not_sent(self) -> None:
        home, other = unit("A"), unit("B")
        stale = registered(home)
        strike(Document.objects.get(pk=stale.pk))
        clerk = actor_in(home, Post.CLERK)
        with pytest.raises(Conflict, match="struck"):
            deliver_document(actor=clerk, document=stale, units=[other], now=NOW)
        assert not Delivery.objects.exists()

    def test_struck_again_nothing_changes(self) -> None:
        row = registered(unit("A"))
        strike(row)
        strike(row, "khác")
        assert EntryChange.objects.get().reason == "Văn bản gửi nhầm nơi"

    def test_asks_are_withdrawn_and_whoever_had_them_is_told(self) -> None:
        home, lead = unit("A"), unit("B")
        row = registered(home)
        instruct(row, lead)
        assert Ask.objects.get(kind="carry_out", state="open").unit == lead
        strike(row)
        assert not Ask.objects.filter(kind__in=("instruct", "carry_out"), state="open").exists()
        told = Ask.objects.filter(kind="entry_struck", state="open")
        assert set(told.values_list("unit", flat=True)) == {home.pk, lead.pk}
        assert "Văn bản gửi nhầm nơi" in told[0].title
        notice = StruckNotice.objects.get(unit=lead)
        note_struck(actor=actor_in(lead), notice=notice, now=LATER)
        assert [a.unit for a in told.all()] == [home]

    def test_refused_once_it_was_sent_on_carried_out_or_done(self) -> None:
        home, other = unit("A"), unit("B")
        sent, carried, done = registered(home), registered(home, "2-X/Y"), registered(home, "3-X/Y")
        deliver_document(actor=actor_in(home), document=sent, units=[other], now=NOW)
        with pytest.raises(Conflict, match="sent on to 1 unit"):
            strike(sent)
        own = registered(home, "4-X/Y", issued_on=date(2021, 1, 1))
        link_documents(actor=actor_in(home), source=own, target=carried, kind=LinkKind.IMPLEMENTS, now=NOW)
        with pytest.raises(Conflict, match="4-X/Y was built on this entry"):
            strike(carried)
        instruct(done, home)
        finish_document(actor=actor_in(home), document=done, now=NOW)
        with pytest.raises(Conflict, match="done"):
            strike(done)

    def test_refused_while_others_disseminate_it(self) -> None:
        from giaoban.apps.directives.models import Directive

        home = unit("A")
        row = registered(home)
        Directive.objects.create(document=row, unit=home, deadline=date(2021, 8, 1), asked_at=NOW)
        with pytest.raises(Conflict, match="disseminate"):
            strike(row)
        row.refresh_from_db()
        assert row.state == DocumentState.REGISTERED

    def test_nothing_more_is_done_with_it(self) -> None:
        home = unit("A")
        row, other = strike(registered(home)), registered(home, "2-X/Y")
        with pytest.raises(Conflict):
            instruct(row, home)
        with pytest.raises(Conflict):
            deliver_document(actor=actor_in(home), document=row, units=[unit("B")], now=NOW)
        with pytest.raises(Conflict):
            link_documents(actor=actor_in(home), source=other, target=row, kind=LinkKind.IMPLEMENTS, now=NOW)


@pytest.mark.django_db
class TestPages:
    def typed(self, **changes: str) -> dict[str, str]:
        new = paper()
        return {
            "type": str(new.type.pk), "issuer_name": "Bộ Chính trị", "symbol": "290-QĐ/TW",
            "issued_on": "25/02/2010", "received_on": "01/07/2021", "summary": new.summary,
            "urgency": "ordinary", "audience": "addressees", **changes,
        }  # fmt: skip

    def test_from_a_wrong_entry_to_a_struck_one(self) -> None:
        home = unit("A")
        row = registered(home)
        clerk = signed_in(home, Post.CLERK)
        address = reverse("documents:document", args=[row.pk])
        page = clerk.get(address).content.decode()
        assert "/sua/" in page
        assert "/gach/" in page
        fix = reverse("documents:correct", args=[row.pk])
        assert 'value="290-QĐ/TW"' in clerk.get(fix).content.decode()
        assert clerk.post(fix, self.typed(symbol="299-QĐ/TW")).status_code == 422  # no reason
        assert clerk.post(fix, self.typed(symbol="299-QĐ/TW", reason="Đọc nhầm")).status_code == 302
        page = clerk.get(address).content.decode()
        assert "<del>290-QĐ/TW</del>" in page
        assert "<ins>299-QĐ/TW</ins>" in page
        assert "Đọc nhầm" in page
        gone = reverse("documents:strike", args=[row.pk])
        assert clerk.get(gone).status_code == 200
        assert clerk.post(gone, {"reason": ""}).status_code == 422
        assert clerk.post(gone, {"reason": "Gửi nhầm"}).status_code == 302
        leader = signed_in(home, Post.LEADER)
        page = leader.get(address).content.decode()
        assert "Gửi nhầm" in page
        assert "/da-biet/" in page
        assert "/but-phe/" not in page
        notice = StruckNotice.objects.get(document=row)
        assert "/da-biet/" not in clerk.get(address).content.decode()  # the clerk struck it
        assert leader.post(reverse("documents:struck_seen", args=[notice.pk])).status_code == 302
        assert "/da-biet/" not in leader.get(address).content.decode()

    def test_why_it_cannot_be_struck_stands_on_the_page(self) -> None:
        home = unit("A")
        row = registered(home)
        deliver_document(actor=actor_in(home), document=row, units=[unit("B")], now=NOW)
        clerk = signed_in(home, Post.CLERK)
        clerk.cookies["django_language"] = "en"
        page = clerk.get(reverse("documents:document", args=[row.pk])).content.decode()
        assert "/gach/" not in page
        assert "/sua/" in page
        assert clerk.get(reverse("documents:strike", args=[row.pk])).status_code == 409

    def test_the_former_file_is_the_clerks(self) -> None:
        home = unit("A")
        row = registered(home)
        change = EntryChange.objects.create(document=row, reason="x", at=NOW)
        address = reverse("documents:former_file", args=[row.pk, change.pk])
        assert signed_in(home, Post.CLERK).get(address).status_code == 404
