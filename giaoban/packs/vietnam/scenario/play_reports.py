"""Act one: three half-years are reported. Every step is a use case that a person could have taken."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from giaoban.apps.accounts.enums import Post
from giaoban.apps.accounts.models import Appointment
from giaoban.apps.indicators.models import YearPlan
from giaoban.apps.org.enums import Level
from giaoban.apps.reporting.actions.enter_report import enter_report, set_year_plan
from giaoban.apps.reporting.actions.hand_in_report import hand_in_report
from giaoban.apps.reporting.actions.open_collection import close_collection, open_collection
from giaoban.apps.reporting.actions.pass_inside import agree, put_to_leader
from giaoban.apps.reporting.actions.publish_form import publish_form
from giaoban.apps.reporting.actions.receive_report import receive_report
from giaoban.apps.reporting.actions.run_office import switch_steps
from giaoban.apps.reporting.actions.write_version import Entries
from giaoban.apps.reporting.enums import EDITABLE, ReportState
from giaoban.apps.reporting.models import Collection, Report
from giaoban.apps.reporting.queries.values import load_report
from giaoban.kit.errors import Conflict
from giaoban.kit.periods import parse_period

from .figures import CENTRE, FORM_CODE, ORGANISATIONS, plan_for, provinces, values_for, whole_plan
from .hanoi import HANOI
from .stage import SYSTEM, Clock, Stage, at
from .texts import texts_for
from .today import TODAY

FORM = Path(__file__).resolve().parents[1] / "forms" / f"{FORM_CODE}.yaml"
TOP = "BDV-TW"
PERIODS = {
    "2020-H1": ("6 tháng đầu năm 2020", at(2020, 6, 22, 17)),
    "2020-H2": ("6 tháng cuối năm 2020", at(2020, 12, 22, 17)),
    "2021-H1": ("6 tháng đầu năm 2021", at(2021, 6, 22, 17)),
}
NOW = "2021-H1"
LAM_DONG = "68"


def unit_code(organisation: str, province: str) -> str:
    """The unit of an organisation in a province ("ND-68"), or at the centre ("ND-TW")."""
    return f"{organisation}-{province or 'TW'}"


def givers() -> list[tuple[str, str]]:
    """(organisation, province) of the 378 provincial units."""
    return [(organisation, province) for organisation in ORGANISATIONS for province in provinces()]


def cast_people(stage: Stage) -> None:
    """Users by post: the roles of the start page first, so that visitors can come in; then whoever acts."""
    now = at(2020, 1, 2)
    for username, code, post in (
        ("chuyen-vien", TOP, Post.OFFICER), ("lanh-dao", TOP, Post.LEADER), ("van-thu", TOP, Post.CLERK),
        ("lam-dong", "MTTQ-68", Post.OFFICER), ("can-bo-xa", visited_commune(stage), Post.OFFICER),
        ("quan-tri", "MTTQ-68", Post.ADMINISTRATOR),
    ):  # fmt: skip
        stage.role(username, code, post, now)
    central = [unit_code(o, CENTRE) for o in ORGANISATIONS]
    stage.people([TOP, *central], (Post.OFFICER, Post.LEADER, Post.CLERK), now)
    stage.people([unit_code(o, p) for o, p in givers()], (Post.OFFICER,), now)
    stage.people([c for c, unit in stage.units.items() if _in_hanoi(c, unit.level)], (Post.OFFICER,), now)
    stage.people([unit_code("MTTQ", LAM_DONG)], (Post.LEADER, Post.CLERK), now)


def visited_commune(stage: Stage) -> str:
    """The commune of Hà Nội whose officer a visitor may be."""
    return min(c for c, unit in stage.units.items() if _in_hanoi(c, unit.level) and unit.level == 3)


def _in_hanoi(code: str, level: int) -> bool:
    return code.startswith(f"MTTQ-{HANOI}-") and level in (2, 3)


def open_periods(stage: Stage) -> None:
    """Say which offices work without a leader's step; publish the form, open the three half-years.

    The earlier two are there for comparison and are played by provinces and centre alone: only these are asked.
    """
    offices = [c for c, unit in stage.units.items() if _in_hanoi(c, unit.level)]
    offices += [unit_code(o, p) for o, p in givers()]
    for code in offices:
        switch_steps(actor=SYSTEM, unit=stage.units[code], steps_off=True, now=at(2020, 1, 4))
    version = publish_form(
        actor=SYSTEM, source=FORM.read_text(encoding="utf-8"), name=FORM.name, now=at(2020, 1, 3)
    )
    for code, (name, deadline) in PERIODS.items():
        open_collection(
            actor=SYSTEM, form_version=version, calendar=parse_period(code), period_name=name,
            title=f"Báo cáo công tác dân vận {name}", deadline=deadline, now=deadline - timedelta(days=40),
            synthetic=True, readers=[stage.units["MTTQ-TW"]],
            down_to=Level.COMMUNE if code == NOW else Level.PROVINCE,
        )  # fmt: skip


def set_plans(stage: Stage) -> None:
    """The plans of both years, the convening body's last."""
    version = collection_of(NOW).form_version
    everybody = [*givers(), *((o, CENTRE) for o in ORGANISATIONS)]
    for done, (organisation, province) in enumerate(everybody, start=1):
        stage.tell("Kế hoạch năm", done, len(everybody))
        for year in (2020, 2021):
            set_year_plan(
                actor=SYSTEM, unit=stage.units[unit_code(organisation, province)], form_version=version, year=year,
                values=plan_for(organisation, province, year), now=at(year, 1, 15),
            )  # fmt: skip
    for year in (2020, 2021):
        set_year_plan(
            actor=SYSTEM, unit=stage.units[TOP], form_version=version, year=year, values=whole_plan(year),
            now=at(year, 1, 16),
        )  # fmt: skip


def plans_set() -> bool:
    """Was the last plan set?"""
    return YearPlan.objects.filter(unit__code=TOP, year=2021).exists()


def collection_of(period: str) -> Collection:
    """An opened half-year."""
    return Collection.objects.select_related("form_version__cell_set", "period").get(
        form_version__form__code=FORM_CODE, period__code=period
    )


def report_of(collection: Collection, code: str) -> Report:
    """A unit's report of a half-year."""
    return load_report(
        Report.objects.values_list("pk", flat=True).get(
            expectation__collection=collection, expectation__unit__code=code
        )
    )


def waiting(collection: Collection, codes: Iterable[str]) -> dict[str, Report]:
    """Reports of these units that were not received yet, by unit code; without those that a visitor touched."""
    rows = Report.objects.filter(expectation__collection=collection, expectation__unit__code__in=list(codes))
    rows = rows.exclude(state__in=[ReportState.RECEIVED, ReportState.CONSOLIDATED]).filter(
        updated_at__lt=TODAY
    )
    return {row.expectation.unit.code: row for row in rows.select_related("expectation__unit")}


def play_earlier_periods(stage: Stage) -> None:
    """First and second half of 2020, for comparison: entered, handed in, received, province by province."""
    for period in ("2020-H1", "2020-H2"):
        collection, (_name, deadline) = collection_of(period), PERIODS[period]
        clock = Clock(deadline - timedelta(days=4))
        left = waiting(collection, [unit_code(o, p) for o, p in givers()])
        for done, (organisation, province) in enumerate(givers(), start=1):
            stage.tell(f"Báo cáo {period}", done, len(givers()))
            code = unit_code(organisation, province)
            if code in left:
                entries = Entries(
                    values_for(organisation, province, period), texts_for(organisation, province, period)
                )
                all_the_way(stage, left[code], code, unit_code(organisation, CENTRE), entries, clock)
        _play_centres(stage, collection, period, clock)
        close_collection(actor=SYSTEM, collection=collection, now=deadline + timedelta(days=30))


def _play_centres(stage: Stage, collection: Collection, period: str, clock: Clock) -> None:
    for organisation in ORGANISATIONS:
        code = unit_code(organisation, CENTRE)
        for report in waiting(collection, [code]).values():
            entries = Entries(
                values_for(organisation, CENTRE, period), texts_for(organisation, CENTRE, period)
            )
            all_the_way(stage, report, code, TOP, entries, clock)


def all_the_way(
    stage: Stage, report: Report, code: str, receiver: str, entries: Entries, clock: Clock
) -> None:
    """Entered, handed in and received, going on from wherever the report stands."""
    officer = stage.actor(code)
    if report.state in EDITABLE:
        enter_report(actor=officer, report=report, entries=entries, now=clock())
        hand_in(stage, report, code, clock)
    receive(stage, report, receiver, clock)


def receive(stage: Stage, report: Report, receiver: str, clock: Clock) -> None:
    """Received by the unit above, unless a visitor at its desk was quicker to receive or return it."""
    with suppress(Conflict):
        receive_report(actor=stage.actor(receiver), report=report, now=clock())


def hand_in(stage: Stage, report: Report, code: str, clock: Clock) -> None:
    """With the leader's agreement where the office has one."""
    if code.endswith("-TW"):
        put_to_leader(actor=stage.actor(code), report=report, now=clock())
        agree(actor=stage.actor(code, Post.LEADER), report=report, now=clock())
    hand_in_report(actor=stage.actor(code), report=report, now=clock())


def people_there() -> bool:
    """Were the people of the play made, to the last one?"""
    return Appointment.objects.filter(unit__code=unit_code("MTTQ", LAM_DONG), post=Post.CLERK).exists()


def periods_open() -> bool:
    """Are all three half-years open?"""
    opened = Collection.objects.filter(form_version__form__code=FORM_CODE, period__code__in=PERIODS).count()
    return opened == len(PERIODS)
