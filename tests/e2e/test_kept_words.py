"""Words typed into a form outlive a session that ended: offered again to the same account, and to nobody else."""

from __future__ import annotations

import re

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from giaoban.apps.accounts.enums import Post
from giaoban.apps.accounts.models import User
from giaoban.apps.documents.actions.edit_paragraph import edit_paragraph
from giaoban.apps.documents.queries.contents import texts_of
from giaoban.apps.reporting.models import CellComment
from tests.documents.drafts import NOW, SYSTEM, draft, plain, text
from tests.documents.test_register_pages import browser as signed_in
from tests.e2e.conftest import PHONE, Site
from tests.e2e.journey import BACKEND, in_vietnamese, look, month_of, person
from tests.reporting.conftest import Round
from tests.tasks.network import unit

WORDS = "Đề nghị kiểm tra lại số hộ: tháng trước đơn vị ghi nhận 12 hộ, danh sách kèm theo có 15 hộ."
PASSWORD = "mot-mat-khau-dai"
STORED = "Object.keys(localStorage).filter((key) => key.startsWith('gb-typed:')).length"


@pytest.fixture
def month(site: Site) -> Round:
    month = month_of(site)
    month.fill("front-c1")
    for code in ("front-c1", "front-c2"):
        user = month.net.user(code)
        user.set_password(PASSWORD)
        user.save(update_fields=["password"])
    return month


def report(month: Round) -> str:
    return f"/bao-cao/{month.report('front-c1').pk}/"


def write(page: Page, month: Round) -> None:
    """Type a remark on the first figure, without sending it."""
    page.goto(report(month))
    page.locator("details.rp-talk summary").first.click()
    page.locator("details.rp-talk textarea").first.press_sequentially(WORDS)


def send(page: Page) -> None:
    page.locator("details.rp-talk[open]").first.get_by_role("button", name="Ghi ý kiến").click()


def sign_in(page: Page, user: User) -> None:
    page.get_by_label("Tên đăng nhập").fill(user.username)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Đăng nhập").click()


def offered(page: Page) -> None:
    notice = page.locator(".gb-kept", has_text="Đã giữ lại nội dung chưa gửi")
    expect(notice).to_be_visible()
    expect(notice).to_contain_text("danh sách kèm theo")


def said() -> list[str]:
    return list(CellComment.objects.values_list("body", flat=True))


@pytest.mark.parametrize("viewport", [None, PHONE], ids=["desk", "phone"])
def test_a_session_that_ended_loses_no_word(
    site: Site, browser: Browser, month: Round, viewport: object
) -> None:
    user = month.net.user("front-c1")
    with person(browser, site, user, **({"viewport": viewport} if viewport else {})) as page:  # type: ignore[arg-type]
        write(page, month)
        Session.objects.all().delete()
        send(page)
        expect(page.get_by_role("heading", name="Phiên đăng nhập đã kết thúc")).to_be_visible()
        expect(page.locator("textarea.gb-typed")).to_have_value(WORDS)
        look(page, "signed-out")
        page.get_by_role("link", name="Đăng nhập lại").click()
        sign_in(page, user)
        page.wait_for_url(re.compile(re.escape(report(month)) + "$"))
        offered(page)
        look(page, "words-offered")
        page.get_by_role("button", name="Điền lại").click()
        expect(page.locator("details.rp-talk textarea").first).to_have_value(WORDS)
        send(page)
        page.wait_for_load_state("networkidle")
        assert said() == [WORDS]
        assert page.evaluate(STORED) == 0
        expect(page.locator(".gb-kept")).to_have_count(0)


def test_signing_in_again_in_another_tab_loses_no_word(site: Site, browser: Browser, month: Round) -> None:
    user = month.net.user("front-c1")
    with person(browser, site, user) as page:
        write(page, month)
        other = page.context.new_page()
        Session.objects.all().delete()
        other.goto("/")
        sign_in(other, user)
        other.wait_for_load_state("networkidle")
        send(page)
        expect(page.get_by_role("heading", name="Trang này không còn hiệu lực")).to_be_visible()
        expect(page.locator("textarea.gb-typed")).to_contain_text("danh sách kèm theo")
        page.get_by_role("link", name="Quay lại trang trước").click()
        offered(page)
        page.get_by_role("button", name="Bỏ").click()
        assert page.evaluate(STORED) == 0
        assert said() == []


def test_another_account_finds_nothing(site: Site, browser: Browser, month: Round) -> None:
    with person(browser, site, month.net.user("front-c1")) as page:
        write(page, month)
        Session.objects.all().delete()
        page.goto("/")
        sign_in(page, month.net.user("front-c2"))
        page.wait_for_load_state("networkidle")
        expect(page.locator(".gb-kept")).to_have_count(0)
        assert page.evaluate(STORED) == 0


def test_signing_out_asks_and_clears(site: Site, browser: Browser, month: Round) -> None:
    with person(browser, site, month.net.user("front-c1")) as page:
        write(page, month)
        out = page.locator("form[data-signs-out] button")
        out.click()
        expect(page.locator(".gb-kept")).to_contain_text("Đăng xuất sẽ xóa")
        look(page, "signing-out")
        page.get_by_role("button", name="Ở lại").click()
        assert page.evaluate(STORED) == 1
        out.click()
        page.get_by_role("button", name="Đăng xuất và xóa").click()
        expect(page.get_by_role("heading", name="Đăng nhập")).to_be_visible()
        assert page.evaluate(STORED) == 0


def test_what_was_refused_stays_and_what_was_taken_goes(site: Site, browser: Browser, month: Round) -> None:
    with person(browser, site, month.net.user("front-c1")) as page:
        write(page, month)
        page.goto("/")
        expect(page.locator(".gb-kept")).to_have_count(0)  # typed, not sent: offered where it belongs only
        page.goto(report(month))
        offered(page)
        page.evaluate(
            "for (const k of Object.keys(localStorage)) if (k.startsWith('gb-typed:')) localStorage.setItem(k,"
            " JSON.stringify({...JSON.parse(localStorage.getItem(k)), at: Date.now() - 25 * 3600 * 1000}))"
        )
        page.reload()
        expect(page.locator(".gb-kept")).to_have_count(0)  # a day is over
        assert page.evaluate(STORED) == 0


def test_a_paragraph_being_edited_comes_back_with_what_it_was_written_on(
    site: Site, browser: Browser
) -> None:
    """In place (htmx): the page stays, the words too; a change made meanwhile is a conflict, not written over."""
    home = unit("Lâm Đồng")
    content = draft(SYSTEM, home, text("Một"), text("Hai"))
    with browser.new_context(base_url=site.url, locale="vi-VN") as context:
        in_vietnamese(context, site.url)
        signed = signed_in(home, Post.OFFICER, "mot")
        session = signed.cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": session, "url": site.url}])
        page = context.new_page()
        page.goto(f"/van-ban/soan/{content.pk}/")
        page.locator("article").first.locator("a[href*='/sua/']").click()
        page.locator("article textarea[name=text]").first.fill(WORDS)
        Session.objects.all().delete()
        page.locator("article form[hx-post] button").first.click()
        expect(page.locator("#gb-alerts")).to_contain_text("Phiên đăng nhập đã kết thúc")
        expect(page.locator("article textarea[name=text]").first).to_have_value(WORDS)
        before = texts_of(content)[0]
        edit_paragraph(
            actor=SYSTEM, paragraph=before.paragraph, text="Lời người khác.", seen=before.pk, now=NOW
        )
        signed.force_login(User.objects.get(username="mot"))
        again = signed.cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": again, "url": site.url}])
        page.goto("/")
        page.locator(".gb-kept a").click()
        offered(page)
        page.get_by_role("button", name="Điền lại").click()
        page.get_by_role("button", name="Lưu").first.click()
        expect(page.locator(".gb-conflict")).to_contain_text("Lời người khác.")
    assert plain(content) == ["Lời người khác.", "Hai"]


def test_the_journal_of_an_entry_belongs_to_its_account(site: Site, browser: Browser, month: Round) -> None:
    """What one person typed and the server refused is not put back, and sent, for a colleague on the same device."""
    entry = f"/bao-cao/{month.report('front-c3').pk}/nhap/"
    with person(browser, site, month.net.user("front-c3")) as page:
        page.goto(entry)
        box = page.get_by_role("textbox", name=re.compile("Hộ gia đình được hỗ trợ"))
        box.fill("12,5")
        expect(page.locator(".gb-save-state")).to_have_attribute("data-state", "invalid", timeout=40_000)
        colleague = Client()
        colleague.force_login(month.net.user("front-c3", Post.CLERK), backend=BACKEND)
        session = colleague.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": site.url}])
        page.goto(entry)
        expect(box).to_have_value("")
        expect(page.locator(".gb-save-state")).not_to_have_attribute("data-state", "invalid")


def test_tries_of_one_form_are_kept_once_and_several_forms_told_together(
    site: Site, browser: Browser, month: Round
) -> None:
    user = month.net.user("front-c1")
    with person(browser, site, user, viewport=PHONE) as page:
        for words in (WORDS, f"Lần hai: {WORDS}"):
            write(page, month)
            page.locator("details.rp-talk textarea").first.fill(words)
            Session.objects.all().delete()
            send(page)
            page.get_by_role("link", name="Đăng nhập lại").click()
            sign_in(page, user)
            page.wait_for_url(re.compile(re.escape(report(month)) + "$"))
            offered(page)
            assert page.evaluate(STORED) == 1
        expect(page.locator(".gb-kept q")).to_contain_text("Lần hai")
        page.locator("details.rp-talk textarea").first.fill("Ngắn thôi.")
        send(page)
        page.wait_for_load_state("networkidle")
        assert said() == ["Ngắn thôi."]
        assert page.evaluate(STORED) == 0  # taken: no earlier try stays
        page.evaluate(
            "(account) => ['a', 'b', 'c'].forEach((id) => localStorage.setItem('gb-typed:' + id, JSON.stringify({id,"
            " account, action: '/x/' + id, page: '/x/' + id, hidden: {}, title: 'Trang ' + id, fields: [['t', 0, id]],"
            " at: Date.now(), sent: true})))",
            page.locator("gb-kept").get_attribute("account"),
        )
        page.goto("/")
        notice = page.locator(".gb-kept")
        expect(notice).to_have_count(1)
        expect(notice.locator("summary")).to_contain_text("(3)")
        assert (notice.bounding_box() or {"height": 999})["height"] < 120
        notice.locator("summary").click()
        look(page, "words-of-several-forms")
        for left in (2, 1, 0):
            notice.get_by_role("button", name="Bỏ").first.click()
            expect(notice.locator("li")).to_have_count(left)
        expect(notice).to_have_count(0)
        assert page.evaluate(STORED) == 0
