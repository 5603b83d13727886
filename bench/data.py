"""The database of the benches: both maps, two forms, their collections; made once, from arithmetic instead of chance.

The network comes in by the product's own command, forms and first collections by use cases. Drafts, totals and
the twelve months of completeness are written by SQL: thousands of reports by hand are not what is measured there.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

import psycopg
from django.core.management import call_command
from django.db import connection, transaction

from bench.form import form_source
from giaoban.apps.accounts.enums import Post
from giaoban.apps.accounts.models import Appointment, User
from giaoban.apps.indicators.models import Period
from giaoban.apps.org.models import Unit
from giaoban.apps.reporting.actions.open_collection import open_collection
from giaoban.apps.reporting.actions.publish_form import publish_form
from giaoban.apps.reporting.models import Collection, Expectation, Office, Report, ReportText, ReportVersion
from giaoban.kit import postgres
from giaoban.kit.access import Actor, Hat
from giaoban.kit.periods import parse_period

NOW = datetime(2026, 1, 16, 3, 0, tzinfo=UTC)
DEADLINE = datetime(2026, 1, 20, 10, 0, tzinfo=UTC)
SYSTEM = Actor.system("bench")
SMALL, WIDE = "bench_60", "bench_200"
FORMS = {SMALL: (10, 6), WIDE: (10, 20)}
TOP = "MTTQ-TW"
USER = "bench-officer"
MONTH = "2026-M01"
YEAR = [f"2025-M{month:02d}" for month in range(1, 13)]


@dataclass(frozen=True)
class Made:
    """What the rows work on."""

    server: postgres.Server
    name: str

    @property
    def url(self) -> str:
        return self.server.url(self.name)

    @contextlib.contextmanager
    def clone(self) -> Iterator[str]:
        """The address of a copy, dropped afterwards. Nobody may be connected to the original meanwhile."""
        name = f"{self.name}_{os.getpid()}"
        connection.close()
        with psycopg.connect(self.server.url("postgres"), autocommit=True) as admin:
            postgres.drop_database(admin, name)
            admin.execute(f"CREATE DATABASE {name} TEMPLATE {self.name} STRATEGY FILE_COPY")
            try:
                yield self.server.url(name)
            finally:
                postgres.drop_database(admin, name)


def prepare() -> None:
    """Make what is not there yet in the current database. A second call takes about a second."""
    call_command("migrate", verbosity=0, interactive=False)
    if not Unit.objects.exists():
        _say("both maps")
        call_command("load_network", units="all", verbosity=0)
    fill()


def fill(communes: int | None = None) -> None:
    """Forms, collections, drafts and totals on the network that is there; drafts for so many communes."""
    if User.objects.filter(username=USER).exists():
        return
    for code in FORMS:
        if not Collection.objects.filter(form_version__form__code=code, period__code=MONTH).exists():
            _say(f"{code}, {MONTH}")
            with transaction.atomic():
                _open(code)
                write_totals(collection_of(code)) if code == WIDE else _drafts(collection_of(code), communes)
    if not Collection.objects.filter(form_version__form__code=SMALL, period__code=YEAR[-1]).exists():
        _say("twelve months")
        with transaction.atomic():
            _twelve_months()
    with transaction.atomic():
        _officer()  # comes last: it says that everything is there
        _execute("ANALYZE")


def collection_of(code: str, period: str = MONTH) -> Collection:
    return Collection.objects.select_related("form_version__cell_set", "form_version__form", "period").get(
        form_version__form__code=code, period__code=period
    )


def officer_of(unit_id: int, user_id: int) -> Actor:
    """The officer of a unit, as the edge would have made it from a session."""
    return Actor(kind="user", user_id=user_id, hats=(Hat(unit_id, Post.OFFICER.value),), worn=unit_id)


def values_for(unit_id: int, size: int) -> list[Decimal | None]:
    """Figures of a unit: the same in every run, and the rules of the form hold."""
    values = [(unit_id * 7919 + slot * 104729) % 997 for slot in range(size)]
    return [Decimal(v // 2 if slot % 6 == 0 else v + 997) for slot, v in enumerate(values)]


def _say(text: str) -> None:
    print(f"bench: making {text} …", file=sys.stderr, flush=True)


def _open(code: str) -> None:
    source = form_source(code, *FORMS[code])
    version = publish_form(actor=SYSTEM, source=source, name=code, now=NOW)
    open_collection(
        actor=SYSTEM, form_version=version, calendar=parse_period(MONTH), period_name="Tháng 1 năm 2026",
        title=f"{code}, tháng 1 năm 2026", deadline=DEADLINE, now=NOW, synthetic=True,
    )  # fmt: skip


def _officer() -> None:
    user = User.objects.create(username=USER, label="Chuyên viên đo", password="!", created_at=NOW)
    unit = Unit.objects.get(code=TOP)
    Appointment.objects.create(user=user, unit=unit, post=Post.OFFICER, valid=(date(2020, 1, 1), None))


def _drafts(collection: Collection, communes: int | None) -> None:
    """A complete draft in each of the Front's communes, whose offices are offices of one."""
    size = collection.form_version.cell_set.size
    rows = Report.objects.filter(
        expectation__collection=collection,
        expectation__role="gives",
        expectation__unit__organisation__code="MTTQ",
    ).values_list("pk", "expectation__unit_id")
    listed = list(rows.order_by("pk")[:communes])
    blank = [None] * size
    versions = ReportVersion.objects.bulk_create(
        [
            ReportVersion(
                report_id=pk, number=1, created_at=NOW, own=values_for(unit, size), adjustments=blank,
                below=blank, total=blank,
            )
            for pk, unit in listed
        ],
        batch_size=1000,
    )  # fmt: skip
    texts = [ReportText(version=v, code="highlights", body="Kết quả trong kỳ.") for v in versions]
    ReportText.objects.bulk_create(texts, batch_size=1000)
    Office.objects.bulk_create([Office(unit_id=unit, steps_off=True) for _pk, unit in listed])
    _execute(
        "UPDATE reporting_report r SET version_id = v.id FROM reporting_reportversion v WHERE v.report_id = r.id "
        "AND r.version_id IS NULL"
    )


_LEAVES = """
INSERT INTO indicators_unittotal
  (cell_set_id, period_id, unit_id, superior_id, own, live, givers, handed_in, reports, moved_at)
SELECT %(cells)s, %(period)s, e.unit_id, e.receiver_id, v.a, v.a, array_fill(1, ARRAY[%(size)s]), v.a, 1, now()
FROM reporting_expectation e, LATERAL (
  SELECT array_agg(((e.unit_id * 7919 + i * 104729) %% 997)::numeric ORDER BY i) a
  FROM generate_series(0, %(size)s - 1) i) v
WHERE e.collection_id = %(collection)s AND e.role = 'gives'
"""

_ABOVE = """
INSERT INTO indicators_unittotal
  (cell_set_id, period_id, unit_id, superior_id, own, live, givers, handed_in, reports, moved_at)
SELECT %(cells)s, %(period)s, e.unit_id, e.receiver_id, array_fill(NULL::numeric, ARRAY[%(size)s]), s.live, s.givers,
       s.live, s.reports, now()
FROM reporting_expectation e JOIN (
  SELECT superior_id, array_agg(v ORDER BY i) live, array_agg(n::int ORDER BY i) givers, max(r)::int reports
  FROM (SELECT t.superior_id, x.i, sum(x.v) v, sum(x.n) n, sum(t.reports) r
        FROM indicators_unittotal t, unnest(t.live, t.givers) WITH ORDINALITY x(v, n, i)
        WHERE t.cell_set_id = %(cells)s AND t.period_id = %(period)s GROUP BY 1, 2) sums
  GROUP BY 1) s ON s.superior_id = e.unit_id
WHERE e.collection_id = %(collection)s AND e.level = %(level)s AND (e.receiver_id IS NULL) = %(top)s
"""

_RECEIVED = """
UPDATE reporting_report r SET state = 'received', first_handed_in_at = %s, handed_in_at = %s, received_at = %s
FROM reporting_expectation e WHERE e.id = r.expectation_id AND e.collection_id = %s
"""


def write_totals(collection: Collection) -> None:
    """Every unit's totals as if all reports had been received, level by level, by SQL."""
    size = collection.form_version.cell_set.size
    keys = {
        "cells": collection.form_version.cell_set_id, "period": collection.period_id, "size": size,
        "collection": collection.pk,
    }  # fmt: skip
    _execute(_LEAVES, keys)
    for level, top in ((2, False), (1, False), (0, False), (0, True)):
        _execute(_ABOVE, {**keys, "level": level, "top": top})
    _execute(_RECEIVED, [NOW, NOW, NOW, collection.pk])


_EXPECT = """
INSERT INTO reporting_expectation
  (collection_id, unit_id, receiver_id, role, level, organisation_id, area_id, chain, readers, deadline)
SELECT %s, unit_id, receiver_id, role, level, organisation_id, area_id, chain, readers, deadline
FROM reporting_expectation WHERE collection_id = %s
"""

# Of a hundred reports five are missing, five wait at their receiver, and eight were late.
_REPORT = """
INSERT INTO reporting_report
  (expectation_id, state, revision, symbol, signed_digest, late, first_handed_in_at, updated_at)
SELECT e.id, CASE WHEN k < 5 THEN 'drafting' WHEN k < 10 THEN 'handed_in' ELSE 'received' END, 1, '', '',
       k >= 92, CASE WHEN k < 5 THEN NULL ELSE %s::timestamptz END, %s
FROM reporting_expectation e, LATERAL (SELECT (e.unit_id * 31 + e.collection_id * 17) %% 100 k) x
WHERE e.collection_id = %s AND e.receiver_id IS NOT NULL
"""


def _twelve_months() -> None:
    """The expectations of 2026's January in each month of 2025; December has totals, for the briefing."""
    first = collection_of(SMALL)
    for month, code in enumerate(YEAR, start=1):
        period, _new = Period.objects.get_or_create(
            code=code,
            defaults={
                "frequency": "month", "year": 2025, "number": month, "name": f"Tháng {month} năm 2025",
                "starts_on": datetime(2025, month, 1, tzinfo=UTC).date(),
                "cut_off": datetime(2025, month, 15, tzinfo=UTC).date(),
            },
        )  # fmt: skip
        made = Collection.objects.create(
            form_version=first.form_version, period=period, title=f"{SMALL}, {code}", deadline=DEADLINE,
            opened_at=NOW, synthetic=True,
        )  # fmt: skip
        _execute(_EXPECT, [made.pk, first.pk])
        _execute(_REPORT, [NOW, NOW, made.pk])
    write_totals(collection_of(SMALL, YEAR[-1]))


def expected(code: str = SMALL, period: str = MONTH) -> int:
    """How many units the collection expects."""
    return Expectation.objects.filter(collection=collection_of(code, period)).count()


def _execute(statement: str, values: object = None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)  # type: ignore[arg-type]
