"""An administrator makes an account for a commune; whoever gets it signs in on a phone and changes the password."""

from __future__ import annotations

from django.urls import reverse
from playwright.sync_api import Browser, expect

from giaoban.apps.accounts.enums import Post
from giaoban.apps.accounts.models import User
from tests.e2e.conftest import DESKTOP, PHONE, Site
from tests.e2e.journey import in_vietnamese, look, person
from tests.network import build_network

ADMIN, COMMUNE = "front-p1", "front-c1"
OWN = "mot-cau-rat-kho-doan"


def test_from_the_administrator_to_the_first_sign_in(site: Site, browser: Browser) -> None:
    net = build_network()
    for code in ("front-c1", "front-c2", "front-d1"):
        net.user(code)
    with person(browser, site, net.user(ADMIN, Post.ADMINISTRATOR)) as page:
        page.goto("/")
        page.get_by_role("link", name="Tài khoản").first.click()
        look(page, "accounts")
        page.get_by_role("link", name="Lập tài khoản").click()
        page.fill("[name=unit]", COMMUNE)
        page.fill("[name=username]", "xa1 cán bộ")
        page.locator("main form button.btn-primary").click()
        expect(page.get_by_text("Chữ thường không dấu").first).to_be_visible()
        look(page, "account-new")
        page.fill("[name=username]", "xa1.canbo")
        page.locator("main form button.btn-primary").click()
        said = page.locator("gb-copy textarea").input_value()
        look(page, "account-made")
        page.get_by_role("link", name="Về tài khoản").click()
        look(page, "account")
        page.get_by_role("link", name="Khoá tài khoản").click()
        look(page, "account-lock")
        page.get_by_role("link", name="Huỷ").click()
        page.goto("/tai-khoan/nhieu/")
        page.get_by_label("Xã").check()
        page.get_by_role("button", name="Xem ai được lập").click()
        expect(page.get_by_role("heading", name="Ai được lập tài khoản")).to_be_visible()
        look(page, "accounts-many")
        page.set_viewport_size(PHONE)
        look(page, "accounts-many")
        page.set_viewport_size(DESKTOP)
        with page.expect_download() as got:
            page.get_by_role("button", name="Lập và tải danh sách").click()
        assert got.value.suggested_filename == "tai-khoan.xlsx"
    password = next(line.split(": ", 1)[1] for line in said.splitlines() if line.startswith("Mật khẩu"))
    with browser.new_context(base_url=site.url, viewport=PHONE, is_mobile=True, has_touch=True) as context:
        in_vietnamese(context, site.url)
        phone = context.new_page()
        phone.goto("/")
        phone.fill("[name=login]", "xa1.canbo")
        phone.fill("[name=password]", password)
        phone.locator("main form button.btn-primary").tap()
        expect(phone.get_by_role("heading", level=1)).to_have_text("Việc của tôi")
        phone.goto(reverse("accounts:change_password"))
        look(phone, "account-password")
        for name, value in (("old", password), ("new", OWN), ("again", OWN)):
            phone.fill(f"[name={name}]", value)
        phone.locator("main form button.btn-primary").tap()
        expect(phone.get_by_text("Đã đổi mật khẩu")).to_be_visible()
    assert User.objects.get(username="xa1.canbo").check_password(OWN)
