"""Open a form for a period, and close it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from giaoban.apps.audit.actions.record_line import record
from giaoban.apps.indicators.models import Period
from giaoban.apps.org.enums import Level
from giaoban.apps.org.models import Unit
from giaoban.apps.org.queries.calendar import work_calendar
from giaoban.apps.tasks.actions.write_asks import close_asks, open_asks
from giaoban.apps.tasks.domain.asks import NewAsk
from giaoban.kit import clock
from giaoban.kit.access import Actor, authorize
from giaoban.kit.errors import Invalid
from giaoban.kit.periods import CalendarPeriod
from giaoban.kit.usecase import nothing_changed, usecase

from .. import events, policies
from ..domain.expected import Expected
from ..domain.form_definition import FormDefinition, window_of
from ..enums import CollectionState
from ..models import Collection, Expectation, FormVersion, Report
from ..queries.definitions import definition_of
from ..queries.opening import who_is_asked

ASK_REPORT = "report"
SUBJECT = "reporting.Report"
END_OF_WORK = time(17)


@usecase("reporting.open_collection")
def open_collection(
    *,
    actor: Actor,
    form_version: FormVersion,
    calendar: CalendarPeriod,
    period_name: str,
    title: str,
    deadline: datetime,
    now: datetime,
    synthetic: bool = False,
    readers: Sequence[Unit] = (),
    down_to: Level = Level.VILLAGE,
) -> Collection:
    """Ask the form for one period: freeze who is expected, who receives and who reads, as of the cut-off day.

    `readers` may read every report besides the convening bodies (a Front that writes a briefing of its own).
    Levels below `down_to` are not asked, so nobody there counts as missing (a period kept for comparison only).
    Whoever is not the system stands at the top of the form, and leaves a working day after the cut-off: else Invalid.
    Opening the same again changes nothing. Set-wise: 20,000 units in a few statements.
    """
    authorize(actor, policies.open_collection, form_version)
    definition = definition_of(form_version)
    period = _period(calendar, definition, period_name)
    found = Collection.objects.filter(form_version=form_version, period=period).first()
    if found is not None:
        nothing_changed()
        return found
    if not actor.is_system and clock.local_day(deadline) <= period.cut_off:
        problem = (
            "deadline",
            _("Choose a day after the cut-off, %(day)s.") % {"day": f"{period.cut_off:%d/%m/%Y}"},
        )
        raise Invalid(_("Units need at least a day after the cut-off."), problems=(problem,))
    collection = Collection.objects.create(
        form_version=form_version,
        period=period,
        title=title,
        deadline=deadline,
        opened_at=now,
        synthetic=synthetic,
    )
    rows = _freeze(collection, definition, [unit.pk for unit in readers], down_to)
    Report.objects.bulk_create(
        [Report(expectation=row, updated_at=now) for row in rows if row.receiver_id is not None],
        batch_size=2000,
    )
    _ask(collection, now)
    record(
        actor=actor, code=events.PERIOD_OPENED, subject=collection,
        form=definition.code, version=definition.version, period=period.code, expected=len(rows),
    )  # fmt: skip
    return collection


@usecase("reporting.close_collection")
def close_collection(*, actor: Actor, collection: Collection, now: datetime) -> Collection:
    """Take nothing in any more, and ask for nothing. What was received stays; reports can still be reopened."""
    authorize(actor, policies.close_collection, collection)
    row = Collection.objects.select_for_update().get(pk=collection.pk)
    if row.state == CollectionState.CLOSED:
        nothing_changed()
        return row
    row.state = CollectionState.CLOSED
    row.save(update_fields=["state"])
    reports = Report.objects.filter(expectation__collection=row).values_list("pk", flat=True)
    close_asks(kind=ASK_REPORT, subject_type=SUBJECT, subject_ids=list(reports), now=now, done=False)
    record(actor=actor, code=events.PERIOD_CLOSED, subject=row)
    return row


def _period(calendar: CalendarPeriod, definition: FormDefinition, name: str) -> Period:
    start, cut_off = window_of(definition, calendar)
    row, _made = Period.objects.get_or_create(
        code=calendar.code,
        defaults={
            "frequency": calendar.frequency,
            "year": calendar.year,
            "number": calendar.number,
            "name": name,
            "starts_on": start,
            "cut_off": cut_off,
        },
    )
    return row


def _freeze(
    collection: Collection, definition: FormDefinition, readers: Sequence[int], down_to: Level
) -> list[Expectation]:
    units, expected = who_is_asked(definition, collection.period.cut_off, down_to)
    due = _deadlines(collection, definition)
    rows = [_row(collection, units[one.unit], one, readers, due) for one in expected]
    return Expectation.objects.bulk_create(rows, batch_size=2000)


def _deadlines(collection: Collection, definition: FormDefinition) -> dict[int, datetime]:
    """The deadline of each level: its own working days after the cut-off, else the collection's deadline."""
    cut_off = collection.period.cut_off
    calendar = work_calendar(cut_off, cut_off + timedelta(days=120))
    found = {}
    for name, days in definition.deadline.by_level:
        day = calendar.add_working_days(cut_off, days)
        found[Level[name.upper()].value] = timezone.make_aware(datetime.combine(day, END_OF_WORK))
    return found


def _row(
    collection: Collection, unit: Unit, one: Expected, readers: Sequence[int], due: Mapping[int, datetime]
) -> Expectation:
    return Expectation(
        collection=collection,
        unit=unit,
        receiver_id=one.receiver,
        role=one.role,
        level=unit.level,
        organisation_id=unit.organisation_id,
        area_id=unit.area_id,
        chain=list(one.chain),
        readers=[*one.readers, *(r for r in readers if r not in one.readers)],
        deadline=due.get(unit.level, collection.deadline),
    )


def _ask(collection: Collection, now: datetime) -> None:
    rows = Report.objects.filter(expectation__collection=collection).values_list(
        "pk", "expectation__unit_id", "expectation__deadline"
    )
    title = _("Report: %(title)s") % {"title": collection.title}
    open_asks(
        asks=[
            NewAsk(
                kind=ASK_REPORT,
                unit_id=unit_id,
                title=title,
                due=due,
                url=f"/bao-cao/{report_id}/",
                subject_type=SUBJECT,
                subject_id=report_id,
            )
            for report_id, unit_id, due in rows
        ],
        now=now,
    )
