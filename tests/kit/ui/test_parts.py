"""Badges, icons, breadcrumbs, progress, map of dots, errors, navigation, theme, static files, templates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.contrib.staticfiles.finders import find
from django.http import HttpResponse
from django.template import engines
from django.test import Client, RequestFactory
from django.utils import translation
from django_htmx.middleware import HtmxMiddleware

from giaoban.config.staticfiles import SERVED, NodeModulesFinder
from giaoban.kit.errors import AlreadyThere, Conflict, Forbidden, GiaoBanError, Invalid, NotFound
from giaoban.kit.ui import badges, breadcrumbs, context, dotmap, errors, icons, parts
from tests.kit.ui.gallery.enums import TONE, State

pytestmark = pytest.mark.urls("tests.kit.ui.gallery.urls")
KIT = Path(errors.__file__).parents[1]


@pytest.fixture(autouse=True)
def vietnamese() -> Iterator[None]:
    with translation.override("vi"):
        yield


def rendered(text: str, **names: object) -> str:
    return engines["django"].from_string("{% load kit %}" + text).render(dict(names))


def test_a_badge_is_word_icon_and_tone() -> None:
    text = badges.state("late", State, TONE)
    assert "Quá hạn" in text
    assert "<svg" in text
    assert "gb-tone-late" in text
    assert "&lt;b&gt;" in badges.badge("<b>", "due")
    with pytest.raises(ValueError, match="no tone"):
        badges.badge("x", "red")


@pytest.mark.parametrize("name", ["../package", "A", "", "x y"])
def test_only_names_of_icons_are_read(name: str) -> None:
    with pytest.raises(ValueError, match="icon"):
        icons.icon(name)


def test_icons_are_decoration_unless_named() -> None:
    assert 'aria-hidden="true"' in icons.icon("flag")
    assert 'role="img" aria-label="&lt;Cờ"' in icons.icon("flag", "<Cờ")


def test_every_icon_that_kit_templates_name_exists() -> None:
    named = set()
    for path in KIT.rglob("*.html"):
        named |= set(re.findall(r'{% icon "([^"]+)"', path.read_text(encoding="utf-8")))
    named |= {
        voice.icon for voice in [*errors.VOICES.values(), *errors.OF_CODE.values(), errors.PAGE_TOO_OLD]
    } | set(badges.ICONS.values())
    assert len(named) > 10
    for name in named:
        assert "<svg" in icons.icon(name)


def test_no_kit_template_carries_style_script_or_handlers() -> None:
    paths = list((KIT / "templates").rglob("*.html"))
    assert len(paths) > 20
    for path in paths:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\sstyle=|\son[a-z]+=|<style", text), path
        assert not re.search(r"<script(?![^>]*\ssrc=)", text), path
        assert len(text.splitlines()) <= 120, path


def test_breadcrumbs_end_where_the_reader_is() -> None:
    text = rendered("{% breadcrumb c %}", c=breadcrumbs.trail(("Mạng lưới", "/m/"), "Lâm <Đồng>"))
    assert '<a href="/m/">Mạng lưới</a>' in text
    assert '<span aria-current="page">Lâm &lt;Đồng&gt;</span>' in text


@pytest.mark.parametrize(
    ("value", "total", "width"), [(1, 2, "50.0"), (0, 0, "0.0"), (9, 3, "100.0"), (-1, 3, "0.0")]
)
def test_progress_stays_inside_its_bar(value: int, total: int, width: str) -> None:
    assert f'width="{width}"' in parts.progress(value, total)


def test_filters_of_the_templates() -> None:
    assert (
        rendered("{{ n|amount }}|{{ n|amount:0 }}|{{ n|money }}", n=1234567.5)
        == "1.234.567,5|1.234.568|1.234.568\u00a0đ"
    )
    assert rendered("{{ n|amount }}{{ n|money }}{{ n|day }}{{ n|moment }}|{{ n|shown }}", n=None) == "|–"


def many(count: int) -> list[dotmap.Dot]:
    return [
        dotmap.Dot(
            102 + i % 70 / 10, 9 + i % 141 / 10, f"Xã số {i} <b>", badges.TONES[i % 6], f"/dia-ban/{i}/"
        )
        for i in range(count)
    ]


def test_the_map_of_every_commune_stays_small_and_safe() -> None:
    import gzip

    shown = dotmap.DotMap("Xã", many(3321), dict.fromkeys(badges.TONES, "x"), list_url="/t/")
    text = rendered("{% dotmap m %}", m=shown)
    assert text.count("<title>") == 3321
    assert "<b>" not in text.split("</svg>")[0]
    assert len(gzip.compress(text.encode())) < 150_000
    assert text.count("<li>") == 200 + 6


def test_dots_stand_where_they_are() -> None:
    south, north = dotmap.Dot(105, 9, "Nam"), dotmap.Dot(105, 21, "Bắc")
    text = dotmap.DotMap("m", [south, north], {"neutral": "x"}).svg
    (x1, y1), (x2, y2) = re.findall(r'cx="([\d.]+)" cy="([\d.]+)"', text)
    assert x1 == x2
    assert float(y1) > float(y2)
    assert dotmap.DotMap("m", [], {}).svg == ""


def test_a_map_that_did_not_change_answers_nothing() -> None:
    shown = dotmap.DotMap("m", many(3), {"late": "x"})
    asked = RequestFactory().get("/", {"v": shown.version})
    assert dotmap.respond(asked, shown).status_code == 204
    changed = dotmap.DotMap("m", [*many(2), many(3)[2]._replace(tone="late")], {"late": "x"})
    assert dotmap.respond(asked, changed).status_code == 200


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (Conflict("Đã đổi."), 409),
        (Forbidden("Không được."), 403),
        (NotFound("Không có."), 404),
        (Invalid("Sai."), 422),
    ],
)
def test_an_error_says_what_happened_what_was_kept_what_to_do(error: Exception, status: int) -> None:
    response = errors.error_page(RequestFactory().get("/"), error)  # type: ignore[arg-type]
    text = response.content.decode()
    assert response.status_code == status
    assert str(error) in text
    voice = errors.NO_LIST if status == 422 else errors.VOICES[status]
    for sentence in (voice.kept, voice.todo):
        assert str(sentence) in text


@pytest.mark.parametrize(
    "error", [Conflict("Đã đổi."), Forbidden("Không được."), NotFound("Không."), Invalid("Sai.")]
)
def test_codes_of_programs_are_not_said_to_people(error: GiaoBanError) -> None:
    answer = errors.error_page(RequestFactory().get("/"), error)
    said = re.sub(r"<[^>]*>", " ", answer.content.decode().split("<main", 1)[1])
    assert answer.status_code == error.status
    assert str(error) in said
    assert error.code not in said
    assert str(error.status) not in said


def test_a_fault_of_ours_gives_the_administrator_its_time() -> None:
    text = errors.handler500(RequestFactory().get("/")).content.decode()
    assert re.search(r"\d\d:\d\d.* · 500", text)


def test_what_was_entered_before_is_not_called_a_change_by_somebody_else() -> None:
    text = errors.error_page(RequestFactory().get("/"), AlreadyThere("Đã có ở số đến 7.")).content.decode()
    assert "Đã có ở số đến 7." in text
    assert str(errors.OF_CODE["already_there"].title) in text
    assert str(errors.VOICES[409].title) not in text
    assert str(errors.VOICES[409].todo) not in text


def test_what_is_there_already_is_one_link_away() -> None:
    known = AlreadyThere("Đã có.", address="/van-ban/7/")
    assert 'href="/van-ban/7/"' in errors.error_page(RequestFactory().get("/"), known).content.decode()
    text = errors.error_page(RequestFactory().get("/"), AlreadyThere("Đã có.")).content.decode()
    assert 'href=""' not in text


@pytest.mark.parametrize(
    ("referer", "back"),
    [
        ("http://testserver/van-ban/7/?trang=2", "/van-ban/7/?trang=2"),
        ("http://testserver//other.example/x", ""),
        ("http://testserver.other.example/van-ban/7/", ""),
        ("https://other.example/van-ban/7/", ""),
        ("javascript:alert(1)", ""),
        ("http://[", ""),
        ("", ""),
    ],
)
def test_a_refused_step_leads_back_within_the_site(referer: str, back: str) -> None:
    request = RequestFactory().post("/", headers={"Referer": referer})
    text = errors.error_page(request, Conflict("Đã đổi.")).content.decode()
    assert (f'<a class="btn btn-primary" href="{back}">' in text) == bool(back)
    assert "other.example" not in text


def test_the_code_of_a_field_is_no_name_and_a_list_follows_its_heading() -> None:
    problems = (("own:a_b", "“Hộ” phải nhập."), ("note", "missing"), ("[Căn cứ]", "còn trống"))
    error = Invalid("Sai.", problems=problems, links={"own:a_b": "/nhap/#id_own-a_b"})
    text = errors.error_page(RequestFactory().get("/"), error).content.decode()
    assert '<li><a href="/nhap/#id_own-a_b">“Hộ” phải nhập.</a></li>' in text
    assert "<strong>[Căn cứ]</strong>" in text
    assert "missing" not in text
    assert text.index(str(errors.VOICES[422].todo)) < text.index('<li><a href="/nhap')
    alone = errors.error_page(RequestFactory().get("/"), Invalid("Sai.")).content.decode()
    assert str(errors.NO_LIST.todo) in alone


def test_a_page_open_for_too_long_is_not_called_a_lack_of_rights() -> None:
    answer = errors.csrf_failure(RequestFactory().post("/"))
    text = answer.content.decode()
    assert answer.status_code == 403
    for sentence in (errors.PAGE_TOO_OLD.title, errors.PAGE_TOO_OLD.kept, errors.PAGE_TOO_OLD.todo):
        assert str(sentence) in text
    assert str(errors.VOICES[403].title) not in text


def test_years_and_ids_stay_plain_and_counts_are_grouped() -> None:
    for language, grouped in (("vi", "2.021"), ("en", "2,021")):
        with translation.override(language):
            assert rendered("{{ n }} {{ n|amount }}", n=2021) == f"2021 {grouped}"


def test_a_place_is_named_and_htmx_gets_the_fragment() -> None:
    request = RequestFactory().get("/", headers={"HX-Request": "true"})
    HtmxMiddleware(lambda r: HttpResponse())(request)
    answer = errors.error_page(request, Invalid("Sai.", problems=(("B12", "không phải là số"),)))
    text = answer.content.decode()
    assert "<strong>B12</strong>: không phải là số" in text
    assert "<html" not in text
    assert (answer.headers["HX-Retarget"], answer.headers["HX-Reselect"]) == ("#gb-alerts", ".gb-error")


def test_500_needs_neither_database_nor_session() -> None:
    response = errors.handler500(RequestFactory().get("/"))
    assert response.status_code == 500
    assert "<html" in response.content.decode()


def test_navigation_leaves_out_what_does_not_exist_or_is_not_open(monkeypatch: pytest.MonkeyPatch) -> None:
    entries = [
        {"label": "Bảng", "url": "table", "icon": "table"},
        {"label": "Chưa có", "url": "nowhere:list", "icon": "table"},
        {"label": "Kín", "url": "form", "icon": "table", "may": "tests.kit.ui.test_parts.nobody"},
    ]
    monkeypatch.setattr(settings, "NAVIGATION", entries)
    request = RequestFactory().get("/table/")
    request.resolver_match = SimpleNamespace(view_name="table")  # type: ignore[assignment]
    found = context.navigation(request)
    assert [(e.label, e.current) for e in found] == [("Bảng", True)]


def nobody(request: object) -> bool:
    return False


def test_the_theme_is_kept_and_leads_back_inside() -> None:
    client = Client()
    response = client.post("/kit/giao-dien/", {"theme": "dark", "next": "/table/?sort=due"})
    assert response["Location"] == "/table/?sort=due"
    assert client.cookies["gb_theme"].value == "dark"
    response = client.post("/kit/giao-dien/", {"theme": "x", "next": "//evil.example/"})
    assert response["Location"] == "/"
    assert client.cookies["gb_theme"].value == ""
    refused = client.get("/kit/giao-dien/")
    assert (refused.status_code, refused["Allow"]) == (405, "POST")
    assert "This address belongs to a button" in refused.content.decode()
    assert client.get("/kit/giao-dien/", headers={"Accept": "application/json"}).content == b""


def test_only_listed_files_leave_node_modules() -> None:
    assert find("tabler/tabler.min.css")
    assert not find("tabler/tabler.min.js")
    assert not find("@tabler/core/package.json")
    finder = NodeModulesFinder()
    names = {name for name, _storage in finder.list(None)}
    assert names == set(SERVED)
    with finder.storage.open("tabler/tabler.min.css") as css:
        assert b"sourceMappingURL" not in css.read()


def test_every_font_in_the_style_sheet_is_served() -> None:
    css = (KIT / "static/kit/fonts.css").read_text(encoding="utf-8")
    used = {name.removeprefix("../") for name in re.findall(r'url\("([^"]+)"\)', css)}
    assert used == {name for name in SERVED if name.endswith(".woff2")}


class TestTheSameForEverybody:
    def test_words_are_those_of_the_language(self) -> None:
        found = engines["django"].from_string("{% load kit i18n %}{% same %}{% trans 'Yes' %}{% endsame %}")
        assert found.render({}) == found.render({}) == "Có"
        with translation.override("en"):
            assert found.render({}) == "Yes"
        assert found.render({}) == "Có"

    @pytest.mark.parametrize("inside", ["{{ user }}", "{% if user %}a{% endif %}", "{% trans user %}"])
    def test_nothing_of_a_reader_gets_in(self, inside: str) -> None:
        found = engines["django"].from_string(f"{{% load kit i18n %}}{{% same %}}{inside}{{% endsame %}}")
        with pytest.raises(RuntimeError, match="'user' inside"):
            found.render({"user": "Lan"})
