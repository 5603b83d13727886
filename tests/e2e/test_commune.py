"""A commune's officer on a phone: reads, disseminates, files the programme, closes a task with a photo; the district
sends it back once, then confirms."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from giaoban.apps.accounts.enums import Post
from giaoban.apps.directives.actions.send_directive import ask_everybody, send_directive
from giaoban.apps.directives.domain.order import Order, Term
from giaoban.apps.directives.models import Dissemination
from giaoban.apps.documents.domain.addressing import Addressing
from giaoban.apps.documents.models import Delivery
from giaoban.apps.files.queries import read_bytes
from giaoban.apps.org.enums import Level
from giaoban.apps.tasks.actions.create_tasks import give_task
from giaoban.apps.tasks.domain.giving import NewTask
from giaoban.apps.tasks.models import Evidence, Task
from tests.directives.waves import SYSTEM
from tests.documents.register import registered
from tests.e2e.conftest import PHONE, Site
from tests.e2e.journey import look, month_of, person
from tests.files.samples import PDF, jpeg
from tests.network import SmallNetwork

OWN, ABOVE = "front-c1", "front-d1"
TITLE = "Trao quà cho hộ khó khăn"
ITEMS = ("Lập danh sách hộ", "Trao quà tận nhà")
SHOWS = "Trao quà tại thôn 1"
WHY = "Ảnh thứ hai chưa có; bổ sung biên bản."


@pytest.fixture
def net(site: Site) -> SmallNetwork:
    return month_of(site).net


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    file = tmp_path / "IMG_0001.jpg"
    file.write_bytes(jpeg(1600, 1200))
    return file


def part_of(net: SmallNetwork) -> Dissemination:
    """The district asks its communes for a document: to disseminate it, and for an action programme."""
    above, day = net.units[ABOVE], timezone.localdate()
    order = Order(
        Addressing(levels=(Level.COMMUNE,)), day + timedelta(days=9),
        (Term(Level.COMMUNE, day + timedelta(days=5), day + timedelta(days=9)),),
    )  # fmt: skip
    document = registered(above, "12-CT/HU", net.actor(ABOVE, Post.CLERK), summary="Tăng cường dân vận khéo")
    row = send_directive(
        actor=net.actor(ABOVE), document=document, unit=above, order=order, now=timezone.now()
    )
    ask_everybody(actor=SYSTEM, directive=row, now=timezone.now())
    return row.disseminations.get(unit=net.units[OWN])


def task_of(net: SmallNetwork) -> Task:
    own, above = net.units[OWN], net.units[ABOVE]
    new = NewTask(TITLE, own.pk, above.pk, timezone.localdate() + timedelta(days=4), checklist=ITEMS)
    return give_task(actor=net.actor(ABOVE), unit=above, task=new, now=timezone.now())


def test_from_a_document_to_a_confirmed_task(
    site: Site, browser: Browser, net: SmallNetwork, photo: Path, tmp_path: Path
) -> None:
    part, task = part_of(net), task_of(net)
    with person(browser, site, net.user(OWN), PHONE) as page:
        disseminated(page, part)
        programme_filed(page, part, tmp_path)
        done_with_a_photo(page, task, photo)
    with person(browser, site, net.user(ABOVE)) as page:
        sent_back(page, task)
    with person(browser, site, net.user(OWN), PHONE) as page:
        done_again(page, task, tmp_path)
    with person(browser, site, net.user(ABOVE)) as page:
        page.goto(f"/nhiem-vu/{task.pk}/")
        expect(page.locator("#minh-chung")).to_contain_text(SHOWS)
        expect(page.locator("#minh-chung")).to_contain_text("đã bị trả lại")
        page.get_by_role("button", name="Xác nhận kết quả").click()
        expect(page.locator(".gb-lead")).to_contain_text("Đã hoàn thành")
        look(page, "task-confirmed")
    task.refresh_from_db()
    assert (task.state, task.ticked) == ("confirmed", [0, 1])
    kept = Evidence.objects.order_by("pk")
    assert [row.claim is not None for row in kept] == [True, True]
    assert kept[0].file
    with Image.open(io.BytesIO(read_bytes(kept[0].file))) as picture:
        assert not picture.getexif()  # nobody reads where and with what it was taken


def disseminated(page: Page, part: Dissemination) -> None:
    page.goto("/")
    look(page, "commune-home")
    page.locator(f"a[href='/trien-khai/don-vi/{part.pk}/']").first.tap()
    look(page, "commune-asked")
    read = page.get_by_role("button", name="Đã đọc, xác nhận")
    read.tap()
    expect(read).to_have_count(0)
    assert Delivery.objects.get(document=part.directive.document, unit=part.unit).acknowledged_at
    page.get_by_label("Ngày (buổi cuối").fill(f"{timezone.localdate():%d/%m/%Y}")
    for label, typed in (
        ("Số người phải dự", "120"),
        ("Cán bộ có mặt", "12"),
        ("Đoàn viên, hội viên có mặt", "96"),
    ):
        page.get_by_label(label).fill(typed)
    page.get_by_role("button", name="Ghi đã quán triệt").tap()
    expect(page.get_by_text("Đã ghi kết quả.")).to_be_visible()
    look(page, "commune-disseminated")
    part.refresh_from_db()
    assert (part.present, part.due) == (108, 120)


def programme_filed(page: Page, part: Dissemination, folder: Path) -> None:
    file = folder / "chuong-trinh.pdf"
    file.write_bytes(PDF)
    page.get_by_role("link", name="Gửi chương trình hành động").tap()
    page.get_by_label("hoặc gửi tệp").set_input_files(file)
    look(page, "commune-programme")
    page.get_by_role("button", name="Gửi", exact=True).tap()
    expect(page.get_by_role("link", name="chuong-trinh.pdf")).to_be_visible()
    part.refresh_from_db()
    assert part.filed_at


def done_with_a_photo(page: Page, task: Task, photo: Path) -> None:
    """The line drops while the photo is being sent: it stays on the page and goes by itself."""
    page.goto("/nhiem-vu/")
    look(page, "commune-tasks")
    page.get_by_role("link", name=TITLE).first.tap()
    page.get_by_role("button", name="Nhận nhiệm vụ").tap()
    for item in ITEMS:
        page.get_by_role("button", name=item).tap()
        expect(page.get_by_role("button", name=item)).to_have_attribute("aria-pressed", "true")
    look(page, "commune-task")
    page.get_by_role("link", name="Thêm minh chứng").tap()
    page.get_by_label("Ảnh hoặc tệp").set_input_files(photo)
    page.get_by_label("Nội dung minh chứng").fill(SHOWS)
    page.context.set_offline(True)
    page.get_by_role("button", name="Lưu minh chứng").tap()
    told = page.locator(".ts-sent")
    expect(told).to_contain_text("Mất kết nối. Không mất gì")
    look(page, "commune-offline")
    expect(page.get_by_label("Nội dung minh chứng")).to_have_value(SHOWS)
    assert not Evidence.objects.exists()
    page.context.set_offline(False)
    page.wait_for_url(re.compile(rf"/nhiem-vu/{task.pk}/(#.*)?$"))
    expect(page.get_by_role("link", name=SHOWS)).to_be_visible()
    assert Evidence.objects.count() == 1
    reported(page, "Đã trao 12 suất quà.")


def reported(page: Page, words: str) -> None:
    page.get_by_role("link", name="Báo cáo hoàn thành").tap()
    page.get_by_label("Kết quả như thế nào").fill(words)
    look(page, "commune-claim")
    page.get_by_role("button", name="Báo cáo hoàn thành").tap()
    expect(page.get_by_text("Đã thực hiện")).to_be_visible()


def sent_back(page: Page, task: Task) -> None:
    page.goto("/")
    page.locator(f"a[href='/nhiem-vu/{task.pk}/']").first.click()
    expect(page.locator("#minh-chung")).to_contain_text(SHOWS)
    look(page, "district-task")
    page.get_by_role("link", name="Trả lại").click()
    page.get_by_label("Lý do").fill(WHY)
    page.get_by_role("button", name="Trả lại").click()
    expect(page.locator(".gb-lead")).to_contain_text("Bị trả lại")


def done_again(page: Page, task: Task, folder: Path) -> None:
    file = folder / "bien-ban.pdf"
    file.write_bytes(PDF)
    page.goto(f"/nhiem-vu/{task.pk}/")
    expect(page.get_by_text(WHY)).to_be_visible()
    page.get_by_role("link", name="Thêm minh chứng").tap()
    page.get_by_label("Ảnh hoặc tệp").set_input_files(file)
    page.get_by_label("Nội dung minh chứng").fill("Biên bản trao quà")
    page.get_by_role("button", name="Lưu minh chứng").tap()
    expect(page.get_by_text("Đã lưu 1 minh chứng.")).to_be_visible()
    look(page, "commune-again")
    reported(page, "Đã trao 12 suất quà, có biên bản.")
