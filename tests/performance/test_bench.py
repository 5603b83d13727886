"""Every row of the benches on a tiny workload: its shape and that its figures are right, never a time."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from bench import __main__ as command
from bench import (
    acks,
    bare,
    briefing,
    cascade,
    completeness,
    data,
    excel,
    intake,
    network,
    numbering,
    pages,
    portal,
    rollup,
    rooms,
    rows,
    tasks,
    tasks_data,
)
from giaoban.apps.org.enums import AreaKind, Level, Line, OrganisationKind
from giaoban.apps.org.models import Area, AreaPlacement, Organisation, Unit, UnitLine
from giaoban.kit import postgres
from tests.databases import Clone

KEYS = {"name", "workload", "value", "unit", "bound", "reference", "ratio", "ok"}
ALWAYS = DateRange(date(2000, 1, 1), None)
PLACES = {"tw": (Level.CENTRE, None), "01": (Level.PROVINCE, "tw"), "02": (Level.PROVINCE, "tw")}
COMMUNES = {f"0{n % 2 + 1}-{n}": (Level.COMMUNE, f"0{n % 2 + 1}") for n in range(6)}
KINDS = {0: AreaKind.NATION, 1: AreaKind.PROVINCE, 3: AreaKind.COMMUNE}


def build() -> None:
    """Two provinces of three communes; the Front, and farmers who report to it at the top."""
    organisations = [
        Organisation.objects.create(code=code, kind=kind, name=code, short_name=code, position=n)
        for n, (code, kind) in enumerate(
            (("MTTQ", OrganisationKind.FRONT), ("ND", OrganisationKind.POLITICAL_SOCIAL))
        )
    ]
    areas, paths, made = {}, {}, {}
    for key, (level, parent) in {**PLACES, **COMMUNES}.items():
        area = Area(code=f"c34-{key}", kind=KINDS[level], valid=ALWAYS)
        area.rename(f"Nơi {key}", key)
        area.save()
        areas[key] = area
        paths[key] = f"{paths[parent]}.{area.pk}" if parent else str(area.pk)
        AreaPlacement.objects.create(area=area, parent=areas.get(parent or ""), path=paths[key], valid=ALWAYS)
        for organisation in organisations:
            code = f"{organisation.code}-{'TW' if key == 'tw' else key}"
            unit = Unit(code=code, organisation=organisation, area=area, level=level, valid=ALWAYS)
            unit.rename(code, code)
            unit.save()
            made[organisation.code, key] = unit
            if parent:
                _line(unit, made[organisation.code, parent], Line.VERTICAL)
    _line(made["ND", "tw"], made["MTTQ", "tw"], Line.CONVENING)


def _line(unit: Unit, superior: Unit, line: Line) -> None:
    above = UnitLine.objects.filter(unit=superior, line=line).first()
    path = f"{above.path if above else superior.pk}.{unit.pk}"
    UnitLine.objects.create(unit=unit, line=line, superior=superior, path=path, valid=ALWAYS)


@pytest.fixture
def made(fresh_db: Clone, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> data.Made:
    (tmp_path / "secret_key").write_text(settings.SECRET_KEY)
    (tmp_path / "secret_key").chmod(0o600)
    monkeypatch.setattr(rows, "folder", lambda: tmp_path)
    monkeypatch.setattr(excel, "folder", lambda: tmp_path)
    monkeypatch.setattr(intake, "folder", lambda: tmp_path)
    monkeypatch.setenv("GIAOBAN_VAR", str(tmp_path))
    build()
    data.fill()
    return data.Made(fresh_db.server, fresh_db.name)


def right(found: list[rows.Row], *names: str) -> None:
    assert [row["name"] for row in found] == list(names)
    for row in found:
        assert row.keys() - {"hint"} == KEYS
        assert row["value"] >= 0
        assert row["ok"] in (True, False)
        json.dumps(row)


def test_a_row_is_ok_only_when_bound_and_figures_hold() -> None:
    assert rows.row("a", "w", 3, "s", 3)["ok"]
    assert not rows.row("a", "w", 4, "s", 3)["ok"]
    assert not rows.row("a", "w", 3, "s", 3, also=False)["ok"]
    assert rows.row("a", "w", 100, "n/s", 100, at_least=True)["ok"]
    assert not rows.row("a", "w", 99, "n/s", 100, at_least=True)["ok"]


def test_an_unknown_name_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        command.main(["netwrok"])
    assert "no such bench: netwrok" in capsys.readouterr().err


def test_network_row() -> None:
    right([network._row("network.load", "w", 1.5, "s", 40, "COPY", 9.0)], "network.load")


def test_reads(made: data.Made) -> None:
    """Totals that SQL wrote are right, so that the reads are measured on figures that add up."""
    right(rollup.run(made, quick=True), "rollup.table", "rollup.page")
    right(completeness.run(made, quick=True), "completeness")
    collection = data.collection_of(data.WIDE)
    table = rollup.figure_table(rollup.national(collection), "area", "live")
    assert [row.name for row in table.rows] == ["01", "02"]
    assert table.total == tuple(sum(row.values[n] or 0 for row in table.rows) for n in range(200))


@pytest.mark.concurrency
def test_excel(made: data.Made) -> None:
    collection = data.collection_of(data.SMALL)
    right([excel.measure(collection, 2, 1), excel.taken_in(made, collection, 2)], "excel", "excel.import")


def test_briefing(made: data.Made) -> None:
    root = Unit.objects.get(code=data.TOP)
    found = briefing.measure(
        data.collection_of(data.SMALL, data.YEAR[-1]), root, 1, briefing.TABLES, briefing.CHARTS
    )
    right([found], "briefing")
    assert "20 tables, 10 charts" in found["workload"]


def test_pages(made: data.Made) -> None:
    rooms.fill()
    client, addresses = pages._client(), pages.pages()
    assert {name: client.get(address).status_code for name, address in addresses.items()} == dict.fromkeys(
        addresses, 200
    )
    for name in ("unit", "table", "content"):
        right(
            [pages._row(name, addresses[name], 0.01, pages.cost_of(addresses[name], 1, 1))], f"pages.{name}"
        )


def test_a_bare_page_has_the_rows_of_the_page() -> None:
    shape = bare.shape_of(
        "<html><nav><ul><li><a>Trang</a></li></ul></nav><main><nav><ul><li>1</li></ul></nav>"
        "<form><select><option>x</option></select></form><ul class='gb-legend'><li>Đỏ</li></ul>"
        "<table><thead><tr><th>A</th></tr></thead><tbody>"
        + "<tr><td><a>a</a></td><td>b</td><td>c</td></tr>"
        * 60
        + "</tbody></table><dl><div><dt>a</dt><dd>b</dd></div></dl><ul><li><a>a</a> b</li><li><a>c</a> d</li></ul>"
        "<textarea>một\nhai\n</textarea></main></html>"
    )
    assert set(shape.tables) == {bare.Rows(60, 3, 1), bare.Rows(1, 2), bare.Rows(2, 2, 1), bare.Rows(2, 1)}
    assert shape.tables[0] == bare.Rows(60, 3, 1)
    assert bare.shape_of("<main><ul><li>a</li></ul></main>").tables == (bare.Rows(25, 6),)


@pytest.mark.concurrency
def test_intake(made: data.Made) -> None:
    with made.clone() as url:
        assert intake.together(url, "hand_in").count == 6
        assert intake.together(url, "receive").count == 6
        assert intake._national_is_right(url)
        assert intake._differences(url) == 0


@pytest.mark.concurrency
def test_numbering(made: data.Made) -> None:
    with made.clone() as url:
        numbering._make(url, 6)
        assert intake.together(url, "bare", module=numbering.WORKER).count == 6
        assert not numbering._right(url, 6)
        assert intake.together(url, "number", module=numbering.WORKER).count == 6
        assert numbering._right(url, 6)


def test_cascade(made: data.Made) -> None:
    with made.clone() as url:
        cascade.everywhere(url)
        assert intake.together(url, "fan_out", 1, module=cascade.WORKER).count == 1
        with psycopg.connect(url) as connection:
            counts = connection.execute(cascade._RIGHT).fetchone() or ()
        assert len(set(counts)) == 1
        assert counts[0] >= len(COMMUNES)


def test_portal(made: data.Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every reader is answered and counted, and every search finds what the bare statement finds."""
    monkeypatch.setattr(portal, "folder", lambda: tmp_path)
    monkeypatch.setattr(portal, "QUICK_ITEMS", 40)
    monkeypatch.setattr(portal, "QUICK_SECONDS", 0.5)
    read, search = portal.run(made, quick=True)
    right([read, search], "portal", "portal.search")
    assert " 0 failed" in read["workload"]
    assert " 0 failed" in search["workload"]


def test_acks(made: data.Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(acks, "folder", lambda: tmp_path)
    with made.clone() as url:
        work = acks._prepared(url, 3)
        with pages._server(url) as port:
            done, looks = acks._both(port, work)
    assert (len(done.took), done.failed, looks.failed) == (3, 0, 0)


def test_tasks(made: data.Made, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every unit has its tasks once, each open one its ask; the three rows stand."""
    rooms.fill()
    monkeypatch.setattr(tasks_data, "QUICK", 50)
    found = tasks.run(made, quick=True)
    name = tasks_data.database(made, quick=True)
    try:
        right(found, "tasks.leader", "tasks.week", "tasks.search")
        with psycopg.connect(made.server.url(name)) as connection:
            counts = connection.execute(
                "SELECT count(*), count(DISTINCT lead_id), count(*) FILTER (WHERE state IN ('planned', 'accepted', "
                "'in_progress', 'sent_back')) - (SELECT count(*) FROM tasks_ask WHERE url LIKE '/nhiem-vu/%') "
                "FROM tasks_task WHERE origin_type = 'bench'"
            ).fetchone()
        units = Unit.objects.exclude(level=Level.CENTRE).count()
        assert counts == (units * tasks_data.EACH, units, 0)
    finally:
        with psycopg.connect(made.server.url("postgres"), autocommit=True) as admin:
            postgres.drop_database(admin, name)
