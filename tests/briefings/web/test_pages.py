"""Pages of briefings: who reads them, what they show, and a figure followed down to the report."""

from __future__ import annotations

import re
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.test import Client

from giaoban.apps.accounts.enums import Post
from giaoban.apps.briefings.actions.compose_briefing import compose_briefing
from giaoban.apps.briefings.actions.issue_briefing import issue_briefing
from giaoban.apps.briefings.actions.order_briefing import order_briefing
from giaoban.apps.briefings.jobs import compose as compose_job
from giaoban.apps.briefings.jobs import render_papers
from giaoban.apps.briefings.models import Briefing, BriefingFigure
from giaoban.apps.briefings.queries import reading
from giaoban.apps.briefings.queries.today import as_stated, corrections, figure_source
from giaoban.apps.documents.models import Content
from giaoban.apps.files.queries import path_of
from giaoban.apps.indicators.models import Period
from giaoban.apps.reporting.actions.receive_report import reopen_report
from giaoban.apps.reporting.enums import GiverRole
from giaoban.apps.reporting.models import Expectation
from giaoban.kit.errors import Forbidden, Invalid, NotFound
from tests.network import build_network
from tests.reporting.conftest import NOW, Round, open_month
from tests.reporting.web.conftest import text_of


@pytest.fixture
def month(db: None, settings: object, tmp_path: Path) -> Round:
    settings.FILES_DIR = tmp_path  # type: ignore[attr-defined]
    network = build_network()
    return Round(network, open_month(network))


@pytest.fixture
def draft(month: Round) -> Briefing:
    month.all_the_way("front-p1", households_helped="700")
    month.all_the_way("front-p2", households_helped="26")
    month.all_the_way("front-tw", households_helped="")
    return compose_briefing(
        actor=month.net.actor("mm-tw"), unit=month.net.units["mm-tw"], root=month.net.units["mm-tw"],
        collection=month.collection, layout="party", now=NOW,
    )  # fmt: skip


def issue(month: Round, briefing: Briefing) -> Briefing:
    leader = month.net.actor("mm-tw", Post.LEADER)
    return issue_briefing(
        actor=leader, briefing=briefing, number=5, symbol="05-BC/BDVTW", dated=date(2021, 7, 6), now=NOW
    )


def whole(briefing: Briefing, cell: str = "households_helped", scope: str = "") -> BriefingFigure:
    return BriefingFigure.objects.get(briefing=briefing, scope=scope, cell=cell)


def correct(month: Round, value: str) -> None:
    for unit, receiver in (("front-tw", "mm-tw"), ("front-p2", "front-tw")):
        reopen_report(actor=month.net.actor(receiver), report=month.report(unit), reason="Nhầm", now=NOW)
    month.all_the_way("front-p2", households_helped=value)
    month.all_the_way("front-tw", households_helped="")


def test_the_page_shows_sentences_sizes_and_who_is_missing(
    client: Client, month: Round, draft: Briefing, django_assert_max_num_queries: object
) -> None:
    client.force_login(month.net.user("mm-tw"))
    with django_assert_max_num_queries(15):  # type: ignore[operator]
        answer = client.get(f"/giao-ban/{draft.pk}/")
    text = answer.content.decode()
    assert "Hỗ trợ" in text
    assert f"/nguon/{whole(draft).code}" in text
    assert month.net.units["front-c1"].short_name in text
    assert [s["minutes"] is not None for s in answer.context["sizes"]] == [True, True, False]
    assert answer.context["page"].reports == 3


def test_the_list(
    client: Client, month: Round, draft: Briefing, django_assert_max_num_queries: object
) -> None:
    client.force_login(month.net.user("mm-tw"))
    with django_assert_max_num_queries(15):  # type: ignore[operator]
        assert draft.title in client.get("/giao-ban/").content.decode()
    client.force_login(month.net.user("front-p2"))
    assert draft.title not in client.get("/giao-ban/").content.decode()


def test_outside_everything_looks_as_if_it_were_not_there(
    client: Client, month: Round, draft: Briefing
) -> None:
    render_papers(draft.pk)
    paper = draft.files.first()
    assert paper is not None
    paths = [
        f"/giao-ban/{draft.pk}/",
        f"/giao-ban/{draft.pk}/ban-hanh/",
        f"/nguon/{whole(draft).code}",
        f"/giao-ban/tep/{paper.pk}/",
    ]
    client.force_login(month.net.user("front-p2"))
    assert [client.get(path).status_code for path in paths] == [404] * 4
    assert client.post(f"/giao-ban/{draft.pk}/van-ban/").status_code == 404
    assert client.get("/nguon/khongcogi").status_code == 404
    client.logout()
    assert [client.get(path).status_code for path in paths] == [302] * 4


def test_a_unit_it_was_sent_round_to_reads_it_and_issues_nothing(
    client: Client, month: Round, draft: Briefing
) -> None:
    Content.objects.filter(pk=draft.content_id).update(readers=[month.net.units["front-p2"].pk])
    client.force_login(month.net.user("front-p2", Post.LEADER))
    assert client.get(f"/giao-ban/{draft.pk}/").status_code == 200
    assert client.get(f"/giao-ban/{draft.pk}/ban-hanh/").status_code == 403
    assert client.post(f"/giao-ban/{draft.pk}/van-ban/").status_code == 403
    page = client.get(f"/nguon/{whole(draft).code}").content.decode()
    assert f"/bao-cao/{month.report('front-tw').pk}/" not in page  # another unit's report is not opened to it


def test_a_figure_is_followed_down(
    client: Client, month: Round, draft: Briefing, django_assert_max_num_queries: object
) -> None:
    client.force_login(month.net.user("mm-tw"))
    with django_assert_max_num_queries(15):  # type: ignore[operator]
        answer = client.get(f"/nguon/{whole(draft).code}")
    found = answer.context["found"]
    assert [(s.unit.code, s.value) for s in found.summands] == [("front-tw", 726)]
    assert found.summands[0].receiver == month.net.units["mm-tw"]
    assert [(p.area.pk, p.value) for p in found.areas] == [
        (month.net.areas["p1"].pk, 700),
        (month.net.areas["p2"].pk, 26),
    ]
    text = answer.content.decode()
    unit = month.net.units["front-tw"].pk
    assert f"/bao-cao/dot/{month.collection.pk}/nguon/{unit}/0/" in text
    area = whole(draft, scope=f"area:{month.net.areas['p2'].pk}")
    assert f"/nguon/{area.code}" in text
    below = client.get(f"/nguon/{area.code}").context["found"]
    assert (below.scope_name, [(s.unit.code, s.value) for s in below.summands]) == (
        "Tỉnh Cà Mau thử",
        [("front-p2", 26)],
    )
    assert not found.moved


def test_what_changed_after_issue_shows_as_a_correction(
    client: Client, month: Round, draft: Briefing
) -> None:
    issue(month, draft)
    assert corrections(draft) == []
    correct(month, "30")
    moved = {
        c.figure.scope: (c.figure.value, c.today)
        for c in corrections(draft)
        if c.figure.cell == "households_helped"
    }
    assert list(map(int, filter(None, moved[""]))) == [726, 730]
    assert list(map(int, filter(None, moved[f"area:{month.net.areas['p2'].pk}"]))) == [26, 30]
    client.force_login(month.net.user("mm-tw"))
    assert "726 → 730" in client.get(f"/giao-ban/{draft.pk}/").content.decode()
    page = client.get(f"/nguon/{whole(draft).code}")
    assert (page.context["figure"].value, page.context["found"].today) == (726, 730)


def test_a_percentage_of_many_digits_is_no_correction_of_its_rounded_self() -> None:
    assert as_stated(Decimal("96.45948624693508138852721781")) == Decimal("96.4595")
    assert as_stated(None) is None


def test_issuing_from_the_page(client: Client, month: Round, draft: Briefing) -> None:
    path = f"/giao-ban/{draft.pk}/ban-hanh/"
    client.force_login(month.net.user("mm-tw"))
    assert client.get(path).status_code == 403
    client.force_login(month.net.user("mm-tw", Post.LEADER))
    assert client.get(path).status_code == 200
    wrong = client.post(path, {"number": "0", "symbol": "", "dated": "hôm nay"})
    assert wrong.status_code == 422
    assert set(wrong.context["form"].errors) == {"number", "symbol", "dated"}
    right = {"number": "5", "symbol": "05-BC/BDVTW", "dated": "06/07/2021"}
    assert client.post(path, right)["Location"] == f"/giao-ban/{draft.pk}/"
    draft.refresh_from_db()
    assert (draft.symbol, draft.dated) == ("05-BC/BDVTW", date(2021, 7, 6))
    assert client.post(path, right).status_code in (403, 409)


def test_composing_is_ordered_and_shown(client: Client, month: Round, draft: Briefing) -> None:
    client.force_login(month.net.user("mm-tw"))
    form = client.get("/giao-ban/soan/").context["form"]
    assert list(form.fields["root"].queryset) == [month.net.units["mm-tw"]]
    order = {"collection": month.collection.pk, "root": month.net.units["mm-tw"].pk, "layout": "state"}
    assert client.post("/giao-ban/soan/", order | {"layout": "own_report"}).status_code == 422
    answer = client.post("/giao-ban/soan/", order)
    place = answer["Location"]
    assert "/giao-ban/soan/" in place
    assert 'hx-trigger="every 2s"' in client.get(place).content.decode()
    assert client.post("/giao-ban/soan/", order)["Location"] == "/giao-ban/"
    client.force_login(month.net.user("front-p1"))
    assert client.get(place).status_code == 404
    client.force_login(month.net.user("mm-tw", Post.CLERK))
    assert client.get("/giao-ban/soan/").status_code == 403


def test_the_job_composes_and_lays_out(month: Round, draft: Briefing) -> None:
    unit, user = month.net.units["mm-tw"], month.net.user("mm-tw")
    compose_job(
        unit_id=unit.pk, root_id=unit.pk, collection_id=month.collection.pk, layout="state", user_id=user.pk
    )
    made = Briefing.objects.get(layout="state")
    assert made.files.count() == 6
    with pytest.raises(ObjectDoesNotExist):
        compose_job(
            unit_id=unit.pk, root_id=unit.pk, collection_id=month.collection.pk, layout="state", user_id=0
        )


def test_papers_are_handed_out(client: Client, month: Round, draft: Briefing) -> None:
    render_papers(draft.pk)
    client.force_login(month.net.user("mm-tw"))
    assert client.get(f"/giao-ban/{draft.pk}/").content.decode().count("/giao-ban/tep/") == 6
    paper = draft.files.filter(file__media_type="application/pdf").first()
    assert paper is not None
    answer = client.get(f"/giao-ban/tep/{paper.pk}/", follow=True)
    content = b"".join(answer) if answer.streaming else answer.content
    assert content.startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("unit", "post", "layout", "error"),
    [
        ("mm-tw", Post.CLERK, "party", Forbidden),
        ("front-p2", Post.OFFICER, "party", NotFound),
        ("mm-tw", Post.OFFICER, "nowhere", Invalid),
    ],
)
def test_who_may_order(month: Round, unit: str, post: Post, layout: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        order_briefing(
            actor=month.net.actor(unit, post), unit=month.net.units[unit], root=month.net.units["mm-tw"],
            collection=month.collection, layout=layout,
        )  # fmt: skip


def test_titles_and_names_are_escaped(client: Client, month: Round, draft: Briefing) -> None:
    Briefing.objects.filter(pk=draft.pk).update(title="<b>x</b>")
    BriefingFigure.objects.filter(pk=whole(draft).pk).update(name="<img src=x onerror=y>")
    client.force_login(month.net.user("mm-tw"))
    for path in ("/giao-ban/", f"/giao-ban/{draft.pk}/", f"/nguon/{whole(draft).code}"):
        text = client.get(path).content.decode()
        assert "<b>x</b>" not in text
        assert "<img src=x" not in text


def test_reopened_reports_leave_the_figure_with_an_empty_list(month: Round, draft: Briefing) -> None:
    found = figure_source(month.net.actor("mm-tw"), whole(draft, "opinions_received").code)
    assert found.summands
    assert found.figure.value == sum(s.value or 0 for s in found.summands)


def said_of(client: Client, month: Round, cell: str = "households_helped") -> str:
    client.force_login(month.net.user("mm-tw"))
    return text_of(client.get(f"/nguon/{BriefingFigure.objects.get(scope='', cell=cell).code}"))


def test_a_cell_holds_only_the_part_of_a_unit_that_consolidates(
    client: Client, month: Round, draft: Briefing
) -> None:
    """The figure is 736: of it 0 stands in the unit's own cell, 10 is an adjustment, 726 came from two units."""
    version = month.report("front-tw").counted
    assert version is not None
    slot = 0
    version.own[slot], version.adjustments[slot] = Decimal(0), Decimal(10)
    version.source_cells = {"households_helped": "Số liệu!H59"}
    version.save()
    found = figure_source(month.net.actor("mm-tw"), whole(draft).code)
    front = next(s for s in found.summands if s.unit.code == "front-tw")
    assert front.place == ""
    said = said_of(client, month)
    assert "own part: 0, cell Số liệu!H59; adjustment: 10; 726 from 2 units below" in said


def test_a_unit_that_only_gives_keeps_its_cell(month: Round, draft: Briefing) -> None:
    Expectation.objects.filter(unit=month.net.units["front-tw"]).update(role=GiverRole.GIVES)
    report = month.report("front-tw")
    assert report.counted is not None
    report.counted.source_cells = {"households_helped": "Số liệu!H8"}
    report.counted.save()
    (front,) = figure_source(month.net.actor("mm-tw"), whole(draft).code).summands
    assert (front.place, front.stands) == ("Số liệu!H8", ())


def test_links_of_figures_follow_the_page_and_stay_in_the_issued_paper(
    client: Client, month: Round, draft: Briefing, settings: Any
) -> None:
    code = whole(draft).code

    def links(kind: str) -> set[str]:
        file = draft.files.filter(size="full", file__media_type__contains=kind).order_by("-pk").first()
        assert file is not None
        with zipfile.ZipFile(path_of(file.file)) as archive:
            text = archive.read("word/_rels/document.xml.rels").decode()
        return set(re.findall(rf'Target="([^"]*/nguon/{code})"', text))

    client.force_login(month.net.user("mm-tw"))
    assert f'href="/nguon/{code}"' in client.get(f"/giao-ban/{draft.pk}/").content.decode()
    settings.PUBLIC_URL = "https://cu.example.vn/"
    render_papers(draft.pk)
    assert links("word") == {f"https://cu.example.vn/nguon/{code}"}
    settings.PUBLIC_URL = "https://moi.example.vn"
    render_papers(draft.pk, anew=True)
    assert links("word") == {f"https://moi.example.vn/nguon/{code}"}
    issue(month, draft)
    render_papers(draft.pk)
    settings.PUBLIC_URL = "https://sau.example.vn"
    render_papers(draft.pk, anew=True)
    assert links("word") == {f"https://moi.example.vn/nguon/{code}"}


def test_many_late_and_missing_are_counted_after_the_first_named(
    client: Client, month: Round, draft: Briefing, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(month.net.user("mm-tw"))
    url = f"/giao-ban/{draft.pk}/"
    page = client.get(url).context["page"]
    assert page.others_missing == 0
    monkeypatch.setattr(reading, "NAMED", 2)
    answer = client.get(url)
    page, text = answer.context["page"], answer.content.decode()
    others = page.progress.missing - 2
    assert len(page.missing) == 2
    assert others > 1
    link = f'href="/bao-cao/dot/{draft.collection_id}/?duoi={draft.root_id}">and {others} other units</a>'
    assert link in text


def test_inside_a_sentence_the_period_begins_small(month: Round) -> None:
    Period.objects.filter(pk=month.collection.period_id).update(name="Tháng 7 năm 2021")
    month.collection.refresh_from_db()
    briefing = compose_briefing(
        actor=month.net.actor("mm-tw"), unit=month.net.units["mm-tw"], root=month.net.units["mm-tw"],
        collection=month.collection, layout="party", now=NOW,
    )  # fmt: skip
    assert briefing.title == "Báo cáo công tác dân vận tháng 7 năm 2021"
