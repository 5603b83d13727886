"""Waves: whoever is meant is asked once, units pass it down, what is late goes up, a telegram is said again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from typing import Any

import pytest
from django.core.cache import caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from giaoban.apps.accounts.enums import Post
from giaoban.apps.directives.actions.escalate_late import escalate_late
from giaoban.apps.directives.actions.file_programme import Filing, file_programme
from giaoban.apps.directives.actions.send_directive import ask_everybody, pass_down, send_directive
from giaoban.apps.directives.actions.tell_replacement import acting_under
from giaoban.apps.directives.actions.tick_dissemination import Held, tick_dissemination
from giaoban.apps.directives.domain.order import TaskForAll, Term
from giaoban.apps.directives.enums import Form, Reason
from giaoban.apps.directives.formats.papers import chase_paper, result_paper
from giaoban.apps.directives.models import Directive, Dissemination, Escalation
from giaoban.apps.directives.queries import place_in, wave, waves_to_see_to
from giaoban.apps.documents.actions.send_document import acknowledge_delivery
from giaoban.apps.documents.domain.addressing import Addressing
from giaoban.apps.documents.models import Delivery
from giaoban.apps.org.enums import Level
from giaoban.apps.org.models import AreaPlacement, CalendarDay, Unit, UnitGroup
from giaoban.apps.tasks.actions.open_programme import open_programme
from giaoban.apps.tasks.models import Ask, Task
from giaoban.apps.tasks.queries import task_card
from giaoban.kit.errors import Conflict, Forbidden, Invalid
from tests.documents.register import NOW, registered
from tests.tasks.network import ALWAYS, actor_in, organisation, unit

from .test_dissemination import HELD, tree
from .waves import DEADLINE, EVERYBODY, ORDER, SYSTEM, TASKS, open_asks, sent


@pytest.mark.django_db
class TestSending:
    def test_each_gets_delivery_ask_and_tasks(self) -> None:
        top, (provinces, communes) = tree()
        row = sent(top)
        everybody = {*provinces, *communes}
        assert {d.unit for d in Delivery.objects.filter(document=row.document)} == everybody
        assert open_asks("disseminate") == everybody
        for task in TASKS:
            assert {t.lead for t in Task.objects.filter(title=task.title)} == everybody
        assert (row.meant, row.sent_at) == (6, NOW)
        levels = dict(row.addressees.values_list("level", "deadline"))
        assert levels == {Level.PROVINCE: DEADLINE, Level.COMMUNE: date(2021, 7, 30)}
        assert row.addressees.get(unit=communes[3]).path == [top.pk, provinces[1].pk, communes[3].pk]

    def test_those_above_may_read_the_tasks_and_who_gave_them_is_told(self) -> None:
        top, (provinces, communes) = tree()
        sent(top)
        task = Task.objects.get(lead=communes[0], title=TASKS[0].title)
        assert set(task.seen_by) == {top.pk, provinces[0].pk, communes[0].pk}
        (given_step,) = task_card(actor_in(communes[0]), task.pk, DEADLINE).steps
        assert (given_step.step, given_step.unit, given_step.at) == ("given", top, NOW)

    def test_sent_again_adds_and_moves(self) -> None:
        top, (provinces, communes) = tree()
        row = sent(top, addressing=Addressing(levels=(Level.PROVINCE,)), tasks=TASKS[:1], terms=())
        tick_dissemination(
            actor=actor_in(provinces[0]), dissemination=row.disseminations.get(unit=provinces[0]), held=HELD, now=NOW
        )  # fmt: skip
        moved = replace(ORDER, deadline=date(2021, 8, 2), terms=())
        again = send_directive(actor=actor_in(top), document=row.document, unit=top, order=moved, now=NOW)
        assert again == row
        assert ask_everybody(actor=SYSTEM, directive=row, now=NOW) == 4
        assert ask_everybody(actor=SYSTEM, directive=row, now=NOW) == 0
        assert open_asks("disseminate") == {provinces[1], *communes}
        assert {a.due.date() for a in Ask.objects.filter(kind="disseminate", state="open") if a.due} == {
            date(2021, 8, 2)
        }
        for task in TASKS:
            assert Task.objects.filter(title=task.title).count() == 6

    def test_who_is_meant(self) -> None:
        top, (provinces, communes) = tree()
        sister = unit("Hội", Level.PROVINCE, of=organisation("women"), superior=provinces[0])
        stranger = unit("Lạ", Level.PROVINCE)
        place = communes[1].area
        AreaPlacement.objects.create(area=place, path=str(place.pk), valid=ALWAYS)
        UnitGroup.objects.create(code="g", name="Nhóm").units.set([communes[0], sister])
        asked = {
            Addressing(levels=(Level.COMMUNE,)): set(communes),
            Addressing(organisations=("women",)): {sister},
            Addressing(area=place.code): {communes[1]},
            Addressing(groups=("g",)): {communes[0], sister},
            Addressing(by_hand=(provinces[0].code, stranger.code)): {provinces[0]},
            EVERYBODY: {*provinces, *communes, sister},
        }
        for addressing, wanted in asked.items():
            with transaction.atomic():
                row = sent(top, addressing=addressing, terms=())
                assert {d.unit for d in row.disseminations.all()} == wanted
                transaction.set_rollback(True)

    def test_what_cannot_be_sent(self) -> None:
        top, _levels = tree()
        document = registered(top)
        past = date(2021, 1, 1)
        for wrong in (
            {"deadline": past}, {"terms": (Term(1, DEADLINE, past),)}, {"tasks": (TaskForAll("x", past),)},
            {"addressing": Addressing(by_hand=("không có",))}, {"addressing": Addressing(levels=(Level.VILLAGE,))},
            {"repeat_hours": 2}, {"own_document_id": 0},
        ):  # fmt: skip
            with pytest.raises(Invalid):
                send_directive(
                    actor=actor_in(top), document=document, unit=top, order=replace(ORDER, **wrong), now=NOW
                )
        with pytest.raises(Forbidden):
            send_directive(
                actor=actor_in(top, Post.AUDITOR), document=document, unit=top, order=ORDER, now=NOW
            )
        with pytest.raises(Forbidden):
            ask_everybody(actor=actor_in(top), directive=Directive(pk=1), now=NOW)

    @settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.data())
    def test_nobody_is_missed_and_nobody_asked_twice(self, data: Any) -> None:
        """Whatever is ordered in whatever order, by the top and by those who pass it down."""
        with transaction.atomic():
            top, levels = tree((2, 2))
            everybody = [one for level in levels for one in level]
            document = registered(top)
            wanted: set[int] = set()
            for _turn in range(data.draw(st.integers(1, 3))):
                chosen = data.draw(st.lists(st.sampled_from(everybody), min_size=1, unique=True))
                hand = Addressing(by_hand=tuple(one.code for one in chosen))
                order = replace(ORDER, addressing=hand, terms=())
                row = send_directive(actor=actor_in(top), document=document, unit=top, order=order, now=NOW)
                ask_everybody(actor=SYSTEM, directive=row, now=NOW)
                wanted |= {one.pk for one in chosen}
            for one in data.draw(st.lists(st.sampled_from(levels[0]), unique=True)):
                part = Dissemination.objects.filter(wave=row, unit=one).first()
                below = {u.pk for u in levels[1] if levels[1].index(u) // 2 == levels[0].index(one)}
                if part and below - wanted:
                    down = pass_down(actor=actor_in(one), dissemination=part, levels=[], note="", now=NOW)
                    ask_everybody(actor=SYSTEM, directive=down, now=NOW)
                    wanted |= below
            assert sorted(row.addressees.values_list("unit_id", flat=True)) == sorted(wanted)
            for rows in (
                Delivery.objects.filter(document=document).values_list("unit_id", flat=True),
                Ask.objects.filter(kind="disseminate").values_list("unit_id", flat=True),
                Task.objects.filter(title=TASKS[0].title).values_list("lead_id", flat=True),
            ):
                assert sorted(rows) == sorted(wanted)
            transaction.set_rollback(True)


@pytest.mark.django_db
class TestAnySelection:
    """By level, organisation, area, group and hand in any mixture: exactly whom it means, each once."""

    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.data())
    def test_reaches_whom_it_means(self, data: Any) -> None:
        with transaction.atomic():
            top, (provinces, communes) = tree()
            women = organisation("women")
            sisters = [unit(f"Hội {n}", one.level, women, superior=one) for n, one in enumerate(provinces)]
            stranger = unit("Lạ", Level.PROVINCE)
            below = [*provinces, *communes, *sisters]
            areas: dict[str, set[Unit]] = {"": set(below)}
            for n, one in enumerate(provinces):
                inside = [one, *communes[2 * n : 2 * n + 2]]
                for u in inside:
                    path = str(one.area_id) if u is one else f"{one.area_id}.{u.area_id}"
                    AreaPlacement.objects.create(area=u.area, path=path, valid=ALWAYS)
                areas[one.area.code] = set(inside)
            groups = {"g": {communes[0], sisters[0]}, "h": {communes[0], provinces[1], stranger}}
            for code, members in groups.items():
                UnitGroup.objects.create(code=code, name=code).units.set(members)
            document, wanted = registered(top), set[Unit]()
            for _turn in range(data.draw(st.integers(1, 2))):
                said = Addressing(
                    tuple(
                        u.code for u in data.draw(st.lists(st.sampled_from([*below, stranger]), max_size=2))
                    ),
                    tuple(data.draw(st.lists(st.sampled_from([Level.PROVINCE, Level.COMMUNE]), unique=True))),
                    tuple(data.draw(st.lists(st.sampled_from(["front", "women"]), unique=True))),
                    data.draw(st.sampled_from(sorted(areas))),
                    tuple(data.draw(st.lists(st.sampled_from("gh"), unique=True))),
                )
                ruled = {
                    u
                    for u in below
                    if said.by_rule
                    and (not said.levels or u.level in said.levels)
                    and (not said.organisations or u.organisation.code in said.organisations)
                    and (not said.area or u in areas[said.area])
                    and (not said.groups or any(u in groups[code] for code in said.groups))
                }
                meant = ruled | {u for u in below if u.code in said.by_hand}
                order = replace(ORDER, addressing=said, terms=())
                if not meant:
                    with pytest.raises(Invalid), transaction.atomic():
                        send_directive(actor=actor_in(top), document=document, unit=top, order=order, now=NOW)
                    continue
                row = send_directive(actor=actor_in(top), document=document, unit=top, order=order, now=NOW)
                for _again in range(2):
                    ask_everybody(actor=SYSTEM, directive=row, now=NOW)
                wanted |= meant
            for rows in (
                Dissemination.objects.values_list("unit_id", flat=True),
                Delivery.objects.filter(document=document).values_list("unit_id", flat=True),
                Ask.objects.filter(kind="disseminate").values_list("unit_id", flat=True),
                Task.objects.filter(title=TASKS[0].title).values_list("lead_id", flat=True),
            ):
                assert sorted(rows) == sorted(u.pk for u in wanted)
            transaction.set_rollback(True)


@pytest.mark.django_db
class TestPassingDown:
    def test_terms_and_tasks_of_the_top_hold_below(self) -> None:
        top, (provinces, communes) = tree()
        row = sent(top, addressing=Addressing(levels=(Level.PROVINCE,)))
        part = row.disseminations.get(unit=provinces[0])
        officer = actor_in(provinces[0])
        down = pass_down(actor=officer, dissemination=part, levels=[], note="Làm sớm", now=NOW)
        assert ask_everybody(actor=SYSTEM, directive=down, now=NOW) == 2
        assert (down.parent, down.top_id, down.document) == (row, row.pk, row.document)
        below = down.disseminations.get(unit=communes[1])
        assert (below.wave, below.deadline) == (row, date(2021, 7, 30))
        assert below.path == [top.pk, provinces[0].pk, communes[1].pk]
        assert Task.objects.get(lead=communes[1], title=TASKS[1].title).assigned_by == provinces[0]
        found = wave(place_in(actor_in(top), row, under=None, now=NOW))
        assert found.total.asked == 4
        assert {b.unit: b.tally.asked for b in found.branches} == {provinces[0]: 3, provinces[1]: 1}
        assert wave(place_in(officer, down, under=None, now=NOW)).total.asked == 3
        with pytest.raises(Invalid):
            pass_down(actor=officer, dissemination=part, levels=[], note="", now=NOW)
        with pytest.raises(Conflict):
            send_directive(actor=officer, document=row.document, unit=provinces[0], order=ORDER, now=NOW)

    def test_only_who_was_asked_passes_it_down(self) -> None:
        top, (provinces, _communes) = tree()
        part = sent(top, addressing=Addressing(levels=(Level.PROVINCE,))).disseminations.get(
            unit=provinces[0]
        )
        with pytest.raises(Forbidden):
            pass_down(actor=actor_in(top), dissemination=part, levels=[], note="", now=NOW)


@pytest.mark.django_db
class TestOnesPart:
    def test_ticking_says_read_and_asks_for_the_tasks(self) -> None:
        top, (provinces, _communes) = tree()
        row = sent(top)
        part = row.disseminations.get(unit=provinces[0])
        assert open_asks("task") == set()
        tick_dissemination(actor=actor_in(provinces[0]), dissemination=part, held=HELD, now=NOW)
        delivery = Delivery.objects.get(document=row.document, unit=provinces[0])
        assert delivery.acknowledged_at == delivery.received_at == NOW
        assert [a.unit for a in Ask.objects.filter(kind="task", state="open")] == [provinces[0]] * 2
        assert Reason.TASK in acting_under(row.document)[provinces[1].pk]

    def test_a_programme_is_filed(self, settings: Any, tmp_path: Any) -> None:
        settings.FILES_DIR = tmp_path
        top, (provinces, _communes) = tree()
        row = sent(top, terms=(Term(Level.PROVINCE, DEADLINE, date(2021, 8, 10)),))
        assert open_asks("file_programme") == set(provinces)
        home, officer = provinces[0], actor_in(provinces[0])
        part = row.disseminations.get(unit=home)
        own = open_programme(actor=officer, unit=home, title="Chương trình", year=2021, now=NOW)
        other = open_programme(actor=actor_in(top), unit=top, title="Khác", year=2021, now=NOW)
        for wrong in (Filing(), Filing(other)):
            with pytest.raises(Invalid):
                file_programme(actor=officer, dissemination=part, filing=wrong, now=NOW)
        with pytest.raises(Forbidden):
            file_programme(actor=actor_in(top), dissemination=part, filing=Filing(own), now=NOW)
        file_programme(actor=officer, dissemination=part, filing=Filing(own), now=NOW)
        assert open_asks("file_programme") == {provinces[1]}
        paper = SimpleUploadedFile("ct.pdf", b"%PDF-1.7\n%%EOF\n")
        again = file_programme(
            actor=officer, dissemination=part, filing=Filing(upload=paper, file_name="ct.pdf"), now=NOW
        )
        assert again.programme == own
        assert again.programme_file is not None
        total = wave(place_in(actor_in(top), row, under=None, now=NOW)).total
        assert (total.owing, total.filed) == (2, 1)

    def test_late_is_counted_in_working_days(self) -> None:
        top, (provinces, _communes) = tree()
        CalendarDay.objects.create(day=date(2021, 7, 21), kind="off", name="Nghỉ")
        part = sent(top).disseminations.get(unit=provinces[0])
        held = Held(Form.ONLINE, date(2021, 7, 26), classes=1, due=1, officers=1, members=0)
        at = datetime(2021, 7, 26, 8, tzinfo=UTC)
        row = tick_dissemination(actor=actor_in(provinces[0]), dissemination=part, held=held, now=at)
        assert row.days_late == 3


@pytest.mark.django_db
class TestTheWave:
    def test_levels_medians_and_course(self) -> None:
        top, (provinces, communes) = tree()
        row = sent(top)
        for home, hours in zip(communes, (1, 3, 5, 50), strict=True):
            delivery = Delivery.objects.get(document=row.document, unit=home)
            acknowledge_delivery(actor=actor_in(home), delivery=delivery, now=NOW + timedelta(hours=hours))
        later = NOW + timedelta(hours=60)
        place = place_in(actor_in(top), row, under=None, now=later)
        found = wave(place)
        assert found.levels[Level.COMMUNE].hours_acknowledged == pytest.approx(4, abs=1 / 12)
        assert found.levels[Level.PROVINCE].hours_acknowledged is None
        assert found.total.acknowledged == 4
        curve = found.course
        assert curve.acknowledged[Level.COMMUNE][-1] == 4
        assert curve.acknowledged[Level.COMMUNE] == sorted(curve.acknowledged[Level.COMMUNE])
        after = next(n for n, end in enumerate(curve.ends) if end > NOW + timedelta(hours=50))
        assert curve.acknowledged[Level.COMMUNE].index(4) == after
        assert provinces[0] in {branch.unit for branch in found.branches}

    def test_of_many_units_counts_are_of_now_and_times_of_the_last_minute(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        top, (_provinces, communes) = tree()
        row = sent(top)
        place = place_in(actor_in(top), row, under=None, now=NOW + timedelta(hours=60))
        monkeypatch.setattr(import_module("giaoban.apps.directives.queries.wave"), "_MANY", 1)
        caches["pages"].clear()
        first = wave(place)
        delivery = Delivery.objects.get(document=row.document, unit=communes[0])
        acknowledge_delivery(actor=actor_in(communes[0]), delivery=delivery, now=NOW + timedelta(hours=4))
        second = wave(place)
        assert (first.total.acknowledged, second.total.acknowledged) == (0, 1)
        assert second.total.hours_acknowledged is None
        caches["pages"].clear()
        assert wave(place).total.hours_acknowledged == pytest.approx(4, abs=1 / 12)

    def test_papers_say_what_the_pages_say(self) -> None:
        top, (provinces, communes) = tree()
        row = sent(top, terms=())
        tick_dissemination(
            actor=actor_in(communes[0]), dissemination=row.disseminations.get(unit=communes[0]), held=HELD, now=NOW
        )  # fmt: skip
        at = datetime(2021, 7, 27, 3, tzinfo=UTC)
        found = wave(place_in(actor_in(provinces[0]), row, under=None, now=at))
        report = result_paper(found, at)
        text = repr(report)
        assert report.addressees == (top.name,)
        assert "90 người dự trên 100" in text
        assert "chưa tổ chức quán triệt" in text
        assert communes[1].name in text
        letter = chase_paper(found, at)
        assert letter.addressees == (communes[1].name,)
        assert letter.recipients == ("Như trên",), "a letter that chases goes to nobody else by itself"
        whole = result_paper(wave(place_in(actor_in(top), row, under=None, now=at)), at)
        assert whole.addressees == ()
        assert "Kết quả theo cấp" in repr(whole)


@pytest.mark.django_db
class TestGoingUp:
    def test_step_by_step_on_working_days(self) -> None:
        top, (provinces, communes) = tree()
        row = sent(top, terms=())  # due on Tuesday 20 July
        at = datetime(2021, 7, 20, 3, tzinfo=UTC)
        assert waves_to_see_to(at) == []
        assert escalate_late(actor=SYSTEM, directive=row, now=at) == 0
        for one in (provinces[1], *communes[1:]):
            part = row.disseminations.get(unit=one)
            tick_dissemination(actor=actor_in(one), dissemination=part, held=HELD, now=NOW)
        wednesday = at + timedelta(days=1)
        assert waves_to_see_to(wednesday) == [row]
        assert escalate_late(actor=SYSTEM, directive=row, now=wednesday) == 2
        assert escalate_late(actor=SYSTEM, directive=row, now=wednesday) == 0
        up = {(e.dissemination.unit, e.to_unit, e.step) for e in Escalation.objects.all()}
        assert up == {(provinces[0], top, 1), (communes[0], provinces[0], 1)}
        assert open_asks("chase_late") == {top, provinces[0]}
        assert escalate_late(actor=SYSTEM, directive=row, now=at + timedelta(days=3)) == 1
        assert Escalation.objects.get(step=2).to_unit == top
        for one in (provinces[0], communes[0]):
            part = row.disseminations.get(unit=one)
            tick_dissemination(actor=actor_in(one), dissemination=part, held=HELD, now=NOW)
        escalate_late(actor=SYSTEM, directive=row, now=at + timedelta(days=6))
        assert open_asks("chase_late") == set()

    def test_a_weekend_makes_nobody_later(self) -> None:
        top, _levels = tree()
        row = sent(top, deadline=date(2021, 7, 23), terms=(), tasks=())  # a Friday
        for day in (24, 25):
            assert waves_to_see_to(datetime(2021, 7, day, 3, tzinfo=UTC)) == []
        assert waves_to_see_to(datetime(2021, 7, 26, 3, tzinfo=UTC)) == [row]
