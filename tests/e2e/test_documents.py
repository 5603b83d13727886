"""Two people in one draft; a reader comments on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from giaoban.apps.accounts.enums import Post
from giaoban.apps.documents.actions.circulate_content import circulate_content
from giaoban.apps.documents.queries.contents import texts_of
from giaoban.apps.org.models import Unit
from tests.documents.drafts import NOW, SYSTEM, draft, plain, text
from tests.documents.test_register_pages import browser as signed_in
from tests.e2e.conftest import PHONE, Site
from tests.tasks.network import unit


def sign_in(context: BrowserContext, site: Site, home: Unit, name: str, post: Post = Post.OFFICER) -> Page:
    """A page of somebody who is signed in already."""
    session = signed_in(home, post, name).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": site.url}])
    return context.new_page()


@pytest.fixture
def home(site: Site) -> Unit:
    return unit("Lâm Đồng")


def test_two_editors_meet_and_nothing_is_lost(site: Site, browser: Browser, home: Unit) -> None:
    content = draft(SYSTEM, home, text("Cả nước có 726 cửa hàng nông sản."), text("Hai"))
    with browser.new_context(base_url=site.url) as one, browser.new_context(base_url=site.url) as two:
        first, second = sign_in(one, site, home, "mot"), sign_in(two, site, home, "hai")
        for page in (first, second):
            page.goto(f"/van-ban/soan/{content.pk}/")
            page.locator("article").first.locator("a[href*='/sua/']").click()
            expect(page.locator("textarea[name=text]").first).to_have_value(
                "Cả nước có 726 cửa hàng nông sản."
            )
        first.locator("article textarea[name=text]").first.fill("Chữ của người thứ nhất.")
        first.locator("article form[hx-post] button").click()
        expect(first.locator("article").first).to_contain_text("Chữ của người thứ nhất.")
        second.locator("article textarea[name=text]").first.fill("Chữ của người thứ hai.")
        second.locator("article form[hx-post] button").click()
        conflict = second.locator(".gb-conflict")
        expect(conflict).to_contain_text("Chữ của người thứ nhất.")
        expect(conflict).to_contain_text("Chữ của người thứ hai.")
        second.locator("article form[hx-post] button").click()
        expect(conflict).to_have_count(0)
        expect(second.locator("article").first).to_contain_text("Chữ của người thứ hai.")
    assert plain(content) == ["Chữ của người thứ hai.", "Hai"]


def test_a_reader_comments_on_a_phone(site: Site, browser: Browser, home: Unit) -> None:
    reader = unit("Đà Lạt", superior=home)
    content = draft(SYSTEM, home)
    circulate_content(actor=SYSTEM, content=content, units=[reader], due_on=None, now=NOW)
    with browser.new_context(base_url=site.url, viewport=PHONE, is_mobile=True, has_touch=True) as context:
        page = sign_in(context, site, reader, "xa")
        page.goto(f"/van-ban/soan/{content.pk}/")
        page.locator("article").nth(1).locator("a[href*='/gop-y/']").tap()
        page.locator("article textarea[name=body]").fill("Đề nghị bổ sung số liệu.")
        page.locator("article form[hx-post] button").tap()
        expect(page.locator("article").nth(1).locator(".dc-comment")).to_contain_text("bổ sung số liệu")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert texts_of(content)[1].paragraph.comments.get().unit == reader
