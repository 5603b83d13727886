"""Who reaches which page: sign-in required, outside the scope 404, readers who may not act 403; few queries."""

from __future__ import annotations

import gzip

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from giaoban.apps.accounts.enums import Post
from giaoban.apps.org.models import Unit
from giaoban.apps.reporting.models import Doubt, ImportBatch
from tests.reporting.conftest import Round
from tests.reporting.test_import import upload, workbook, zipped
from tests.reporting.web.conftest import MOST_QUERIES, As

SEEN_BY = ("front-c1", "front-d1", "front-p1", "front-tw", "mm-tw", "mm-p1")
OUTSIDE = ("front-c2", "front-c3", "front-d2", "front-p2")


@pytest.fixture
def busy(month: Round) -> Round:
    """One commune received, one handed in with a doubt, one upload, an own draft of the district."""
    month.all_the_way("front-c1", households_helped="10")
    month.fill("front-c2")
    month.hand_in("front-c2")
    report = month.report("front-c2")
    assert report.version is not None
    Doubt.objects.create(
        report=report, version=report.version, rule="far", cells=["households_helped"], left=12, right=120,
        ratio="0.1", message="Mười lần", raised_at=report.updated_at,
    )  # fmt: skip
    month.fill("front-d1", households_helped="3")
    upload(month, zipped(d1=workbook(month, "front-d1")), "huyen.zip", "front-d1")
    return month


def pages(month: Round, unit: str = "front-d1") -> dict[str, list[int]]:
    """Every page that is looked at, with its arguments, as the district sees it."""
    report = month.report("front-c2").pk
    collection = month.collection.pk
    return {
        "overview": [],
        "doubts": [],
        "doubt": [Doubt.objects.get().pk],
        "progress": [collection],
        "moving": [collection],
        "inbox": [collection],
        "receive_all": [collection],
        "imports": [collection],
        "table": [collection],
        "source": [collection, month.net.units[unit].pk, 0],
        "import": [ImportBatch.objects.get().pk],
        "report": [report],
        "versions": [report],
    }


@pytest.mark.django_db
def test_everything_asks_for_sign_in(month: Round) -> None:
    names = [p.name for p in get_resolver("giaoban.apps.reporting.web.urls").url_patterns]
    arguments = {"source": [1, 1, 0], "step": [1, "received"], "paper": [1, "pdf"], "extract": [1, "x"]}
    for name in names:
        given = arguments.get(name, [] if name in ("overview", "doubts", "open") else [1])
        response = Client().get(reverse(f"reporting:{name}", args=given))
        assert response.status_code == 302, name
        assert "/dang-nhap/" in response["Location"]


def test_every_page_takes_few_queries_and_little_room(busy: Round, as_: As) -> None:
    reader = as_("front-d1")
    for name, arguments in pages(busy).items():
        url = reverse(f"reporting:{name}", args=arguments)
        assert reader.queries(url) <= MOST_QUERIES, name
        assert len(gzip.compress(reader.get(url).content)) < 150_000, name


def test_entry_and_report_of_a_consolidating_unit_take_few_queries(busy: Round, as_: As) -> None:
    own = busy.report("front-d1").pk
    for name in ("report", "enter"):
        assert as_("front-d1").queries(reverse(f"reporting:{name}", args=[own])) <= MOST_QUERIES


def test_queries_do_not_grow_with_the_rows(busy: Round, as_: As) -> None:
    reader = as_("mm-tw")
    url = reverse("reporting:progress", args=[busy.collection.pk])
    before = reader.queries(url)
    for unit in ("front-c3", "front-c4"):
        busy.all_the_way(unit)
    assert reader.queries(url) == before


@pytest.mark.parametrize("unit", SEEN_BY)
def test_a_received_report_is_open_to_everybody_above(busy: Round, as_: As, unit: str) -> None:
    assert as_(unit).get(reverse("reporting:report", args=[busy.report("front-c1").pk])).status_code == 200


@pytest.mark.parametrize("unit", OUTSIDE)
def test_a_report_is_not_there_for_units_beside(busy: Round, as_: As, unit: str) -> None:
    pk = busy.report("front-c1").pk
    reader = as_(unit)
    for name in ("report", "enter", "versions", "workbook"):
        assert reader.get(reverse(f"reporting:{name}", args=[pk])).status_code == 404, name
    assert reader.post(reverse("reporting:step", args=[pk, "received"])).status_code == 404
    assert reader.post(reverse("reporting:comment", args=[pk]), {"cell": "x", "body": "x"}).status_code == 404


def test_a_draft_is_its_units_own(month: Round, as_: As) -> None:
    month.fill("front-c1")
    url = reverse("reporting:report", args=[month.report("front-c1").pk])
    assert as_("front-c1").get(url).status_code == 200
    assert as_("front-d1").get(url).status_code == 404
    assert as_("mm-tw").get(url).status_code == 404


def test_whoever_only_reads_may_not_act(busy: Round, as_: As) -> None:
    waiting = busy.report("front-c2").pk
    for unit in ("front-p1", "mm-p1"):
        for step in ("received", "put_to_leader", "agreed"):
            response = as_(unit).post(reverse("reporting:step", args=[waiting, step]))
            assert response.status_code == 403, (unit, step)
            page = as_(unit).get(reverse("reporting:step", args=[waiting, step]))
            assert page.status_code == 403, (unit, step)  # no button that would be refused
    assert as_("front-d1").get(reverse("reporting:enter", args=[waiting])).status_code == 403
    assert busy.report("front-c2").state == "handed_in"


def test_an_officer_does_not_agree_for_the_leader(month: Round, as_: As) -> None:
    month.fill("front-c1")
    pk = month.report("front-c1").pk
    as_("front-c1").post(reverse("reporting:step", args=[pk, "put_to_leader"]))
    assert as_("front-c1").post(reverse("reporting:step", args=[pk, "agreed"])).status_code == 403
    assert (
        as_("front-c1", Post.LEADER).post(reverse("reporting:step", args=[pk, "agreed"])).status_code == 302
    )
    assert month.report("front-c1").state == "agreed"


def test_collections_uploads_and_doubts_of_others_are_not_there(busy: Round, as_: As) -> None:
    stranger = as_("front-d2")
    assert stranger.get(reverse("reporting:import", args=[ImportBatch.objects.get().pk])).status_code == 404
    assert stranger.get(reverse("reporting:doubt", args=[Doubt.objects.get().pk])).status_code == 404
    unit = Unit.objects.get(code="front-d1")
    outside = reverse("reporting:source", args=[busy.collection.pk, unit.pk, 0])
    assert stranger.get(outside).status_code == 404
    for url in ("progress", "table"):
        address = reverse(f"reporting:{url}", args=[busy.collection.pk])
        assert stranger.get(address, duoi=unit.pk).status_code == 404
        assert stranger.get(address, duoi="x").status_code == 404
    for name in ("progress", "inbox", "imports", "table", "workbooks", "letter"):
        assert stranger.get(reverse(f"reporting:{name}", args=[10**9])).status_code == 404


def test_only_a_post_changes_anything(busy: Round, as_: As) -> None:
    pk = busy.report("front-c2").pk
    reader = as_("front-d1")
    assert reader.get(reverse("reporting:step", args=[pk, "received"])).status_code == 200
    assert reader.get(reverse("reporting:receive_all", args=[busy.collection.pk])).status_code == 200
    for name in ("comment", "scan", "attach"):
        assert reader.get(reverse(f"reporting:{name}", args=[pk])).status_code == 405
    assert busy.report("front-c2").state == "handed_in"
