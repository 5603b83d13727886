"""Act two: the first half of 2021. Hà Nội's Front adds up from below; 384 workbooks go out, 383 come back."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal

from giaoban.apps.accounts.enums import Post
from giaoban.apps.reporting.actions.hand_in_report import hand_in_report
from giaoban.apps.reporting.actions.import_workbook import start_import
from giaoban.apps.reporting.actions.pass_inside import number_report
from giaoban.apps.reporting.actions.receive_report import receive_report, return_report
from giaoban.apps.reporting.actions.share_result import share_result
from giaoban.apps.reporting.actions.work_doubt import comment_on_cell
from giaoban.apps.reporting.actions.write_version import Entries
from giaoban.apps.reporting.domain.workbook import filled
from giaoban.apps.reporting.enums import EDITABLE, DoubtState, ImportState, ReportState
from giaoban.apps.reporting.formats.own_report import own_report
from giaoban.apps.reporting.formats.workbook_write import write_workbook
from giaoban.apps.reporting.jobs import run_import
from giaoban.apps.reporting.models import Collection, Doubt, Expectation, ImportBatch, Report
from giaoban.apps.reporting.queries.definitions import definition_of
from giaoban.apps.reporting.queries.workbooks import spec_of, value_of_slot

from .figures import CENTRE, ORGANISATIONS, first_version_for, values_for
from .hanoi import HANOI, CitySplit, hanoi_front
from .play_reports import (
    LAM_DONG,
    NOW,
    PERIODS,
    TOP,
    all_the_way,
    collection_of,
    givers,
    hand_in,
    receive,
    report_of,
    unit_code,
    waiting,
)
from .stage import Clock, Stage
from .texts import first_texts_for, texts_for
from .weak_points import WEAK_POINTS

DEADLINE = PERIODS[NOW][1]
CITY = unit_code("MTTQ", HANOI)
OWN_REPORT = "bao-cao-mttq-lam-dong"
Adjustments = Mapping[str, tuple[Decimal, str]]


class ScenarioBroken(RuntimeError):
    """A workbook of the scenario was refused: the message holds the first problem."""


def play_hanoi(stage: Stage) -> CitySplit:
    """Communes report to districts, districts to the city; returns what the city itself gives."""
    collection = collection_of(NOW)
    split = city_split(collection)
    clock = Clock(DEADLINE - timedelta(days=9))
    communes = (c for part in split.districts.values() for c in part.communes)
    left = waiting(collection, [*split.districts, *communes])
    whole = len(left) or 1
    for district, part in split.districts.items():
        for commune, values in part.communes.items():
            if commune in left:
                all_the_way(stage, left.pop(commune), commune, district, plain(values), clock)
                stage.tell("Xã, phường Hà Nội", whole - len(left), whole)
        if district in left:
            all_the_way(stage, left.pop(district), district, CITY, plain(part.own), clock)
    return split


def city_split(collection: Collection) -> CitySplit:
    """The city's figures over its districts and communes as the collection expects them."""
    below: dict[str, list[str]] = {}
    rows = Expectation.objects.filter(collection=collection, unit__code__startswith=f"{CITY}-")
    for code, receiver in rows.order_by("unit__code").values_list("unit__code", "receiver__code"):
        below.setdefault(code if receiver == CITY else receiver, [])
        if receiver != CITY:
            below[receiver].append(code)
    return hanoi_front(below)


def plain(values: Mapping[str, Decimal]) -> Entries:
    """A report below the city: these figures, and the texts but for the proposals."""
    texts = texts_for("MTTQ", HANOI)
    return Entries(values, {code: body for code, body in texts.items() if code != "proposals"})


def play_workbooks(stage: Stage, split: CitySplit) -> None:
    """Issue 384 workbooks, take 383 back: on time, late, returned, corrected; receive them."""
    collection = collection_of(NOW)
    late = {row.province: row.days for row in WEAK_POINTS.late}
    todo = [(o, p) for o, p in givers() if (o, p) != WEAK_POINTS.never_reports]
    left = waiting(collection, [unit_code(o, p) for o, p in todo])
    if left:
        visited = unit_code("MTTQ", LAM_DONG)  # had its workbook first
        codes = [unit_code(o, p) for o, p in [*givers(), *((o, CENTRE) for o in ORGANISATIONS)]]
        issue_workbooks(stage, collection, [code for code in codes if code != visited])
    shared = WEAK_POINTS.shared.coordinating
    for days in sorted({0, *late.values()}):
        moment = DEADLINE - timedelta(days=2) if days == 0 else DEADLINE + timedelta(days=days)
        clock = Clock(moment)
        due = [(o, p) for o, p in todo if late.get(p, 0) == days and unit_code(o, p) in left]
        if shared in due:
            due.remove(shared)
            if left[unit_code(*shared)].state in EDITABLE:
                _hand_in_shared(stage, collection, clock)
        for organisation in ORGANISATIONS:
            mine = [(o, p) for o, p in due if o == organisation and left[unit_code(o, p)].state in EDITABLE]
            _upload(stage, collection, organisation, mine, split, clock, f"{organisation}-{days}", first=True)
    _judge(stage, collection, Clock(DEADLINE + timedelta(days=6)))
    _correct(stage, collection, split, Clock(DEADLINE + timedelta(days=7)))


def issue_workbooks(stage: Stage, collection: Collection, codes: Sequence[str]) -> None:
    """The empty workbooks as units download them, one a unit."""
    folder = stage.out / "bieu-mau"
    folder.mkdir(parents=True, exist_ok=True)
    for done, code in enumerate(codes, start=1):
        (folder / f"{code}.xlsx").write_bytes(write_workbook(spec_of(report_of(collection, code))))
        stage.tell("Phát biểu mẫu Excel", done, len(codes))


def own_upload(stage: Stage, organisation: str, province: str, number: int, clock: Clock) -> None:
    """A province gets its workbook, enters the number and day of its signed paper, uploads and hands in by itself."""
    collection, code = collection_of(NOW), unit_code(organisation, province)
    issue_workbooks(stage, collection, [code])
    clerk, now = stage.actor(code, Post.CLERK), DEADLINE - timedelta(days=4)
    number_report(
        actor=clerk, report=report_of(collection, code), number=number, symbol="", dated=now.date(), now=now
    )
    values, texts = values_for(organisation, province, NOW), texts_for(organisation, province)
    content = _workbook(stage, collection, code, values, texts, {})
    _take_in(stage, collection, code, content, f"{code}.xlsx", clock, hand_in=True)


def _workbook(
    stage: Stage, collection: Collection, code: str, values: Mapping[str, Decimal], texts: Mapping[str, str],
    adjustments: Adjustments,
) -> bytes:  # fmt: skip
    report = report_of(collection, code)
    cells = definition_of(collection.form_version).cell_by_code
    shown = {cell: value_of_slot(cells[cell], value) for cell, value in values.items()}
    content = write_workbook(filled(spec_of(report), shown, texts=texts, adjustments=adjustments))
    folder = stage.out / "da-nop"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{code}.xlsx").write_bytes(content)
    return content


def _content(
    organisation: str, province: str, split: CitySplit, *, first: bool
) -> tuple[Mapping[str, Decimal], Mapping[str, str], Adjustments]:
    if unit_code(organisation, province) == CITY:
        reason = split.adjustment_reason
        return (
            split.own,
            texts_for(organisation, province),
            {c: (v, reason) for c, v in split.adjustment.items()},
        )
    if first:
        return first_version_for(organisation, province), first_texts_for(organisation, province), {}
    return values_for(organisation, province, NOW), texts_for(organisation, province), {}


def _upload(
    stage: Stage, collection: Collection, organisation: str, units: Iterable[tuple[str, str]], split: CitySplit,
    clock: Clock, name: str, *, first: bool,
) -> None:  # fmt: skip
    """The central body's officer uploads the workbooks of its provinces in one ZIP; signed papers were sent."""
    out, count = io.BytesIO(), 0
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for _organisation, province in units:
            code = unit_code(organisation, province)
            content = _content(organisation, province, split, first=first)
            archive.writestr(f"{code}.xlsx", _workbook(stage, collection, code, *content))
            count += 1
            stage.tell(f"Điền biểu mẫu {organisation}", count, 63)
    if count:
        _take_in(
            stage,
            collection,
            unit_code(organisation, CENTRE),
            out.getvalue(),
            f"{name}.zip",
            clock,
            hand_in=True,
        )


def _take_in(
    stage: Stage, collection: Collection, code: str, content: bytes, name: str, clock: Clock, *, hand_in: bool
) -> ImportBatch:
    batch = start_import(
        actor=stage.actor(code), collection=collection, unit=stage.units[code], upload=content, name=name,
        hand_in=hand_in, now=clock(), by_job=False,
    )  # fmt: skip
    run_import(batch.pk, tell=clock)
    bad = batch.items.filter(state=ImportState.BAD).first()
    if bad is not None or batch.refused:
        raise ScenarioBroken(
            f"{name}: {bad.name if bad else ''} {bad.problems[:1] if bad else batch.refused}"
        )
    stage.tell(f"Nhận {name}", 1, 1)
    return batch


def _hand_in_shared(stage: Stage, collection: Collection, clock: Clock) -> None:
    """The coordinating unit uploads its own workbook, points to the lead, then hands in."""
    shared = WEAK_POINTS.shared
    organisation, province = shared.coordinating
    code = unit_code(organisation, province)
    content = _workbook(
        stage,
        collection,
        code,
        first_version_for(organisation, province),
        first_texts_for(organisation, province),
        {},
    )
    _take_in(stage, collection, code, content, f"{code}.xlsx", clock, hand_in=False)
    report, officer = report_of(collection, code), stage.actor(code)
    share_result(
        actor=officer, report=report, cell=shared.cell, lead=stage.units[unit_code(*shared.lead)],
        amount=shared.amount, note=shared.note, now=clock(),
    )  # fmt: skip
    hand_in_report(actor=officer, report=report_of(collection, code), now=clock())


def _judge(stage: Stage, collection: Collection, clock: Clock) -> None:
    """Receivers look at what came: return what must be completed, receive the rest."""
    returned = {unit_code(r.organisation, r.province): r for r in WEAK_POINTS.returned}
    ten = WEAK_POINTS.ten_times
    waits = Report.objects.filter(expectation__collection=collection, state=ReportState.HANDED_IN)
    rows = list(
        waits.exclude(expectation__receiver__code=TOP)
        .select_related("expectation__unit__organisation")
        .order_by("expectation__unit__code")
    )
    for done, row in enumerate(rows, start=1):
        code = row.expectation.unit.code
        actor = stage.actor(unit_code(row.expectation.unit.organisation.code, CENTRE))
        doubt = Doubt.objects.filter(
            version=row.version_id, state=DoubtState.OPEN, cells__contains=[ten.cell]
        ).first()
        report = report_of(collection, code)
        if report.version is not None and report.version.number > 1:
            receive_report(actor=actor, report=report, now=clock())
        elif code in returned:
            why = returned[code]
            places = [*why.cells, *(f"text:{t}" for t in why.texts)]
            return_report(
                actor=actor,
                report=report,
                reason=why.reason,
                cells=dict.fromkeys(places, why.reason),
                now=clock(),
            )
        elif code == unit_code(ten.organisation, ten.province) and doubt is not None:
            return_report(
                actor=actor, report=report, reason=doubt.message, cells={ten.cell: doubt.message}, now=clock()
            )
        else:
            receive_report(actor=actor, report=report, now=clock())
        stage.tell("Tiếp nhận báo cáo", done, len(rows))


def _correct(stage: Stage, collection: Collection, split: CitySplit, clock: Clock) -> None:
    """The returned ones come back corrected and are received."""
    back = Report.objects.filter(expectation__collection=collection, state=ReportState.RETURNED)
    for row in list(back.select_related("expectation__unit__organisation")):
        unit = row.expectation.unit
        province = unit.code.partition("-")[2]
        organisation = unit.organisation.code
        _upload(
            stage,
            collection,
            organisation,
            [(organisation, province)],
            split,
            clock,
            f"{unit.code}-sua",
            first=False,
        )
        centre = stage.actor(unit_code(organisation, CENTRE))
        if unit.code == unit_code(WEAK_POINTS.ten_times.organisation, WEAK_POINTS.ten_times.province):
            _explain(stage, collection, clock)
        receive_report(actor=centre, report=report_of(collection, unit.code), now=clock())


def _explain(stage: Stage, collection: Collection, clock: Clock) -> None:
    """The unit says at the cell how one zero too many came into its figure."""
    ten = WEAK_POINTS.ten_times
    code = unit_code(ten.organisation, ten.province)
    report = report_of(collection, code)
    comment_on_cell(actor=stage.actor(code), report=report, cell=ten.cell, body=ten.explanation, now=clock())


def play_centres(stage: Stage) -> None:
    """The six central bodies add up, number their reports and hand them to the convening body."""
    collection = collection_of(NOW)
    clock = Clock(DEADLINE + timedelta(days=9))
    left = waiting(collection, [unit_code(o, CENTRE) for o in ORGANISATIONS])
    for done, organisation in enumerate(ORGANISATIONS, start=1):
        code = unit_code(organisation, CENTRE)
        if code in left:
            _central(stage, collection, organisation, code, clock, number=20 + done)
        stage.tell("Báo cáo của sáu tổ chức", done, len(ORGANISATIONS))


def _central(
    stage: Stage, collection: Collection, organisation: str, code: str, clock: Clock, number: int
) -> None:
    report = report_of(collection, code)
    if report.state in EDITABLE:
        values, texts = values_for(organisation, CENTRE, NOW), texts_for(organisation, CENTRE)
        content = _workbook(stage, collection, code, values, texts, {})
        _take_in(stage, collection, code, content, f"{code}.xlsx", clock, hand_in=False)
        moment = clock()
        number_report(
            actor=stage.actor(code, Post.CLERK), report=report_of(collection, code), number=number,
            symbol="", dated=moment.date(), now=moment,
        )  # fmt: skip
        hand_in(stage, report_of(collection, code), code, clock)
    receive(stage, report_of(collection, code), TOP, clock)


def write(stage: Stage) -> None:
    """Lâm Đồng's own report into out/, as its Front would sign it."""
    report = report_of(collection_of(NOW), unit_code("MTTQ", LAM_DONG))
    if report.counted is None:
        return
    day = report.dated or DEADLINE.date()
    stage.out.mkdir(parents=True, exist_ok=True)
    for kind in ("docx", "pdf"):
        paper = own_report(report, report.counted, kind, day=day)
        (stage.out / f"{OWN_REPORT}.{kind}").write_bytes(paper)
