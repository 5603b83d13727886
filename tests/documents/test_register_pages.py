"""Pages of the register and of contents: signed in, inside one's scope, with few queries."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from giaoban.apps.accounts.actions.create_user import create_user
from giaoban.apps.accounts.enums import Post
from giaoban.apps.accounts.models import Appointment
from giaoban.apps.documents.actions.circulate_content import circulate_content
from giaoban.apps.documents.actions.comment_on_paragraph import comment_on_paragraph
from giaoban.apps.documents.actions.instruct_document import instruct_document
from giaoban.apps.documents.domain.paper import BulletList, Cell, ChartBlock, Column, Heading, Table
from giaoban.apps.documents.domain.stored import NewParagraph
from giaoban.apps.documents.enums import Audience, DocumentState
from giaoban.apps.documents.models import Comment, Content, Document, KeptAside
from giaoban.apps.documents.queries.contents import texts_of
from giaoban.apps.org.models import Organisation, Unit
from tests.documents.drafts import SYSTEM, draft, plain, shops, text
from tests.documents.register import NOW, decision, registered
from tests.tasks.network import ALWAYS, actor_in, unit

HTMX = {"HTTP_HX_REQUEST": "true"}
PDF = b"%PDF-1.4\n%%EOF"


def browser(home: Unit, post: Post = Post.OFFICER, name: str = "") -> Client:
    """A signed-in browser of somebody who holds `post` in `home`."""
    name = name or f"{post}{home.pk}"
    user = create_user(actor=SYSTEM, username=name, label=f"{post} {home}", password=None, now=NOW)
    Appointment.objects.create(user=user, unit=home, post=post, valid=ALWAYS)
    client = Client()
    client.force_login(user)
    return client


def page(client: Client, name: str, *args: Any, queries: int = 15, **data: Any) -> str:
    with CaptureQueriesContext(
        connection,
    ) as run:
        response = client.get(reverse(f"documents:{name}", args=args), data)
    assert response.status_code == 200, response.content.decode()[:2000]
    assert len(run) <= queries, "\n".join((q["sql"] or "")[:150] for q in run.captured_queries)
    return response.content.decode()


@pytest.mark.django_db
class TestRegister:
    def test_nothing_without_signing_in(self) -> None:
        row = registered(unit("A"))
        for name, args in (("list", []), ("document", [row.pk]), ("register", []), ("contents", [])):
            assert Client().get(reverse(f"documents:{name}", args=args)).status_code == 302

    def test_outside_the_scope_there_is_nothing(self) -> None:
        row = registered(unit("A"))
        stranger = browser(unit("B"), Post.LEADER)
        for name in ("document", "file", "instruct", "link"):
            assert stranger.get(reverse(f"documents:{name}", args=[row.pk])).status_code == 404
        assert stranger.post(reverse("documents:finish", args=[row.pk])).status_code == 404
        assert "290-QĐ/TW" not in page(stranger, "list")

    def test_the_list_filters_and_searches(self) -> None:
        home = unit("A")
        for n in range(30):
            registered(home, f"{n}-QĐ/TW", summary=f"Về việc số {n}")
        reader = browser(home)
        shown = page(reader, "list")
        assert shown.count('data-label="Số, ký hiệu"') + shown.count('data-label="Number and symbol"') == 25
        found = page(reader, "list", q="viec so 17", direction="incoming", year="2021")
        assert "17-QĐ/TW" in found
        assert "16-QĐ/TW" not in found

    def test_a_clerk_registers_with_a_file(self, settings: Any, tmp_path: Any) -> None:
        from django.core.files.uploadedfile import SimpleUploadedFile

        settings.FILES_DIR = tmp_path
        home = unit("A")
        clerk = browser(home, Post.CLERK)
        page(clerk, "register")
        data = self.form(scan=SimpleUploadedFile("290.pdf", PDF))
        response = clerk.post(reverse("documents:register"), data)
        row = Document.objects.get()
        assert response["Location"] == reverse("documents:document", args=[row.pk])
        assert "Bộ Chính trị" in page(
            clerk, "document", row.pk, queries=18
        )  # the message of success leaves the session
        download = clerk.get(reverse("documents:file", args=[row.pk]), follow=True)
        assert b"".join(download.streaming_content) == PDF  # type: ignore[attr-defined]

    def test_the_issuer_is_chosen_from_the_list(self) -> None:
        body = Organisation.objects.create(code="CP", kind="state", name="Chính phủ thử", reports=False)
        clerk = browser(unit("A"), Post.CLERK)
        response = clerk.post(
            reverse("documents:register"), self.form(issuer_organisation=body.pk, issuer_name="")
        )
        assert response.status_code == 302, response.content.decode()
        assert Document.objects.get().issuer_name == "Chính phủ thử"

    @pytest.mark.parametrize("change", [{"issued_on": "01/01/0001"}, {"summary": "x" * 2001}])
    def test_what_no_paper_says_is_refused(self, change: dict[str, str]) -> None:
        clerk = browser(unit("A"), Post.CLERK)
        assert clerk.post(reverse("documents:register"), self.form(**change)).status_code == 422
        assert not Document.objects.exists()

    @pytest.mark.parametrize("path", ["/mang-luoi/dia-ban/%00/", "/mang-luoi/don-vi/?province=a%00b"])
    def test_an_address_with_a_nul_names_nothing(self, path: str) -> None:
        assert browser(unit("A")).get(path).status_code == 404

    def form(self, **changes: Any) -> dict[str, Any]:
        return {
            "secrecy": "none",
            "direction": "incoming",
            "type": decision().pk,
            "issuer_name": "Bộ Chính trị",
            "symbol": "290-QĐ/TW",
            "issued_on": "25/02/2010",
            "received_on": "1/7/2021",
            "summary": "Quy chế công tác dân vận",
            "urgency": "ordinary",
            "audience": "network",
            **changes,
        }

    @pytest.mark.parametrize(
        "changes",
        [
            {"issuer_name": ""},
            {"summary": ""},
            {"received_on": "1/1/2009"},
            {"received_on": "1/1/2100"},
        ],
    )
    def test_what_is_wrong_is_said_in_the_form(self, changes: dict[str, str]) -> None:
        clerk = browser(unit("A"), Post.CLERK)
        response = clerk.post(reverse("documents:register"), self.form(**changes))
        assert response.status_code == 422
        assert "gb-field-wrong" in response.content.decode()
        assert Document.objects.count() == 0

    def test_a_symbol_without_a_number_is_asked_about_not_refused(self) -> None:
        clerk, data = browser(unit("A"), Post.CLERK), self.form(symbol="QĐ/TW")
        assert 'name="no_number"' not in page(clerk, "register")
        asked = clerk.post(reverse("documents:register"), data)
        assert asked.status_code == 422
        assert 'name="no_number"' in asked.content.decode()
        assert Document.objects.count() == 0
        assert clerk.post(reverse("documents:register"), {**data, "no_number": "on"}).status_code == 302
        assert Document.objects.get().symbol == "QĐ/TW"
        assert (
            clerk.post(reverse("documents:register"), self.form(symbol="", summary="Giấy mời")).status_code
            == 302
        )

    def test_of_a_secret_paper_no_word_is_shown_again_or_kept(self) -> None:
        clerk = browser(unit("A"), Post.CLERK)
        asked = clerk.get(reverse("documents:register")).content.decode()
        assert "data-not-kept" in asked, "what is typed here never lies on the device"
        for more in ({}, {"issued_on": "never"}):
            response = clerk.post(reverse("documents:register"), self.form(secrecy="secret", **more))
            assert response.status_code == 422
            shown = response.content.decode()
            assert "paper register" in shown
            assert "290-QĐ/TW" not in shown
            assert "Quy chế công tác dân vận" not in shown
        assert Document.objects.count() == 0

    def test_an_officer_does_not_register(self) -> None:
        officer = browser(unit("A"))
        assert officer.get(reverse("documents:register")).status_code == 403

    def test_the_leader_instructs(self) -> None:
        home = unit("A")
        below = unit("B", superior=home)
        row = registered(home)
        leader = browser(home, Post.LEADER)
        page(leader, "instruct", row.pk)
        asked = {
            "body": "Giao đơn vị B",
            "lead_unit": below.pk,
            "coordinating": [home.pk],
            "due_on": "30/7/2099",
        }
        late = leader.post(reverse("documents:instruct", args=[row.pk]), {**asked, "due_on": "30/7/2021"})
        assert (late.status_code, list(late.context["form"].errors)) == (422, ["due_on"])
        leader.post(reverse("documents:instruct", args=[row.pk]), asked)
        shown = page(leader, "document", row.pk)
        assert "Giao đơn vị B" in shown
        leader.post(reverse("documents:finish", args=[row.pk]))
        assert Document.objects.get().state == DocumentState.DONE

    def test_a_page_with_everything_on_it(self) -> None:
        home = unit("A")
        old = registered(home)
        later = {"issued_on": date(2021, 7, 1), "audience": Audience.NETWORK}
        new = registered(home, "23-QĐ/TW", replaces=[old], **later)
        for n in range(5):
            registered(home, f"{n}/KH", carries_out=[old], **later)
        instruct_document(
            actor=actor_in(home, Post.LEADER), document=old, body="Làm ngay", lead_unit=home,
            lead=None, coordinating=[unit("C"), unit("D")], due_on=None, now=NOW,
        )  # fmt: skip
        shown = page(browser(home, Post.LEADER), "document", old.pk)
        assert "23-QĐ/TW" in shown
        assert "Làm ngay" in shown
        assert "4/KH" in shown
        assert "290-QĐ/TW" in page(browser(home, Post.CLERK), "document", new.pk)

    def test_link_with_an_older_document(self) -> None:
        home = unit("A")
        old = registered(home)
        new = registered(home, "23-QĐ/TW", issued_on=date(2021, 7, 1))
        clerk = browser(home, Post.CLERK)
        page(clerk, "link", new.pk)
        clerk.post(reverse("documents:link", args=[new.pk]), {"kind": "replaces", "target": old.pk})
        assert "23-QĐ/TW" in page(clerk, "document", old.pk)

    def test_the_paper_register(self) -> None:
        home = unit("A")
        clerk = browser(home, Post.CLERK)
        clerk.post(reverse("documents:paper_notes"), {"received_on": "1/7/2021", "entry": "12/2021"})
        assert "12/2021" in page(clerk, "paper_notes")
        assert "12/2021" not in page(browser(home), "paper_notes")


def rich(home: Unit) -> Content:
    table = Table("Cửa hàng", (Column("Tỉnh"), Column("Số", "right")), (("Lâm Đồng", Cell("726")),))
    blocks = [Heading(1, "Tình hình"), BulletList.of("một", "hai"), table,
              ChartBlock("Biểu đồ", "726 cửa hàng", "<svg/>", b"\x89PNG", table)]  # fmt: skip
    return draft(actor_in(home), home, *(NewParagraph(b) for b in blocks), shops(), text("Cuối"))


@pytest.mark.django_db
class TestContents:
    @pytest.fixture(autouse=True)
    def store(self, settings: Any, tmp_path: Any) -> None:
        settings.FILES_DIR = tmp_path

    def test_every_kind_is_read(self) -> None:
        home = unit("A")
        content = rich(home)
        for n in range(12):
            comment_on_paragraph(
                actor=actor_in(home), unit=home, paragraph=texts_of(content)[n % 6].paragraph,
                body=f"Góp ý {n}", now=NOW,
            )  # fmt: skip
        reader = browser(home)
        shown = page(reader, "content", content.pk)
        assert "Góp ý 11" in shown
        assert shown.count("Lâm Đồng") == 2
        chart = next(t for t in texts_of(content) if t.kind == "chart")
        picture = reader.get(reverse("documents:chart", args=[chart.paragraph.uid]))
        assert picture["Content-Type"] == "image/png"

    def test_begin_insert_move_merge_delete(self) -> None:
        home = unit("A")
        client = browser(home)
        page(client, "new_content")
        client.post(
            reverse("documents:new_content"),
            {"kind": "plan", "title": "Kế hoạch", "body": "Một\n\nHai\r\n\r\nBa"},
        )
        content = Content.objects.get()
        client.post(reverse("documents:insert", args=[content.pk]), {"text": "Bốn"})
        first = texts_of(content)[0].paragraph.uid
        client.post(reverse("documents:insert", args=[content.pk]), {"text": "Xen", "after": first})
        assert plain(content) == ["Một", "Xen", "Hai", "Ba", "Bốn"]
        arrange = reverse("documents:arrange", args=[first])
        client.post(arrange, {"step": "down"})
        client.post(arrange, {"step": "down"})
        client.post(arrange, {"step": "up"})
        assert plain(content) == ["Xen", "Một", "Hai", "Ba", "Bốn"]
        client.post(arrange, {"step": "merge"})
        assert plain(content) == ["Xen", "Một Hai", "Ba", "Bốn"]
        client.post(arrange, {"step": "delete"})
        assert plain(content) == ["Xen", "Ba", "Bốn"]
        assert client.post(arrange, {"step": "up"}).status_code == 404
        assert client.post(arrange, {"step": "x"}).status_code == 404

    def test_edit_as_fragment_and_as_page(self) -> None:
        home = unit("A")
        content = draft(actor_in(home), home)
        client = browser(home)
        row = texts_of(content)[0]
        url = reverse("documents:edit", args=[row.paragraph.uid])
        assert "<html" in client.get(url).content.decode()
        assert "<html" not in client.get(url, **HTMX).content.decode()
        saved = client.post(url, {"text": "Một mới", "seen": row.pk}, **HTMX)
        assert "Một mới" in saved.content.decode()
        assert client.post(url, {"text": "", "seen": row.pk}).status_code == 422
        assert "Một mới" in page(client, "history", row.paragraph.uid)

    def test_a_conflict_shows_both_and_keeps_the_typed_text(self) -> None:
        home = unit("A")
        content = draft(actor_in(home), home)
        one, two = browser(home, name="mot"), browser(home, name="hai")
        row = texts_of(content)[0]
        url = reverse("documents:edit", args=[row.paragraph.uid])
        one.post(url, {"text": "Chữ của một", "seen": row.pk})
        late = two.post(url, {"text": "Chữ của hai", "seen": row.pk}, **HTMX)
        assert late.status_code == 409
        assert late["HX-Retarget"] == f"#p-{row.paragraph.uid}"
        shown = late.content.decode()
        assert "Chữ của một" in shown
        assert "Chữ của hai" in shown
        now = texts_of(content)[0]
        assert f'value="{now.pk}"' in shown
        two.post(url, {"text": "Chữ của hai", "seen": now.pk})
        assert plain(content)[0] == "Chữ của hai"
        assert KeptAside.objects.count() == 1

    def test_readers_comment_and_writers_answer(self) -> None:
        home = unit("A")
        reader = unit("B", superior=home)
        content = draft(actor_in(home), home)
        writer, guest = browser(home), browser(reader)
        assert guest.get(reverse("documents:content", args=[content.pk])).status_code == 404
        page(writer, "circulate", content.pk)
        writer.post(reverse("documents:circulate", args=[content.pk]), {"units": [reader.pk], "due_on": ""})
        row = texts_of(content)[0]
        url = reverse("documents:comment", args=[row.paragraph.uid])
        beside, alone = (guest.get(url, **head).content.decode() for head in (HTMX, {}))
        assert "<html" not in beside
        assert f'hx-post="{url}"' in beside
        assert "hx-post" not in alone  # its target stands on the page of the whole only
        refused = guest.post(url, {"body": ""})
        assert refused.status_code == 422
        assert "hx-post" not in refused.content.decode()
        assert "Bổ sung số liệu" in guest.post(url, {"body": "Bổ sung số liệu"}, **HTMX).content.decode()
        edit = reverse("documents:edit", args=[row.paragraph.uid])
        assert guest.get(edit).status_code == 403
        said = Comment.objects.get()
        answer = reverse("documents:answer", args=[said.pk])
        assert guest.get(answer).status_code == 403
        assert "hx-post" not in writer.get(answer).content.decode()
        assert "hx-post" in writer.get(answer, **HTMX).content.decode()
        assert writer.post(answer, {"answer": "explained", "body": ""}).status_code == 422
        done = writer.post(answer, {"answer": "partly", "body": "Lấy một phần"}, **HTMX)
        assert "Lấy một phần" in done.content.decode()
        assert "Lấy một phần" in page(guest, "content", content.pk)

    def test_versions_and_issuing(self) -> None:
        home = unit("A")
        content = draft(actor_in(home), home)
        leader = browser(home, Post.LEADER)
        row = texts_of(content)[0]
        leader.post(reverse("documents:edit", args=[row.paragraph.uid]), {"text": "Sửa", "seen": row.pk})
        leader.post(reverse("documents:versions", args=[content.pk]), {"label": "Bản hai"})
        shown = page(leader, "versions", content.pk, **{"from": "1"})
        assert "<del>Một</del><ins>Sửa</ins>" in shown
        assert "Bản hai" in shown
        assert leader.get(reverse("documents:versions", args=[content.pk]), {"from": "9"}).status_code == 404
        page(leader, "issue", content.pk)
        leader.post(reverse("documents:issue", args=[content.pk]))
        content.refresh_from_db()
        assert content.state == "issued"
        page(leader, "content", content.pk)
        late = leader.post(reverse("documents:insert", args=[content.pk]), {"text": "x"})
        assert late.status_code == 409

    def test_the_list_of_drafts(self) -> None:
        home = unit("A")
        content = draft(actor_in(home), home)
        circulate_content(actor=SYSTEM, content=content, units=[unit("B")], due_on=None, now=NOW)
        assert content.title in page(browser(home), "contents", state="circulated")
        assert content.title not in page(browser(unit("C")), "contents")
