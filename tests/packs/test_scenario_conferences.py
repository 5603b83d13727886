"""The script of the conferences can be played: in the order of time, and nobody speaks who did not ask."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from giaoban.apps.conferences.enums import ConferenceForm, ConferenceKind, ItemKind
from giaoban.packs.vietnam.scenario.conference_day import STEPS
from giaoban.packs.vietnam.scenario.figures import CENTRE, ORGANISATIONS, provinces
from giaoban.packs.vietnam.scenario.play_conferences import script, tasks
from giaoban.packs.vietnam.scenario.play_reports import TOP, unit_code

Row = Mapping[str, Any]
RUN = [*script()["held"], script()["session"]]
UNITS = {TOP, *(unit_code(o, p) for o in ORGANISATIONS for p in (CENTRE, *provinces()))}
each = pytest.mark.parametrize("row", RUN, ids=lambda row: row["key"])


def steps(row: Row) -> Iterator[Row]:
    for point in row["course"]:
        yield from point.get("steps", ())


def sites(row: Row) -> set[str]:
    return {TOP, *(f"MTTQ-{p}" for p in provinces())} if row["sites"] == "provinces" else set(row["sites"])


@pytest.mark.parametrize("row", [*RUN, script()["next"]], ids=lambda row: row["key"])
def test_its_plan_can_be_read(row: Row) -> None:
    ConferenceKind(row["kind"])
    ConferenceForm(row["form"])
    assert {ItemKind(item["kind"]) for item in row["agenda"]} >= {ItemKind.OPENING, ItemKind.CONCLUSION}
    named = {*sites(row), *(paper["unit"] for paper in row["papers"])}
    named |= {one["unit"] for one in row.get("delegates", ()) if "unit" in one}
    assert named <= UNITS
    assert row["planned"] < row["starts"]
    assert "mô phỏng" in row["facts"]


@each
def test_it_goes_on_in_the_order_of_time(row: Row) -> None:
    edges = [row["opened"], *(point["begun"] for point in row["course"])]
    assert edges == sorted(edges)
    assert row["counted"]["from"] < row["counted"]["until"] <= row["opened"]
    for point, after in zip(row["course"], [*row["course"][1:], None], strict=True):
        end = after["begun"] if after else row.get("closed", "08:00")
        moments = [point["begun"], *(step["at"] for step in point.get("steps", ()))]
        assert moments == sorted(moments)
        assert all(moment < end for moment in moments)
        assert all(step.get("until", step["at"]) <= end for step in point.get("steps", ()))
    assert len(row["course"]) == len(row["agenda"]) or "closed" not in row


@each
def test_only_who_asked_has_the_floor_and_one_at_a_time(row: Row) -> None:
    papers = [paper["unit"] for paper in row["papers"]]
    hands: list[str] = []
    free = ""
    posts = {one["post"] for one in row.get("delegates", ()) if "excused" not in one}
    for step in steps(row):
        who, do = step.get("who", ""), step["do"]
        assert do in STEPS
        if do in ("hand", "comment", "message", "away", "here", "correct"):
            assert who in sites(row) | posts
        if do in ("hand", "added"):
            assert who not in hands
            hands.append(who)
        elif do == "lower":
            hands.remove(who)
        elif do == "floor":
            assert step["at"] >= free
            free = step.get("until", "23:59")
            (papers if who in papers else hands).remove(who)
    if "closed" in row:
        assert (papers, hands) == ([], [])
    else:
        assert len(hands) == 2


def test_nine_tasks_are_agreed_on_in_one_hall() -> None:
    agreeing = [row["key"] for row in RUN for step in steps(row) if step["do"] == "agree"]
    assert agreeing == ["giao-ban"]
    assert len(tasks()) == len({task["title"] for task in tasks()}) == 9
    assert all({task["lead"], *task["with"]} <= UNITS for task in tasks())


def test_three_sites_are_missing_from_what_is_in_session() -> None:
    now = script()["session"]
    acting = {step.get("who") for step in steps(now)} | {paper["unit"] for paper in now["papers"]}
    assert len(now["not_there"]) == 3
    assert set(now["not_there"]).isdisjoint(acting)
    assert "MTTQ-68" not in {*now["not_there"], *acting}  # the visitor's own
