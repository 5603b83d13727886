"""A proposal from two communes: raised, taken out of a report's text, merged, sent on, answered, confirmed."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from giaoban.apps.proposals.enums import State
from giaoban.apps.proposals.models import Proposal, Raising
from tests.e2e.conftest import PHONE, Site
from tests.e2e.journey import look, month_of, person, saved
from tests.network import SmallNetwork
from tests.reporting.conftest import Round

ASK = "Đề nghị huyện hỗ trợ bể chứa nước sạch."
TEXT = f"Ba thôn vùng cao còn thiếu nước sinh hoạt. {ASK} Các phong trào khác diễn ra bình thường."


@pytest.fixture
def month(site: Site) -> Round:
    return month_of(site)


def mark(page: Page, passage: str) -> None:
    """What a hand with a mouse does: the passage is selected."""
    page.evaluate(
        """passage => {
            const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
            for (let node = walk.nextNode(); node; node = walk.nextNode()) {
                const at = node.data.indexOf(passage);
                if (at < 0) continue;
                getSelection().setBaseAndExtent(node, at, node, at + passage.length);
                return;
            }
            throw new Error("not on the page");
        }""",
        passage,
    )


def raised_on_a_phone(browser: Browser, site: Site, net: SmallNetwork) -> None:
    with person(browser, site, net.user("front-c2"), PHONE) as page:
        page.goto("/kien-nghi/")
        page.get_by_role("link", name="Nêu đề xuất").tap()
        page.get_by_label("Vướng mắc", exact=True).check()
        page.get_by_label("Khó khăn, vướng mắc").fill("Thiếu nước sạch mùa khô")
        page.get_by_label("Nội dung đề nghị").fill("Hỗ trợ bể chứa nước")
        look(page, "proposal-raise")
        page.get_by_role("button", name="Nêu đề xuất").tap()
        expect(page.get_by_role("heading", name="Hỗ trợ bể chứa nước")).to_be_visible()


def taken_out_of_a_report(browser: Browser, site: Site, month: Round) -> None:
    month.fill("front-c1")
    report = month.report("front-c1")
    with person(browser, site, month.net.user("front-c1")) as page:
        page.goto(f"/bao-cao/{report.pk}/nhap/?phan=tat-ca")
        page.locator("[name='text:highlights']").fill(TEXT)
        saved(page)
    month.hand_in("front-c1")
    with person(browser, site, month.net.user("front-d1")) as page:
        page.goto(f"/bao-cao/{report.pk}/")
        mark(page, ASK)
        page.locator("#o-text-highlights").get_by_role("link", name="Tách thành kiến nghị").click()
        expect(page.get_by_label("Trích nguyên văn")).to_have_value(ASK)
        page.get_by_label("Đề xuất", exact=True).check()
        look(page, "proposal-passage")
        page.get_by_role("button", name="Tách thành kiến nghị").click()
        expect(page.get_by_role("link", name=month.net.units["front-c1"].name)).to_be_visible()


def merged_and_sent_on(browser: Browser, site: Site, net: SmallNetwork) -> int:
    """The district: one proposal speaks for both, and goes to the province. Its id."""
    into = Proposal.objects.get(remedy=ASK)
    with person(browser, site, net.user("front-d1")) as page:
        page.goto(f"/kien-nghi/{into.pk}/")
        page.get_by_role("link", name="Gộp").click()
        page.get_by_label("Hỗ trợ bể chứa nước").check()
        page.get_by_role("button", name="Xem trước khi gộp").click()
        expect(page.get_by_text("Hỗ trợ bể chứa nước", exact=True)).to_be_visible()
        look(page, "proposal-merge")
        page.get_by_role("button", name="Gộp", exact=True).click()
        expect(page.locator(".gb-lead")).to_contain_text("2 đơn vị nêu")
        page.get_by_role("link", name="Chuyển", exact=True).click()
        page.locator("select[name=unit]").select_option(str(net.units["front-p1"].pk))
        page.get_by_role("button", name="Chuyển", exact=True).click()
        expect(page.locator(".gb-lead")).to_contain_text("chờ trả lời")
        look(page, "proposal-forwarded")
    return into.pk


def test_from_two_communes_to_a_confirmed_answer(site: Site, browser: Browser, month: Round) -> None:
    net = month.net
    raised_on_a_phone(browser, site, net)
    taken_out_of_a_report(browser, site, month)
    pk = merged_and_sent_on(browser, site, net)
    with person(browser, site, net.user("front-p1")) as page:
        page.goto("/")
        page.get_by_role("link", name=ASK).first.click()
        page.get_by_role("link", name="Trả lời").click()
        page.get_by_label("Tiếp thu").check()
        page.get_by_label("Nội dung trả lời").fill("Bố trí từ nguồn dự phòng, quý IV.")
        page.get_by_role("button", name="Trả lời").click()
        expect(page.get_by_text("Bố trí từ nguồn dự phòng, quý IV.")).to_be_visible()
    for unit in ("front-c1", "front-c2"):
        with person(browser, site, net.user(unit), PHONE) as page:
            page.goto("/")
            page.get_by_role("link", name=re.compile("bể chứa nước")).first.tap()
            page.get_by_role("button", name="Đã giải quyết").tap()
            look(page, f"proposal-{unit}")
    assert Proposal.objects.get(pk=pk).state == State.CONFIRMED
    assert set(Raising.objects.filter(proposal=pk).values_list("unit__code", "settled")) == {
        ("front-c1", True), ("front-c2", True),
    }  # fmt: skip
