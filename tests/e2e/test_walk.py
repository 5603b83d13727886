"""The bar "Một vòng công tác trong 7 bước", walked over the real pages of the played demonstration.

Needs GIAOBAN_PLAYED (tests/demo/played); `./run test` plays it and names it.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterator

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect

from tests.demo.played import demonstration
from tests.e2e.conftest import DESKTOP, PHONE
from tests.e2e.journey import in_vietnamese, look

STEPS = (
    "Văn bản đến", "Nhiệm vụ", "Báo cáo tỉnh (Excel)", "Số liệu cần kiểm tra", "Bản giao ban", "Hội nghị",
    "Chín nhiệm vụ",
)  # fmt: skip


@pytest.fixture(scope="module")
def played() -> Iterator[demonstration.Played]:
    if not os.environ.get("GIAOBAN_PLAYED"):
        pytest.fail(demonstration.REMEDY, pytrace=False)
    with demonstration.opened() as played:
        yield played


@pytest.fixture(scope="module")
def address(played: demonstration.Played) -> Iterator[str]:
    """The demonstration as a visitor meets it."""
    with played.serving() as (address, _seconds):
        yield address


@pytest.fixture
def visitor(browser: Browser, address: str) -> Iterator[Page]:
    with browser.new_context(base_url=address, viewport=DESKTOP, locale="vi-VN") as context:
        in_vietnamese(context, address)
        yield context.new_page()


def choose(page: Page, post: str) -> None:
    page.goto("/")
    page.get_by_role("button", name=post).click()
    expect(page.get_by_role("navigation", name="Một vòng công tác trong 7 bước")).to_be_visible()


def step(page: Page, number: int) -> None:
    """Click the step of the bar; it is the current one then. Looked at on a desk and on a phone."""
    bar = page.get_by_role("navigation", name="Một vòng công tác trong 7 bước")
    bar.get_by_role("link", name=STEPS[number - 1], exact=False).first.click()
    expect(bar.locator("[aria-current=step]")).to_contain_text(STEPS[number - 1])
    for size in (PHONE, DESKTOP):
        page.set_viewport_size(size)
        look(page, f"walk-{number}")


def test_seven_steps_of_one_cycle(visitor: Page) -> None:
    page, main = visitor, visitor.locator("main")
    page.goto("/")
    expect(page.get_by_role("heading", name="Chọn một vai")).to_be_visible()
    expect(page.get_by_text("Dữ liệu mô phỏng").first).to_be_visible()
    look(page, "walk-0")
    choose(page, "Chuyên viên tổng hợp")
    look(page, "walk-home")

    step(page, 1)
    for said in ("290-QĐ/TW", "23-QĐ/TW", "Giao bộ phận tổng hợp"):
        expect(main).to_contain_text(said)

    step(page, 2)
    for said in ("Chương trình", "Thời hạn", "Đo bằng gì", "Đơn vị chủ trì"):
        expect(main).to_contain_text(said)
    expect(main.locator("tbody tr").nth(2)).to_be_visible()

    step(page, 3)
    expect(main).to_contain_text("Lâm Đồng")
    expect(main.get_by_role("columnheader", name="Cùng kỳ năm trước").first).to_be_visible()
    with page.expect_download() as book:
        main.get_by_role("link", name="Tệp Excel đã nhập số liệu").click()
    assert load_workbook(io.BytesIO(book.value.path().read_bytes())).sheetnames

    step(page, 4)
    for said in ("Nghệ An", "4.060", "gấp 12,4 lần", "406 căn"):
        expect(main).to_contain_text(said)

    step(page, 5)
    expect(main).to_contain_text("726")
    down_to_the_cell(page)

    step(page, 6)
    for said in ("Chương trình", "Kết luận", "Thống nhất chín nhiệm vụ trọng tâm"):
        expect(main).to_contain_text(said)

    step(page, 7)
    expect(main.locator("tbody tr")).to_have_count(9)


def down_to_the_cell(page: Page) -> None:
    """726 → the organisations that handed it in → a province's report → the cell of its workbook."""
    main = page.locator("main")
    row = main.get_by_role("row", name=re.compile("Hội Nông dân Việt Nam"))
    row.get_by_role("link").last.click()
    look(page, "walk-5-provinces")
    province = main.get_by_role("row", name=re.compile("Lâm Đồng"))
    value, place = province.inner_text(), province.locator(".rp-place").inner_text()
    cell = re.search(r"([^›!]+)[›!]\s*([A-Z]+\d+)\s*$", place)
    assert cell, place
    with page.expect_download() as book:
        province.get_by_role("link", name=re.compile(r"\.xlsx")).click()
    stands = load_workbook(io.BytesIO(book.value.path().read_bytes()))[cell[1].strip()][cell[2]].value
    assert str(stands) in value
    page.go_back()


@pytest.mark.parametrize(
    "post", ["Cán bộ xã", "Chuyên viên tổng hợp", "Lãnh đạo", "Văn thư", "Điểm cầu Lâm Đồng", "Quản trị"]
)
def test_every_post_has_a_first_page(visitor: Page, post: str) -> None:
    choose(visitor, post)
    for size in (PHONE, DESKTOP):
        visitor.set_viewport_size(size)
        look(visitor, f"post-{post.replace(' ', '-')}")


@pytest.mark.parametrize(
    ("post", "work", "step"),
    [
        ("Cán bộ xã", "Quán triệt Quyết định 3642/QĐ-UBND", "Ghi đã quán triệt"),
        ("Chuyên viên tổng hợp", "Tiếp nhận báo cáo của Tổng LĐLĐ", "Trả lại"),
        ("Lãnh đạo", "Cho ý kiến chỉ đạo Quy định 23-QĐ/TW", "Ghi ý kiến chỉ đạo"),
        ("Văn thư", "Lấy số và ban hành: Giấy mời", "Lấy số"),
        ("Điểm cầu Lâm Đồng", "Hội nghị trực tuyến giao ban công tác dân vận tháng 7", "Báo số người dự"),
    ],
)
def test_every_post_has_a_next_step_to_take(visitor: Page, post: str, work: str, step: str) -> None:
    choose(visitor, post)
    main = visitor.locator("main")
    main.get_by_role("link", name=work).first.click()
    button = main.get_by_role("button", name=step).or_(main.get_by_role("link", name=step))
    expect(button.first).to_be_visible()


def test_a_later_start_answers(played: demonstration.Played, address: str) -> None:
    """The promise is ten seconds on a machine of one's own; here only that nothing is played again."""
    with played.serving() as (again, seconds):
        assert again != address
    assert seconds <= 60


@pytest.mark.parametrize(
    ("post", "way", "said"),
    [
        ("Điểm cầu Lâm Đồng", "Vào điểm cầu của đơn vị", "Đăng ký phát biểu"),
        ("Lãnh đạo", "Bàn điều hành", "Lời dẫn của chủ trì"),
        ("Chuyên viên tổng hợp", "Thư ký", "Ý kiến gửi đến"),
    ],
)
def test_the_conference_in_session_is_one_press_away(visitor: Page, post: str, way: str, said: str) -> None:
    choose(visitor, post)
    now = visitor.get_by_role("region", name="Đang họp")
    expect(now).to_contain_text("giao ban tuần")
    now.get_by_role("link", name=way).click()
    expect(visitor.locator("main")).to_contain_text(said)
    expect(visitor.locator("main")).to_contain_text("61/64")
    for size in (PHONE, DESKTOP):
        visitor.set_viewport_size(size)
        look(visitor, f"session-{post.replace(' ', '-')}")
