"""The clerk's day: a document arrives, is instructed, answered, commented, agreed, numbered, issued and filed."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from giaoban.apps.accounts.enums import Post
from giaoban.apps.documents.actions.load_types import load_types
from giaoban.apps.documents.enums import DocumentState, OutgoingState
from giaoban.apps.documents.formats.numbering import load_type_specs
from giaoban.apps.documents.models import Document, DocumentType, MatterFile, Outgoing, Seal
from giaoban.apps.files.queries import read_bytes
from giaoban.apps.org.models import Organisation
from giaoban.kit.access import Actor
from tests.e2e.conftest import PHONE, Site
from tests.e2e.journey import LETTERHEAD, look, person, work_off
from tests.files.samples import PDF
from tests.network import SmallNetwork, build_network

HOME, READER = "front-d1", "front-c1"
ADDRESS = "https://giaoban.example.vn"
SYMBOL, ISSUER = "12-CV/TU", "Văn phòng Tỉnh ủy"
ORDER = "Đồng chí chuyên viên soạn trả lời, lấy ý kiến cơ sở."
FILE = "Đăng ký tham luận hội nghị giao ban"


@pytest.fixture
def net(site: Site, settings: Any, tmp_path: Path) -> SmallNetwork:
    settings.FILES_DIR, settings.PUBLIC_URL = tmp_path / "files", ADDRESS
    made = build_network()
    Organisation.objects.filter(code="MTTQ").update(letterhead=LETTERHEAD)
    load_types(actor=Actor.system("test"), types=load_type_specs())
    for post in (Post.CLERK, Post.LEADER, Post.OFFICER):
        made.user(HOME, post)
    assert site.database
    return made


def send(page: Page) -> None:
    """Press the one main button of the form."""
    page.locator("main form button.btn-primary").first.click()
    page.wait_for_load_state("networkidle")


def step(page: Page, row: Outgoing, code: str) -> None:
    """One step of the way of a document, confirmed."""
    page.goto(f"/van-ban/di/{row.pk}/")
    page.locator(f"a[href$='/buoc/{code}/']").click()
    send(page)
    expect(page.locator("main")).not_to_contain_text("Không thể")


def registered(page: Page, scan: Path) -> Document:
    """The clerk reads it off the paper; a mark of secrecy is refused."""
    page.goto("/van-ban/")
    page.get_by_role("link", name="Vào sổ văn bản").click()
    page.locator("[name=type]").select_option(label="Công văn")
    page.locator("[name=issuer_name]").fill(ISSUER)
    page.locator("[name=symbol]").fill(SYMBOL)
    yesterday = timezone.localdate() - timedelta(days=1)
    page.locator("[name=issued_on]").fill(f"{yesterday:%d/%m/%Y}")
    page.locator("[name=summary]").fill("Đăng ký tham luận tại hội nghị giao ban")
    page.locator("[name=scan]").set_input_files(scan)
    look(page, "clerk-register")
    send(page)
    expect(page.get_by_text("Đã vào sổ: số đến 1")).to_be_visible()
    return Document.objects.get(symbol=SYMBOL)


def filed(page: Page, row: Document) -> MatterFile:
    """The clerk opens a file in the list of the year and puts the document in."""
    page.goto("/van-ban/ho-so/")
    page.get_by_role("link", name="Mở hồ sơ").click()
    page.locator("[name=code]").fill("01.VP")
    page.locator("[name=title]").fill(FILE)
    page.locator("[name=retention]").select_option(label="10 năm")
    send(page)
    page.goto(f"/van-ban/{row.pk}/")
    page.locator("#ho-so select[name=file]").select_option(
        label=f"01.VP – {FILE} ({timezone.localdate().year})"
    )
    page.locator("#ho-so").get_by_role("button", name="Đưa vào").click()
    expect(page.locator("#ho-so")).to_contain_text("vị trí 1")
    look(page, "clerk-document")
    return MatterFile.objects.get()


def instructed(page: Page, net: SmallNetwork, row: Document) -> None:
    """The leader, in one sentence: who leads, who helps, by when."""
    page.goto(f"/van-ban/{row.pk}/")
    page.locator(f"a[href$='/van-ban/{row.pk}/but-phe/']").click()
    page.locator("[name=body]").fill(ORDER)
    page.locator("[name=lead_unit]").select_option(str(net.units[HOME].pk))
    page.locator("[name=lead]").select_option(label=net.user(HOME).label)
    page.get_by_label(net.units[READER].name).check()
    page.locator("[name=due_on]").fill(f"{timezone.localdate() + timedelta(days=5):%d/%m/%Y}")
    look(page, "clerk-instruct")
    send(page)
    expect(page.locator(".dc-instruction")).to_contain_text(ORDER)


def answered(page: Page, net: SmallNetwork, row: Document) -> Outgoing:
    """The specialist begins the answer; its file is suggested, the draft goes round."""
    page.goto(f"/van-ban/{row.pk}/")
    page.get_by_role("link", name="Soạn văn bản trả lời").click()
    page.get_by_role("link", name="Công văn").click()
    expect(page.locator("[name=addressees]")).to_have_value(ISSUER)
    expect(page.locator("[name=type]")).to_have_value(str(DocumentType.objects.get(code="cong_van").pk))
    page.locator("[name=f_noi_dung]").fill("đăng ký tham luận")
    page.locator("[name=f_can_cu]").fill(f"Công văn số {SYMBOL}")
    page.locator("[name=f_de_nghi]").fill("Đơn vị đăng ký một tham luận.")
    send(page)
    draft = Outgoing.objects.get()
    expect(page.locator("#ho-so option").first).to_contain_text(f"có {SYMBOL}")
    page.locator("#ho-so").get_by_role("button", name="Đưa vào").click()
    page.goto(f"/van-ban/soan/{draft.content_id}/lay-y-kien/")
    page.get_by_label(net.units[READER].name).check()
    send(page)
    return draft


def commented(page: Page, draft: Outgoing) -> None:
    """A commune, on a phone."""
    page.goto(f"/van-ban/soan/{draft.content_id}/")
    page.locator("article").nth(1).locator("a[href*='/gop-y/']").tap()
    page.locator("article textarea[name=body]").fill("Đề nghị hai tham luận.")
    page.locator("article form[hx-post] button").tap()
    expect(page.locator(".dc-comment")).to_contain_text("hai tham luận")
    look(page, "clerk-comment")


def settled(page: Page, draft: Outgoing) -> None:
    """The specialist takes the remark up, answers it, and puts the draft to the leader."""
    page.goto(f"/van-ban/soan/{draft.content_id}/")
    second = page.locator("article").nth(1)
    second.locator("a[href*='/sua/']").click()
    page.locator("article textarea[name=text]").first.fill("Đơn vị đăng ký hai tham luận.")
    page.locator("article form[hx-post] button").first.click()
    expect(second).to_contain_text("đăng ký hai tham luận.")
    second.locator(".dc-comment a[href*='/tra-loi/']").click()
    page.locator("input[name=answer][value=accepted]").check()
    page.locator("article form[hx-post] button").first.click()
    expect(second.locator(".dc-comment")).to_contain_text("Tiếp thu")
    look(page, "clerk-answered")
    step(page, draft, "trinh")


def test_from_the_paper_to_the_seal_and_the_file(
    site: Site, browser: Browser, net: SmallNetwork, tmp_path: Path
) -> None:
    scan = tmp_path / "cong-van.pdf"
    scan.write_bytes(PDF)
    clerk, leader, officer = (net.user(HOME, p) for p in (Post.CLERK, Post.LEADER, Post.OFFICER))
    with person(browser, site, clerk) as page:
        row = registered(page, scan)
        matter = filed(page, row)
    with person(browser, site, leader) as page:
        instructed(page, net, row)
    with person(browser, site, officer) as page:
        draft = answered(page, net, row)
    work_off()
    with person(browser, site, net.user(READER), PHONE) as page:
        commented(page, draft)
    with person(browser, site, officer) as page:
        settled(page, draft)
    with person(browser, site, leader) as page:
        step(page, draft, "dong-y")
    with person(browser, site, clerk) as page:
        step(page, draft, "lay-so")
        look(page, "clerk-numbered")
        step(page, draft, "ban-hanh")
        draft.refresh_from_db()
        assert draft.state == OutgoingState.ISSUED
        page.goto(f"/van-ban/ho-so/{matter.pk}/")
        expect(page.locator(".dc-papers > li")).to_have_count(2)
        expect(page.locator(".dc-papers > li").first).to_contain_text(SYMBOL)
        expect(page.locator(".dc-papers > li").nth(1)).to_contain_text("đăng ký tham luận")
        expect(page.locator(".dc-papers")).not_to_contain_text("Chưa ban hành")
        look(page, "clerk-matter")
        page.goto("/van-ban/ho-so/")
        look(page, "clerk-matters")
    with person(browser, site, officer, PHONE) as page:
        page.goto(f"/van-ban/ho-so/{matter.pk}/")
        look(page, "clerk-matter")
        page.goto(f"/van-ban/{row.pk}/")
        look(page, "clerk-document")
        page.locator("form[action$='/xong/'] button").tap()
        expect(page.get_by_text("Đã ghi là giải quyết xong").first).to_be_visible()
    row.refresh_from_db()
    assert row.state == DocumentState.DONE
    checked_by_anybody(browser, site, tmp_path)


def checked_by_anybody(browser: Browser, site: Site, tmp_path: Path) -> None:
    """What the QR of the sealed file opens, without signing in: what it is, and that this file is the one."""
    seal = Seal.objects.get()
    file = tmp_path / "ban-hanh.pdf"
    file.write_bytes(read_bytes(seal.file))
    last = pypdfium2.PdfDocument(file)[0].render(scale=200 / 72).to_pil()
    (found,) = zxingcpp.read_barcodes(last)
    assert found.text.startswith(ADDRESS)
    with browser.new_context(base_url=site.url, locale="vi-VN") as context:
        page = context.new_page()
        page.goto(found.text.removeprefix(ADDRESS))
        expect(page.locator("main")).to_contain_text(seal.document.symbol)
        page.locator("input[type=file]").set_input_files(file)
        send(page)
        assert page.locator(".gb-notice.gb-tone-done").count() == 1
        file.write_bytes(file.read_bytes() + b" ")
        page.locator("input[type=file]").set_input_files(file)
        send(page)
        assert page.locator(".gb-notice.gb-tone-late").count() == 1
        look(page, "clerk-check")
