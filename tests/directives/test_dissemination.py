"""Dissemination: asked, ticked, counted down the tree; asks follow; a replacement is told to whom it concerns."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from giaoban.apps.accounts.enums import Post
from giaoban.apps.directives.actions.ask_dissemination import ask_dissemination
from giaoban.apps.directives.actions.tell_replacement import note_replacement, tell_replacement
from giaoban.apps.directives.actions.tick_dissemination import Held, tick_dissemination
from giaoban.apps.directives.enums import Form, Reason
from giaoban.apps.directives.models import Directive, Dissemination, ReplacementNotice
from giaoban.apps.directives.queries import dissemination, notice, place_in, units_below, wave
from giaoban.apps.directives.queries.wave import Wave
from giaoban.apps.documents.actions.circulate_content import circulate_content
from giaoban.apps.documents.actions.comment_on_paragraph import answer_comment, comment_on_paragraph
from giaoban.apps.documents.actions.instruct_document import finish_document, instruct_document
from giaoban.apps.documents.actions.issue_content import issue_content
from giaoban.apps.documents.enums import Answer, Audience, Direction
from giaoban.apps.documents.models import Document
from giaoban.apps.documents.queries.contents import texts_of
from giaoban.apps.documents.queries.register import documents
from giaoban.apps.org.enums import Level, Line
from giaoban.apps.org.models import Unit, UnitLine
from giaoban.apps.tasks.models import Ask
from giaoban.kit.access import Actor
from giaoban.kit.errors import Forbidden, Invalid, NotFound
from giaoban.kit.jobs import run_pending
from tests.databases import Clone
from tests.documents.drafts import draft
from tests.documents.register import NOW, registered
from tests.tasks.network import ALWAYS, actor_in, organisation, unit

TODAY = date(2021, 7, 6)
DEADLINE = date(2021, 7, 20)
LEVELS = (Level.CENTRE, Level.PROVINCE, Level.COMMUNE, Level.VILLAGE)
AFTER = datetime(2021, 7, 25, 8, tzinfo=UTC)
HELD = Held(Form.CONFERENCE, date(2021, 7, 5), classes=2, due=100, officers=30, members=60, others=500)


def tree(widths: tuple[int, ...] = (2, 2)) -> tuple[Unit, list[list[Unit]]]:
    """A top and levels below it on the vertical line, with whole paths."""
    top = unit("Trung ương", Level.CENTRE)
    paths = {top.pk: str(top.pk)}
    levels, above = [], [top]
    for depth, width in enumerate(widths, start=1):
        row = []
        for superior in above:
            for n in range(width):
                one = unit(f"{depth}.{n}", LEVELS[depth])
                paths[one.pk] = f"{paths[superior.pk]}.{one.pk}"
                UnitLine.objects.create(
                    unit=one, line=Line.VERTICAL, superior=superior, path=paths[one.pk], valid=ALWAYS
                )
                row.append(one)
        levels.append(row)
        above = row
    return top, levels


def asked(top: Unit, units: list[Unit], symbol: str = "290-QĐ/TW", **changes: Any) -> Directive:
    row = registered(top, symbol, **changes)
    return ask_dissemination(
        actor=actor_in(top), document=row, unit=top, units=units, deadline=DEADLINE, note="", now=NOW
    )


def tick(directive: Directive, home: Unit, held: Held = HELD, now: datetime = NOW) -> Dissemination:
    row = directive.disseminations.get(unit=home)
    return tick_dissemination(actor=actor_in(home), dissemination=row, held=held, now=now)


def progress(actor: Actor, directive: Directive, *, under: int | None, day: date) -> Wave:
    at = datetime.combine(day, time(3), tzinfo=UTC)
    return wave(place_in(actor, directive, under=under, now=at))


@pytest.mark.django_db
class TestAsking:
    def test_each_unit_gets_the_document_and_an_ask(self) -> None:
        top, (provinces, communes) = tree()
        directive = asked(top, provinces + communes)
        assert directive.disseminations.count() == 6
        asks = Ask.objects.filter(kind="disseminate")
        assert {a.unit_id for a in asks} == {u.pk for u in provinces + communes}
        assert documents(actor_in(communes[0])).get() == directive.document

    def test_again_adds_and_moves_the_deadline(self) -> None:
        top, (provinces, _communes) = tree()
        directive = asked(top, provinces[:1])
        tick(directive, provinces[0])
        later = date(2021, 8, 1)
        again = ask_dissemination(
            actor=actor_in(top), document=directive.document, unit=top, units=provinces,
            deadline=later, note="", now=NOW,
        )  # fmt: skip
        assert again == directive
        assert sorted(again.disseminations.values_list("state", flat=True)) == ["asked", "done"]
        due = Ask.objects.get(kind="disseminate", state="open").due
        assert due is not None
        assert due.date() == later

    def test_who_may(self) -> None:
        top, (provinces, _communes) = tree()
        row = registered(top)
        asking = {
            "document": row,
            "unit": top,
            "units": provinces,
            "deadline": DEADLINE,
            "note": "",
            "now": NOW,
        }
        for post in (Post.AUDITOR, Post.TREASURER, Post.ADMINISTRATOR):
            with pytest.raises(Forbidden):
                ask_dissemination(actor=actor_in(top, post), **asking)
        with pytest.raises(Forbidden):
            ask_dissemination(actor=actor_in(provinces[0]), **asking)
        with pytest.raises(NotFound):
            ask_dissemination(actor=actor_in(provinces[0]), **{**asking, "unit": provinces[0]})
        with pytest.raises(Invalid):
            ask_dissemination(actor=actor_in(top), **{**asking, "units": [top]})
        with pytest.raises(Invalid):
            ask_dissemination(actor=actor_in(top), **{**asking, "deadline": date(2021, 1, 1)})

    def test_units_below_by_level_and_organisation(self) -> None:
        top, (provinces, communes) = tree()
        sister = unit("Hội", Level.PROVINCE, of=organisation("women"), superior=top)
        assert set(units_below(top, TODAY)) == {*provinces, *communes, sister}
        assert set(units_below(top, TODAY, levels=[Level.COMMUNE])) == set(communes)
        assert set(units_below(top, TODAY, organisations=[sister.organisation_id])) == {sister}
        assert set(units_below(provinces[0], TODAY)) == set(communes[:2])
        assert not units_below(communes[0], TODAY)


@pytest.mark.django_db
class TestTicking:
    def test_present_of_due_and_the_ask_closes(self) -> None:
        top, (provinces, _communes) = tree()
        directive = asked(top, provinces)
        row = tick(directive, provinces[0])
        assert (row.present, row.due, row.others) == (90, 100, 500)
        assert list(Ask.objects.filter(kind="disseminate", state="open")) == list(
            Ask.objects.filter(kind="disseminate", unit=provinces[1])
        )

    @pytest.mark.parametrize(
        ("changes", "place"),
        [
            ({"officers": 50}, "due"),
            ({"due": 0, "officers": 0, "members": 0}, "due"),
            ({"classes": 0}, "classes"),
            ({"held_on": date(2021, 7, 7)}, "held_on"),
            ({"members": -1}, "officers"),
        ],
    )
    def test_what_cannot_be(self, changes: dict[str, Any], place: str) -> None:
        from dataclasses import replace

        top, (provinces, _communes) = tree()
        directive = asked(top, provinces)
        with pytest.raises(Invalid) as problem:
            tick(directive, provinces[0], replace(HELD, **changes))
        assert place in dict(problem.value.problems)

    def test_the_table_refuses_more_present_than_due(self) -> None:
        top, (provinces, _communes) = tree()
        directive = asked(top, provinces)
        with pytest.raises(IntegrityError), transaction.atomic():
            directive.disseminations.update(officers=1)

    def test_only_the_unit_itself_ticks(self) -> None:
        top, (provinces, _communes) = tree()
        row = asked(top, provinces).disseminations.get(unit=provinces[0])
        with pytest.raises(Forbidden):
            tick_dissemination(actor=actor_in(top), dissemination=row, held=HELD, now=NOW)
        with pytest.raises(NotFound):
            tick_dissemination(actor=actor_in(provinces[1]), dissemination=row, held=HELD, now=NOW)
        with pytest.raises(NotFound):
            dissemination(actor_in(provinces[1]), row.pk)


@pytest.mark.django_db
class TestProgress:
    def test_down_the_tree(self) -> None:
        top, (provinces, communes) = tree()
        directive = asked(top, provinces + communes)
        tick(directive, communes[0])
        tick(directive, provinces[1])
        found = progress(actor_in(top), directive, under=None, day=TODAY)
        assert (found.total.asked, found.total.done, found.total.present) == (6, 2, 180)
        assert [(b.unit, b.tally.asked, b.tally.done, b.deeper) for b in found.branches] == [
            (provinces[0], 3, 1, True),
            (provinces[1], 3, 1, True),
        ]
        below = progress(actor_in(top), directive, under=provinces[0].pk, day=TODAY)
        assert {(b.unit, b.tally.done) for b in below.branches} == {
            (provinces[0], 0),
            (communes[0], 1),
            (communes[1], 0),
        }

    def test_not_before_there_was_a_document(self) -> None:
        top, (provinces, communes) = tree()
        directive = asked(top, provinces + communes)
        early = directive.document.issued_on - timedelta(days=1)
        held = Held(Form.ONLINE, early, classes=1, due=1, officers=1, members=0)
        with pytest.raises(Invalid) as refused:
            tick(directive, provinces[0], held)
        assert [place for place, _words in refused.value.problems] == ["held_on"]
        tick(directive, provinces[0], replace(held, held_on=directive.document.issued_on))

    def test_late_by_name_after_the_deadline(self) -> None:
        top, (provinces, communes) = tree()
        directive = asked(top, provinces + communes)
        tick(directive, provinces[0])
        assert progress(actor_in(top), directive, under=None, day=DEADLINE).late == ()
        found = progress(actor_in(top), directive, under=None, day=AFTER.date())
        assert (found.total.late, len(found.late)) == (5, 5)
        assert provinces[0] not in {row.unit for row in found.late}
        held = Held(Form.ONLINE, date(2021, 7, 22), classes=1, due=1, officers=1, members=0)
        tick(directive, provinces[1], held, AFTER)
        after = progress(actor_in(top), directive, under=None, day=AFTER.date()).total
        assert (after.late, after.done_late) == (4, 1), "who is done is no longer late, and it stays known"

    def test_a_unit_sees_itself_and_what_is_below(self) -> None:
        top, (provinces, communes) = tree()
        directive = asked(top, provinces + communes)
        own = progress(actor_in(provinces[0]), directive, under=None, day=AFTER.date())
        assert own.total.asked == 3
        assert {row.unit for row in own.late} == {provinces[0], *communes[:2]}
        for other in (provinces[1], top):
            with pytest.raises(NotFound):
                progress(actor_in(provinces[0]), directive, under=other.pk, day=TODAY)

    def test_units_on_no_line_are_not_lost(self) -> None:
        top, (provinces, _communes) = tree()
        lonely = unit("Lẻ")
        found = progress(actor_in(top), asked(top, [*provinces, lonely]), under=None, day=TODAY)
        assert found.total.asked == 3
        assert lonely in {branch.unit for branch in found.branches}

    @settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.tuples(st.integers(1, 3), st.integers(1, 3), st.integers(1, 2)), st.data())
    def test_branches_add_up_at_every_level(self, widths: tuple[int, int, int], data: Any) -> None:
        with transaction.atomic():
            top, levels = tree(widths)
            everybody = [one for level in levels for one in level]
            chosen = data.draw(st.lists(st.sampled_from(everybody), min_size=1, unique=True))
            directive = asked(top, chosen)
            for one in data.draw(st.lists(st.sampled_from(chosen), unique=True)):
                tick(directive, one)
            for place in (top, *everybody):
                below = {place.pk, *units_below(place, TODAY).values_list("pk", flat=True)}
                real = directive.disseminations.filter(unit__in=below)
                if place != top and not real.exists():
                    with pytest.raises(NotFound):
                        progress(actor_in(top), directive, under=place.pk, day=TODAY)
                    continue
                found = progress(actor_in(top), directive, under=place.pk, day=TODAY)
                assert found.total.asked == real.count()
                assert found.total.done == real.filter(state="done").count()
            transaction.set_rollback(True)


@pytest.mark.django_db
class TestAsksFollow:
    def open(self, kind: str) -> list[Unit]:
        return [a.unit for a in Ask.objects.filter(kind=kind, state="open").select_related("unit")]

    def test_instruct_carry_out_done(self) -> None:
        home, below, other = unit("A"), unit("B"), unit("C")
        row = registered(home)
        ask = Ask.objects.get(kind="instruct")
        assert (ask.unit, ask.post) == (home, Post.LEADER)
        leader = actor_in(home, Post.LEADER)
        given_ = {
            "document": row,
            "body": "Làm",
            "lead": None,
            "coordinating": [],
            "due_on": DEADLINE,
            "now": NOW,
        }
        instruct_document(actor=leader, lead_unit=below, **given_)
        assert (self.open("instruct"), self.open("carry_out")) == ([], [below])
        instruct_document(actor=leader, lead_unit=other, **given_)
        assert self.open("carry_out") == [other]
        finish_document(actor=leader, document=row, now=NOW)
        assert self.open("carry_out") == []

    def test_outgoing_asks_nobody(self) -> None:
        registered(unit("A"), direction=Direction.OUTGOING)
        assert not Ask.objects.exists()

    def test_comments_on_a_draft(self) -> None:
        home, one, two = unit("A"), unit("B"), unit("C")
        leader = actor_in(home, Post.LEADER)
        content = draft(leader, home)
        circulate_content(actor=leader, content=content, units=[one, two], due_on=DEADLINE, now=NOW)
        assert self.open("comment") == [one, two]
        place = texts_of(content)[0].paragraph
        said = comment_on_paragraph(actor=actor_in(one), unit=one, paragraph=place, body="x", now=NOW)
        assert self.open("comment") == [two]
        answer_comment(actor=leader, comment=said, answer=Answer.ACCEPTED, body="", now=NOW)
        issue_content(actor=leader, content=content, now=NOW)
        assert self.open("comment") == []


def replaced() -> tuple[Unit, list[list[Unit]], Document, Document]:
    """290 with all that is done under it, and 23 that takes its place."""
    top, levels = tree()
    (first, second), _communes = levels
    directive = asked(top, [first, second], audience=Audience.NETWORK)
    old = directive.document
    registered(
        first, "05/KH", direction=Direction.OUTGOING, issued_on=TODAY, received_on=TODAY, carries_out=[old]
    )
    new = registered(top, "23-QĐ/TW", issued_on=TODAY, received_on=TODAY, replaces=[old])
    return top, levels, old, new


@pytest.mark.django_db
class TestReplacement:
    def test_whoever_acts_under_it_is_told_once_with_the_reasons(self) -> None:
        top, ((first, second), communes), old, new = replaced()
        system = Actor.system("test")
        assert tell_replacement(actor=system, old=old, new=new, now=NOW) == 2
        assert tell_replacement(actor=system, old=old, new=new, now=NOW) == 0
        told = {n.unit: set(n.reasons) for n in ReplacementNotice.objects.select_related("unit")}
        assert told == {
            first: {Reason.CARRIES_OUT, Reason.DISSEMINATES},
            second: {Reason.DISSEMINATES},
        }
        assert documents(actor_in(first)).filter(pk=new.pk).exists()
        assert not documents(actor_in(communes[0])).filter(pk=new.pk).exists()
        assert Ask.objects.filter(kind="document_replaced", state="open").count() == 2
        with pytest.raises(Forbidden):
            tell_replacement(actor=actor_in(top, Post.LEADER), old=old, new=new, now=NOW)

    def test_seen(self) -> None:
        _top, ((first, second), _communes), old, new = replaced()
        tell_replacement(actor=Actor.system("test"), old=old, new=new, now=NOW)
        row = ReplacementNotice.objects.get(unit=first)
        with pytest.raises(NotFound):
            note_replacement(actor=actor_in(second), notice=row, note="", now=NOW)
        with pytest.raises(NotFound):
            notice(actor_in(second), row.pk)
        for note in ("Sửa kế hoạch", "muộn"):
            note_replacement(actor=actor_in(first), notice=row, note=note, now=NOW)
        row.refresh_from_db()
        assert row.note == "Sửa kế hoạch"
        assert [a.unit for a in Ask.objects.filter(kind="document_replaced", state="open")] == [second]


def test_the_job_tells_in_the_background(fresh_db: Clone) -> None:
    _top, ((first, second), _communes), _old, new = replaced()
    run_pending()
    run_pending()
    assert {n.unit for n in ReplacementNotice.objects.filter(new=new)} == {first, second}
