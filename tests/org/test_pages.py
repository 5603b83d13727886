"""Pages: who gets in, what they say of the days, how often they ask."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from giaoban.apps.accounts.actions.create_user import create_user
from giaoban.apps.org.models import Area
from giaoban.kit import clock
from tests.org.small import SYSTEM

PAGES = [
    "/mang-luoi/?day=06/07/2021",
    "/mang-luoi/?q=da+nang&day=06/07/2021",
    "/mang-luoi/dia-ban/p63-68/?day=06/07/2021",
    "/mang-luoi/dia-ban/c63-22918/",
    "/mang-luoi/don-vi/?day=06/07/2021&province=p63-68&organisation=ND&level=2",
    "/mang-luoi/don-vi/MTTQ-46/?day=06/07/2021",
]
pytestmark = pytest.mark.usefixtures("network")


@pytest.fixture
def reader(client: Client) -> Client:
    user: AbstractBaseUser = create_user(
        actor=SYSTEM, username="reader", label="Chuyên viên", password=None, now=clock.now()
    )
    client.force_login(user)
    return client


@pytest.mark.parametrize("address", PAGES)
def test_anonymous_is_sent_to_sign_in(client: Client, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 302
    assert "/dang-nhap/" in response["Location"]


@pytest.mark.parametrize("address", PAGES)
def test_pages_ask_at_most_fifteen_times(reader: Client, address: str) -> None:
    with CaptureQueriesContext(connection) as asked:
        response = reader.get(address)
    assert response.status_code == 200
    assert len(asked) <= 15


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined, no-any-return]


def test_the_tree_is_of_the_day(reader: Client) -> None:
    then = text(reader.get("/mang-luoi/?day=06/07/2021"))
    now = text(reader.get("/mang-luoi/?day=01/08/2025"))
    assert "Tỉnh Bình Thuận" in then
    assert "Tỉnh Bình Thuận" not in now
    assert "Tỉnh Thừa Thiên Huế" in then
    assert "Thành phố Huế" in now
    assert "30/06/2025" in then


def test_search_without_diacritics(reader: Client) -> None:
    page = text(reader.get("/mang-luoi/?q=da+nang&day=06/07/2021"))
    assert "Thành phố Đà Nẵng" in page
    assert "Lâm Đồng" not in page


def test_area_says_its_days_and_what_became_of_it(reader: Client) -> None:
    page = text(reader.get("/mang-luoi/dia-ban/c63-24781/?day=06/07/2021"))
    assert "30/06/2025" in page
    assert "Phường Xuân Hương" in page
    assert "Phường Lâm Viên" in page
    assert "/mang-luoi/dia-ban/c34-24781/?day=01/07/2025" in page


def test_a_day_without_the_area_is_said(reader: Client) -> None:
    there = reader.get("/mang-luoi/dia-ban/p63-68/?day=30/06/2025").context["page"]
    gone = reader.get("/mang-luoi/dia-ban/p63-68/?day=01/07/2025").context["page"]
    assert (there.there, gone.there) == (True, False)


def test_unit_shows_both_lines_with_the_names_of_the_day(reader: Client) -> None:
    page = text(reader.get("/mang-luoi/don-vi/MTTQ-46/?day=06/07/2021"))
    assert "Ủy ban MTTQ Việt Nam tỉnh Thừa Thiên Huế" in page
    assert "Ban Dân vận Tỉnh ủy Thừa Thiên Huế" in page
    assert "31/12/2024" in page


def test_units_are_filtered_by_province_and_organisation(reader: Client) -> None:
    table = reader.get(PAGES[4]).context["table"]
    assert [row.record.code for row in table.page.object_list] == ["ND-68-672", "ND-68-674"]


@pytest.mark.parametrize("address", ["/mang-luoi/dia-ban/nope/", "/mang-luoi/don-vi/nope/"])
def test_what_does_not_exist_is_not_found(reader: Client, address: str) -> None:
    assert reader.get(address).status_code == 404


@pytest.mark.parametrize("day", ["99/99/2021", "x", "", "0", "31/12/9999", "01/01/0001"])
def test_any_day_gives_a_page(reader: Client, day: str) -> None:
    for address in (
        "/mang-luoi/",
        "/mang-luoi/dia-ban/p63-68/",
        "/mang-luoi/don-vi/",
        "/mang-luoi/don-vi/MTTQ-TW/",
    ):
        assert reader.get(address, {"day": day, "level": "77", "province": "x"}).status_code == 200


def test_names_are_escaped(reader: Client) -> None:
    area = Area.objects.get(code="p63-96")
    area.rename("<script>x</script>", "<script>x</script>")
    area.save()
    assert "<script>x" not in text(reader.get("/mang-luoi/?day=06/07/2021"))


def test_nothing_loaded_says_what_to_do(reader: Client) -> None:
    Area.objects.filter(kind="nation").update(kind="sector")
    response = reader.get("/mang-luoi/")
    assert response.status_code == 404
    assert "load_network" in text(response)
