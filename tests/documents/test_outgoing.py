"""An outgoing document from the template to the seal, and what changes it afterwards."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from django.db import DatabaseError, transaction
from django.utils import translation

from giaoban.apps.accounts.enums import Post
from giaoban.apps.audit.models import AuditLine
from giaoban.apps.documents.actions.begin_outgoing import Details, NewOutgoing, begin_outgoing, set_details
from giaoban.apps.documents.actions.comment_on_paragraph import answer_comment, comment_on_paragraph
from giaoban.apps.documents.actions.edit_paragraph import edit_paragraph
from giaoban.apps.documents.actions.issue_content import OpenComments, issue_content
from giaoban.apps.documents.actions.issue_outgoing import issue_outgoing, request_of, the_signer
from giaoban.apps.documents.actions.number_document import number_document
from giaoban.apps.documents.actions.pass_outgoing import (
    agree_outgoing,
    drop_outgoing,
    put_outgoing,
    send_back_outgoing,
)
from giaoban.apps.documents.actions.send_document import (
    acknowledge_delivery,
    receive_delivery,
)
from giaoban.apps.documents.domain.addressing import lines_of
from giaoban.apps.documents.domain.setting import set_paper
from giaoban.apps.documents.domain.template import TemplateError, open_places, templates_from_data
from giaoban.apps.documents.enums import Answer, Audience, LinkKind, OutgoingState
from giaoban.apps.documents.formats.outgoing import outgoing_file, outgoing_paper
from giaoban.apps.documents.formats.templates import load_templates, template
from giaoban.apps.documents.models import Content, Delivery, Document, DocumentLink, Outgoing, Paragraph, Seal
from giaoban.apps.documents.queries.contents import texts_of
from giaoban.apps.documents.queries.deliveries import MOST_NAMED
from giaoban.apps.documents.queries.outgoing import Standing, checked
from giaoban.apps.files.queries import read_bytes
from giaoban.apps.org.models import Unit
from giaoban.apps.tasks.models import Ask
from giaoban.kit.errors import Conflict, Forbidden, Invalid, NotFound
from tests.documents.outgoing import NOW, kind, send
from tests.network import build_network
from tests.tasks.network import actor_in, organisation, unit

LATER = NOW + timedelta(days=3)
VALUES = {"noi_dung": "đăng ký tham luận", "can_cu": "Kế hoạch số 07/KH-MT", "de_nghi": "Gửi tham luận."}


@pytest.fixture(autouse=True)
def place(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.FILES_DIR = tmp_path
    with translation.override("en"):
        yield


def letter() -> Any:
    return kind("cong_van", "Công văn", "CV")


def begun(home: Unit, **changes: Any) -> Outgoing:
    new = NewOutgoing(template("cong_van"), letter(), VALUES, **changes)
    return begin_outgoing(actor=actor_in(home), unit=home, new=new, now=NOW)


def issued(home: Unit, now: Any = NOW, **changes: Any) -> Document:
    row = begun(home, **changes)
    put_outgoing(actor=actor_in(home), outgoing=row, now=now)
    agree_outgoing(actor=actor_in(home, Post.LEADER), outgoing=row, now=now)
    clerk = actor_in(home, Post.CLERK)
    number_document(actor=clerk, outgoing=row, now=now)
    return issue_outgoing(actor=clerk, outgoing=row, now=now)


def text_of_file(made: bytes, paper: str) -> str:
    if paper == "docx":
        return "".join(zipfile.ZipFile(io.BytesIO(made)).read("word/document.xml").decode().split("<w:t>"))
    return "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(made))


class TestTemplates:
    def test_eight_kinds_of_the_pack(self) -> None:
        wanted = {"plan", "programme", "invitation", "notice", "report", "letter", "minutes", "regulation"}
        assert {t.kind for t in load_templates()} == wanted
        for found in load_templates():
            texts = found.paragraphs_with({}, {"don_vi": "X", "dia_danh": "Y", "ngay": "Z"})
            assert texts
            assert "{" not in found.summary_with({}, {"don_vi": "X", "dia_danh": "Y", "ngay": "Z"})

    def test_what_is_typed_stands_in_it_and_what_is_not_stays_open(self) -> None:
        found = template("cong_van")
        assert found.summary_with({"noi_dung": " Việc  gì "}, {}) == "Việc gì"
        words = {"don_vi": "Ủy ban", "dia_danh": "Y", "ngay": "Z"}
        first = found.paragraphs_with({"noi_dung": "{x}[y]"}, words)[0].block
        assert open_places(first.runs[0].text) == ["[Căn cứ]", "[y]"]  # type: ignore[union-attr]
        assert "{x}" in first.runs[0].text  # type: ignore[union-attr]
        assert open_places("theo tài liệu [1], [12]") == [], "a footnote is no open place"

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            ({"type": "x"}, "there is no type 'x'"),
            ({"kind": "x"}, "no kind 'x'"),
            ({"summary": "{y}"}, "{y} is no field"),
            ({"body": [{"h9": "x"}]}, "one of bullet, h1 to h4"),
            ({"fields": [{"name": "a", "label": "A", "kind": "colour"}]}, "'a' has no such kind"),
            ({"fields": [{"name": "don_vi", "label": "A"}]}, "is a word of its own"),
            ({"extra": 1}, "key 'extra'"),
        ],
    )
    def test_what_does_not_fit_is_named(self, change: dict[str, Any], said: str) -> None:
        row = {
            "code": "c",
            "title": "C",
            "type": "t",
            "kind": "k",
            "summary": "s",
            "fields": [],
            "body": ["x"],
        }
        with pytest.raises(TemplateError, match=said.replace("{", r"\{")):
            templates_from_data([row | change], types=["t"], kinds=["k"])


@pytest.mark.django_db
class TestWriting:
    def test_from_the_template_to_the_seal(self) -> None:
        home = unit("A")
        document = issued(home, details=Details("", addressees=["Các đơn vị"], recipients=["Như trên"]))
        row = Outgoing.objects.get()
        assert (row.state, row.document) == (OutgoingState.ISSUED, document)
        assert (document.symbol, document.summary) == (f"01/{home.code}", "đăng ký tham luận")
        assert [s.step for s in row.steps.all()] == ["begun", "put", "agreed", "numbered", "issued"]
        seal = Seal.objects.get()
        pdf = read_bytes(seal.file)
        assert hashlib.sha256(pdf).hexdigest() == seal.sha256
        text = "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))
        assert document.symbol in text
        assert f"{seal.code[:5]} {seal.code[5:]}" in text.replace("\xa0", " ")
        assert "Kính gửi" in text
        assert the_signer().verify(request_of(seal), seal.signature)
        assert Content.objects.get().state == "issued"
        assert AuditLine.objects.get(code="documents.issued").data["sha256"] == seal.sha256

    def test_what_is_open_is_named_before_it_goes_to_the_leader(self) -> None:
        home = unit("A")
        new = NewOutgoing(template("cong_van"), letter(), {"noi_dung": "x"})
        row = begin_outgoing(actor=actor_in(home), unit=home, new=new, now=NOW)
        with pytest.raises(Invalid, match="2 places") as problem:
            put_outgoing(actor=actor_in(home), outgoing=row, now=NOW)
        assert [place for place, _ in problem.value.problems] == ["[Căn cứ]", "[Đề nghị]"]
        new = NewOutgoing(template("cong_van"), letter(), {})
        with pytest.raises(Invalid) as missing:
            begin_outgoing(actor=actor_in(home), unit=home, new=new, now=NOW)
        assert [name for name, _ in missing.value.problems] == ["noi_dung"]

    def test_the_text_rests_with_the_leader_and_moves_again_when_sent_back(self) -> None:
        home = unit("A")
        officer, leader = actor_in(home), actor_in(home, Post.LEADER)
        row = begun(home)
        text = texts_of(row.content)[0]
        put_outgoing(actor=officer, outgoing=row, now=NOW)

        def edit() -> Any:
            return edit_paragraph(actor=officer, paragraph=text.paragraph, text="Khác", seen=text.pk, now=NOW)

        with pytest.raises(Conflict, match="leader has this text"):
            edit()
        with pytest.raises(Conflict):
            set_details(actor=officer, outgoing=row, kind=letter(), details=Details("khác"), now=NOW)
        remark = comment_on_paragraph(
            actor=leader, unit=home, paragraph=text.paragraph, body="Viết rõ hơn", now=NOW
        )
        with pytest.raises(OpenComments):
            agree_outgoing(actor=leader, outgoing=row, now=NOW)
        with pytest.raises(Invalid):
            send_back_outgoing(actor=leader, outgoing=row, reason=" ", now=NOW)
        send_back_outgoing(actor=leader, outgoing=row, reason="Viết rõ hơn", now=NOW)
        edit()
        with pytest.raises(OpenComments):
            put_outgoing(actor=officer, outgoing=row, now=NOW)
        answer_comment(actor=officer, comment=remark, answer=Answer.ACCEPTED, body="", now=NOW)
        put_outgoing(actor=officer, outgoing=row, now=NOW)
        agree_outgoing(actor=leader, outgoing=row, now=NOW)
        assert Outgoing.objects.get().state == OutgoingState.AGREED

    def test_who_does_what(self) -> None:
        home = unit("A")
        row = begun(home)
        officer, leader, clerk = (actor_in(home, p) for p in (Post.OFFICER, Post.LEADER, Post.CLERK))
        put_outgoing(actor=officer, outgoing=row, now=NOW)
        for actor in (officer, clerk):
            with pytest.raises(Forbidden):
                agree_outgoing(actor=actor, outgoing=row, now=NOW)
        agree_outgoing(actor=leader, outgoing=row, now=NOW)
        for actor in (officer, leader):
            with pytest.raises(Forbidden):
                number_document(actor=actor, outgoing=row, now=NOW)
        with pytest.raises(Conflict):
            issue_outgoing(actor=clerk, outgoing=row, now=NOW)
        with pytest.raises(NotFound):
            put_outgoing(actor=actor_in(unit("B")), outgoing=row, now=NOW)
        with pytest.raises(Conflict, match="issued with its document"):
            issue_content(actor=leader, content=row.content, now=NOW)

    def test_a_draft_is_given_up(self) -> None:
        home = unit("A")
        row = begun(home)
        drop_outgoing(actor=actor_in(home), outgoing=row, reason="", now=NOW)
        with pytest.raises(Conflict):
            put_outgoing(actor=actor_in(home), outgoing=row, now=NOW)

    def test_details_change_while_it_is_written(self) -> None:
        home = unit("A")
        row = begun(home)
        kept = set_details(
            actor=actor_in(home), outgoing=row, kind=letter(),
            details=Details("về việc khác", audience=Audience.NETWORK), now=NOW,
        )  # fmt: skip
        assert (kept.summary, kept.content.title) == ("về việc khác", "về việc khác")
        assert AuditLine.objects.get(code="documents.outgoing_changed").data["fields"]

    @pytest.mark.parametrize("paper", ["docx", "pdf"])
    def test_a_draft_is_printed_without_a_number(self, paper: Any) -> None:
        assert len(outgoing_file(begun(unit("A")), paper, day=date(2021, 7, 6))) > 5_000

    @pytest.mark.parametrize("family", ["party", "youth", "front", "mass"])
    def test_a_letter_has_no_heading_and_its_subject_stands_under_the_number(self, family: str) -> None:
        code = "TN" if family == "youth" else family
        of = organisation(code, "party" if family == "party" else "mass")
        of.letterhead = {"layout": family if family in ("party", "youth") else "state"}
        of.save()
        row = begun(unit("A", of=of))
        setting = set_paper(outgoing_paper(row, day=date(2021, 7, 6)))
        assert setting.title == ()
        left = [line.text for rows in setting.header for line in rows[0]]
        assert "".join(left).count("V/v") == 1
        assert setting.check is None  # it has no number yet

    def test_what_a_letter_is_about_is_not_said_twice_in_its_text(self) -> None:
        letter = next(t for t in load_templates() if t.code == "cong_van")
        values = {"noi_dung": "Về việc đăng ký tham luận", "de_nghi": "x"}
        words = {"don_vi": "Ủy ban", "dia_danh": "Hà Nội", "ngay": "06/07/2021"}
        first = letter.paragraphs_with(values, words)[0].block
        assert "có ý kiến về đăng ký tham luận như sau" in str(first)
        assert letter.summary_with(values, words) == "đăng ký tham luận"

    @pytest.mark.parametrize("typed", [["- các đơn vị;", "Lãnh đạo Ban"], ["Như trên", "Lãnh đạo Ban"]])
    def test_whom_it_addresses_is_not_repeated_among_the_recipients(self, typed: list[str]) -> None:
        row = begun(unit("A"))
        row.recipients = typed
        assert outgoing_paper(row, day=date(2021, 7, 6)).recipients == tuple(typed)
        row.addressees = ["Các đơn vị"]
        assert outgoing_paper(row, day=date(2021, 7, 6)).recipients == ("Như trên", "Lãnh đạo Ban")


@pytest.mark.django_db
class TestUnchangeable:
    def test_the_database_refuses(self) -> None:
        document = issued(unit("A"))
        attempts = [
            lambda: Document.objects.filter(pk=document.pk).update(summary="khác"),
            lambda: Seal.objects.update(sha256="0" * 64),
            lambda: Seal.objects.all().delete(),
            lambda: Content.objects.update(title="khác"),
            lambda: Paragraph.objects.all().delete(),
        ]
        for attempt in attempts:
            with pytest.raises(DatabaseError), transaction.atomic():
                attempt()

    def test_nobody_else_sees_it_before_it_is_issued(self) -> None:
        home = unit("A")
        row = begun(home, details=Details("", audience=Audience.NETWORK))
        put_outgoing(actor=actor_in(home), outgoing=row, now=NOW)
        agree_outgoing(actor=actor_in(home, Post.LEADER), outgoing=row, now=NOW)
        clerk = actor_in(home, Post.CLERK)
        number_document(actor=clerk, outgoing=row, now=NOW)
        stranger = actor_in(unit("B"))
        from giaoban.apps.documents.queries.register import documents

        assert list(documents(stranger)) == []
        with pytest.raises(Conflict, match="once it has been issued"):
            send(clerk, Document.objects.get(), levels=(1,))
        issue_outgoing(actor=clerk, outgoing=row, now=NOW)
        assert list(documents(stranger)) == [Document.objects.get()]

    @pytest.mark.parametrize(
        ("how", "standing"),
        [
            (LinkKind.REPLACES, Standing.REPLACED),
            (LinkKind.CORRECTS, Standing.CORRECTED),
            (LinkKind.RECALLS, Standing.RECALLED),
        ],
    )
    def test_a_change_is_a_new_document_linked_both_ways(self, how: LinkKind, standing: Standing) -> None:
        home = unit("A")
        old = issued(home)
        code = Seal.objects.get(document=old).code
        assert checked(code).standing == Standing.IN_FORCE
        new = issued(home, now=LATER, changes=old, change=how)
        found = checked(f" {code.lower()} ")
        assert found.standing == standing
        assert [link.source for link in found.newer] == [new]
        assert DocumentLink.objects.get().target == old
        from giaoban.apps.directives.actions.tell_replacement import acting_under

        beside = unit("B")
        Delivery.objects.create(document=old, unit=beside, sent_at=NOW)
        assert list(acting_under(old)) == [beside.pk]

    def test_only_what_was_issued_here_is_changed(self) -> None:
        home, other = unit("A"), unit("B")
        old = issued(home)
        with pytest.raises(Invalid):
            begun(home, changes=old)
        with pytest.raises(NotFound):
            begun(other, changes=old, change=LinkKind.RECALLS)


@pytest.mark.django_db
class TestSending:
    def test_by_hand_and_by_rule_once_each(self) -> None:
        home = unit("A")
        others = [unit(name) for name in "BCD"]
        document, clerk = issued(home), actor_in(home, Post.CLERK)
        assert send(clerk, document, by_hand=(others[0].code.upper(), others[1].name.upper())) == 2
        assert send(clerk, document, levels=(1,), organisations=("front",)) == 1
        assert send(clerk, document, levels=(1,)) == 0
        assert set(Delivery.objects.values_list("unit", flat=True)) == {u.pk for u in others}

    def test_everybody_in_an_area(self) -> None:
        net = build_network()
        document = issued(net.units["front-p2"])
        clerk = net.actor("front-p2", Post.CLERK)
        assert send(clerk, document, area="Huyện Ấm") == 3
        assert send(clerk, document, area="t-p1", levels=(3,)) == 2
        assert send(clerk, document, area="t-p1", organisations=("BDV",)) == 1
        assert Delivery.objects.filter(unit__code="mm-p1").count() == 1

    def test_whoever_has_the_next_step_is_asked(self) -> None:
        home, other = unit("A"), unit("B")
        document = issued(home)
        asked = Ask.objects.filter(kind="outgoing_document").order_by("pk")
        assert [(a.post, a.state) for a in asked] == [("leader", "done"), ("clerk", "done")]
        clerk = actor_in(home, Post.CLERK)
        send(clerk, document, by_hand=(other.code,), due_on=date(2021, 7, 9))
        ask = Ask.objects.get(kind="acknowledge")
        assert (ask.unit, ask.state) == (other, "open")
        acknowledge_delivery(actor=actor_in(other), delivery=Delivery.objects.get(), now=NOW)
        ask.refresh_from_db()
        assert ask.state == "done"

    def test_who_is_not_known_is_named_and_nothing_is_sent(self) -> None:
        home = unit("A")
        document, clerk = issued(home), actor_in(home, Post.CLERK)
        for means in ({"by_hand": ("không có",)}, {"area": "x"}, {}, {"levels": (4,)}):
            with pytest.raises(Invalid):
                send(clerk, document, **means)
        with pytest.raises(Invalid):
            send(clerk, document, due_on=date(2021, 7, 1), levels=(1,))
        assert not Delivery.objects.exists()
        with pytest.raises(Forbidden):
            send(actor_in(home, Post.LEADER), document, levels=(1,))

    def test_every_line_that_names_no_unit_is_told_by_its_number(self) -> None:
        home, other = unit("A"), unit("B")
        document, clerk = issued(home), actor_in(home, Post.CLERK)
        with pytest.raises(Invalid) as refused:
            send(clerk, document, by_hand=lines_of(f"sai 1\n\n{other.code}\nsai 2\n"))
        told = [sentence for _field, sentence in refused.value.problems]
        assert [re.findall(r"\d+", sentence)[0] for sentence in told] == ["1", "4"]
        assert "sai 2" in told[1]
        with pytest.raises(Invalid) as refused:
            send(clerk, document, by_hand=tuple(f"sai {n}" for n in range(MOST_NAMED + 7)))
        told = [sentence for _field, sentence in refused.value.problems]
        assert len(told) == MOST_NAMED + 1
        assert "7" in told[-1]
        assert send(clerk, document, by_hand=lines_of(f"\n{other.code}\n\n")) == 1

    def test_received_and_acknowledged_once(self) -> None:
        home, other = unit("A"), unit("B")
        document = issued(home)
        send(actor_in(home, Post.CLERK), document, by_hand=(other.code,), due_on=date(2021, 7, 9))
        row = Delivery.objects.get()
        for actor, error in ((actor_in(home), NotFound), (actor_in(other, Post.AUDITOR), Forbidden)):
            with pytest.raises(error):
                receive_delivery(actor=actor, delivery=row, now=NOW)
        officer = actor_in(other)
        for _again in range(2):
            receive_delivery(actor=officer, delivery=row, now=NOW)
            acknowledge_delivery(actor=officer, delivery=row, now=LATER)
        row.refresh_from_db()
        assert (row.received_at, row.acknowledged_at, row.due_on) == (NOW, LATER, date(2021, 7, 9))
        assert AuditLine.objects.filter(code__startswith="documents.delivery_").count() == 2
