"""The door refuses a write without permission, without an audit line, and one inside another."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from giaoban.apps.audit.actions.record_line import record
from giaoban.apps.audit.models import AuditLine
from giaoban.kit import usecase as door
from giaoban.kit.access import Actor, Hat, Policy, authorize
from giaoban.kit.errors import Forbidden, NotFound
from giaoban.kit.usecase import UseCaseBroken, nothing_changed, usecase

SYSTEM = Actor.system("tests")
ANY: Policy[AuditLine] = Policy("tests.any", may=lambda actor, _: actor.kind == "user")
NOBODY: Policy[AuditLine] = Policy("tests.nobody", may=lambda actor, _: False)


@pytest.fixture(autouse=True)
def _register() -> Iterator[None]:
    before = dict(door.REGISTRY)
    yield
    door.REGISTRY.clear()
    door.REGISTRY.update(before)


@usecase("tests.whole")
def whole(*, actor: Actor) -> None:
    """Ask, write, note."""
    authorize(actor, ANY, None)
    record(actor=actor, code="tests.whole", subject=None)


@usecase("tests.unasked")
def unasked(*, actor: Actor) -> None:
    """Forgets to ask."""
    record(actor=actor, code="tests.unasked", subject=None)


@usecase("tests.unnoted")
def unnoted(*, actor: Actor) -> None:
    """Forgets the line."""
    authorize(actor, ANY, None)


@usecase("tests.repeated")
def repeated(*, actor: Actor) -> None:
    """Says that there was nothing to do."""
    authorize(actor, ANY, None)
    nothing_changed()


@usecase("tests.nested")
def nested(*, actor: Actor) -> None:
    """Calls another."""
    whole(actor=actor)


@pytest.mark.django_db
def test_a_whole_one_keeps_its_line() -> None:
    whole(actor=SYSTEM)
    repeated(actor=SYSTEM)
    assert AuditLine.objects.filter(code__startswith="tests.").count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("broken", "why"), [(unasked, "permission"), (unnoted, "audit line"), (nested, "do not nest")]
)
def test_a_broken_one_leaves_nothing(broken: Callable[..., None], why: str) -> None:
    with pytest.raises(UseCaseBroken, match=why):
        broken(actor=SYSTEM)
    assert not AuditLine.objects.filter(code__startswith="tests.").exists()


def test_a_line_is_written_inside_only() -> None:
    for say in (nothing_changed, door.note_recorded):
        with pytest.raises(UseCaseBroken):
            say()


def test_its_signature_is_checked() -> None:
    def loose(actor: Actor) -> None:
        """A promise."""

    def untyped(*, actor) -> None:  # type: ignore[no-untyped-def]
        """A promise."""

    def silent(*, actor: Actor) -> None: ...

    for function in (loose, untyped, silent):
        with pytest.raises(UseCaseBroken):
            usecase("tests.bad")(function)
    with pytest.raises(UseCaseBroken, match="twice"):
        usecase("tests.whole")(whole.__wrapped__)  # type: ignore[attr-defined]


def test_what_one_may_not_see_is_not_found() -> None:
    someone = Actor("user", user_id=1, hats=(Hat(1, "officer", (7,)),))
    with pytest.raises(Forbidden):
        authorize(someone, NOBODY, None)
    with pytest.raises(Forbidden):
        authorize(someone, NOBODY, None, seen_by=ANY)
    with pytest.raises(NotFound):
        authorize(Actor.public(), NOBODY, None, seen_by=ANY)
    authorize(SYSTEM, NOBODY, None)


def test_a_post_counts_for_merged_units_too() -> None:
    someone = Actor("user", user_id=1, hats=(Hat(1, "officer", (7,)), Hat(2, "clerk")))
    assert someone.unit_ids == {1, 2, 7}
    assert someone.units_as(("officer",)) == {1, 7}
    assert (someone.holds(2, ("officer",)), someone.holds(7, ("officer",)), someone.holds(None)) == (
        False, True, False,
    )  # fmt: skip
