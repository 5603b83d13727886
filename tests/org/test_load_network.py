"""Loading: what the tables forbid, what a second loading does, what the plan means."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from giaoban.apps.audit.models import AuditLine
from giaoban.apps.org import events
from giaoban.apps.org.actions.load_network import load_network
from giaoban.apps.org.domain.network_plan import UnitRow
from giaoban.apps.org.domain.paths import Link
from giaoban.apps.org.enums import Level, Line
from giaoban.apps.org.models import Area, AreaName, AreaPlacement, AreaSuccession, Unit, UnitLine, UnitName
from giaoban.kit.access import Actor, Hat
from giaoban.kit.errors import Forbidden, Invalid
from giaoban.packs.vietnam.network.dates import CHANGE
from tests.org.small import SYSTEM, load_small, small_plan

THEN, NOW = date(2021, 7, 6), date(2025, 8, 1)


def test_second_loading_changes_nothing_and_writes_no_audit_line(network: None) -> None:
    assert AuditLine.objects.filter(code=events.NETWORK_LOADED).count() == 1
    assert load_small().nothing
    assert AuditLine.objects.filter(code=events.NETWORK_LOADED).count() == 1


def test_audit_line_counts_what_was_added(network: None) -> None:
    line = AuditLine.objects.get(code=events.NETWORK_LOADED)
    assert line.data["rows"]["added"]["area"] == Area.objects.count()
    assert line.data["rows"]["changed"] == {}
    assert line.data["source"] == "small 1, map all, units all"


def test_one_map_after_the_other_is_both_at_once(db: None) -> None:
    load_small("2021")
    assert not Area.objects.filter(code__startswith="c34").exists()
    load_small("2025")
    assert load_small("all").changed["area"] == 0
    assert Area.objects.count() == len(small_plan().areas)
    assert AreaPlacement.objects.count() == len(small_plan().placements)
    assert UnitLine.objects.count() == len(small_plan().lines)


def test_correction_reaches_a_row_that_was_loaded(network: None) -> None:
    plan = small_plan()
    areas = tuple(replace(a, latitude=1.5) if a.code == "p63-68" else a for a in plan.areas)
    loaded = load_network(actor=SYSTEM, plan=replace(plan, areas=areas))
    assert (loaded.changed["area"], loaded.added["area"]) == (1, 0)
    assert Area.objects.get(code="p63-68").latitude == 1.5


def test_what_an_administrator_added_stays(network: None) -> None:
    front = Unit.objects.get(code="MTTQ-01")
    extra = Unit.objects.create(
        code="X", organisation=front.organisation, area=Area.objects.get(code="d63-498"), level=2,
        name="x", short_name="x", folded="x", sort_key="x", valid=DateRange(None, None),
    )  # fmt: skip
    assert load_small().nothing
    assert Unit.objects.filter(pk=extra.pk).exists()


def test_unknown_code_is_named_and_nothing_is_kept(db: None) -> None:
    unit = UnitRow("X-1", "NOBODY", "p63-68", Level.PROVINCE, "X", "X", {}, (None, None))
    with pytest.raises(Invalid, match="NOBODY"):
        load_network(actor=SYSTEM, plan=replace(small_plan(), units=(unit,), lines=(), unit_names=()))
    assert not Area.objects.exists()


def test_only_the_system_loads(db: None) -> None:
    leader = Actor(kind="user", user_id=1, hats=(Hat(1, "leader"), Hat(1, "administrator")), worn=1)
    with pytest.raises(Forbidden):
        load_network(actor=leader, plan=small_plan())
    assert not Area.objects.exists()


@pytest.mark.parametrize("model", [AreaName, AreaPlacement, UnitLine, UnitName])
def test_overlapping_validity_is_refused(network: None, model: type) -> None:
    row = model.objects.filter(valid__contains=THEN).first()
    row.pk, row.valid = None, DateRange(date(2021, 1, 1), date(2021, 2, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_two_bodies_of_one_organisation_at_one_area_are_refused(network: None) -> None:
    row = Unit.objects.get(code="ND-68")
    row.pk, row.code = None, "ND-68-again"
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_unit_is_not_its_own_superior(network: None) -> None:
    top = Unit.objects.get(code="MTTQ-TW")
    with pytest.raises(IntegrityError), transaction.atomic():
        UnitLine.objects.create(
            unit=top, superior=top, line=Line.VERTICAL, path=str(top.pk), valid=DateRange(None, None)
        )


def test_continuing_area_keeps_its_row_and_moves(network: None) -> None:
    area = Area.objects.get(code="c63-22918")
    assert (area.valid.lower, area.valid.upper) == (None, None)
    assert not Area.objects.filter(code="c34-22918").exists()
    assert [(p.parent.code, p.valid.lower, p.valid.upper) for p in area.placements.order_by("valid")] == [
        ("d63-593", None, CHANGE),
        ("p34-68", CHANGE, None),
    ]


def test_merged_areas_end_and_the_new_one_begins(network: None) -> None:
    old, new = Area.objects.get(code="p63-68"), Area.objects.get(code="p34-68")
    assert (old.valid.lower, old.valid.upper, new.valid.lower) == (None, CHANGE, CHANGE)
    assert set(new.origins.values_list("predecessor__code", flat=True)) == {"p63-60", "p63-68"}


def test_split_area_has_shares_that_are_not_known(network: None) -> None:
    parts = AreaSuccession.objects.filter(predecessor__code="c63-24781")
    assert {(s.successor.code, s.share) for s in parts} == {("c34-24781", None), ("c34-24778", None)}
    assert AreaSuccession.objects.get(predecessor__code="c63-24796").share == 1


def test_lines_of_a_continuing_unit_are_dated(network: None) -> None:
    rows = UnitLine.objects.filter(unit__code="MTTQ-60-22918").order_by("line", "valid")
    assert [(r.line, r.superior.code, r.valid.lower, r.valid.upper) for r in rows] == [
        (Line.VERTICAL, "MTTQ-60-593", None, CHANGE),
        (Line.VERTICAL, "MTTQ34-68", CHANGE, None),
    ]


@pytest.mark.parametrize(
    ("unit", "day", "convenor"),
    [
        ("ND-TW", THEN, "BDV-TW"),
        ("ND-TW", NOW, "MTTQ-TW"),
        ("MTTQ-TW", THEN, "BDV-TW"),
        ("MTTQ-TW", NOW, None),
        ("PN-68", THEN, "BDV-68"),
        ("PN34-68", NOW, "MTTQ34-68"),
        ("MTTQ34-68", NOW, None),
        ("CCB-68-24856", THEN, None),
        ("CCB34-68-24853", NOW, "MTTQ34-68-24853"),
        ("BDV-68", THEN, None),
    ],
)
def test_who_convenes_when(network: None, unit: str, day: date, convenor: str | None) -> None:
    row = UnitLine.objects.on(day).filter(unit__code=unit, line=Line.CONVENING).first()
    assert (row.superior.code if row else None) == convenor


def test_the_party_commission_ends_with_the_old_map(network: None) -> None:
    assert Unit.objects.get(code="BDV-TW").valid.upper == CHANGE
    assert not Unit.objects.on(NOW).filter(organisation__code="BDV").exists()


def test_nobody_where_nobody_lives_and_trade_unions_by_rule(network: None) -> None:
    assert not Unit.objects.filter(area__code__in=["d63-498", "c34-20333"]).exists()
    unions = set(Unit.objects.filter(organisation__code="CD").values_list("area__code", flat=True))
    assert "d63-674" in unions, "six communes"
    assert "d63-672" not in unions, "two communes"
    assert not any(code.startswith("c63-2485") for code in unions)
    assert {"c34-00004", "c34-24778"} < unions
    assert "c34-24853" not in unions


def test_a_body_goes_on_where_its_area_went_or_at_the_default_of_several(network: None) -> None:
    went = {
        u.code: sorted(u.successions.values_list("successor__code", flat=True))
        for u in Unit.objects.filter(code__in=["ND-68", "ND-60", "MTTQ-01-00001", "ND-01"])
    }
    assert went == {
        "ND-68": ["ND34-68"],
        "ND-60": ["ND34-68"],
        "MTTQ-01-00001": ["MTTQ34-01-00004"],
        "ND-01": [],
    }


def test_plan_that_stands_under_itself_is_refused(db: None) -> None:
    loop = (Link("p63-68", "p63-60", (None, None)), Link("p63-60", "p63-68", (None, None)))
    with pytest.raises(ValueError, match="stands under itself"):
        load_network(actor=SYSTEM, plan=replace(small_plan(), placements=loop))
