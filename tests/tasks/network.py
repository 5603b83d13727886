"""A small network and the actors in it, for the tests of tasks, proposals and conferences."""

from __future__ import annotations

from itertools import count

from django.db.backends.postgresql.psycopg_any import DateRange

from giaoban.apps.accounts.enums import Post
from giaoban.apps.org.enums import AreaKind, Level, Line, OrganisationKind
from giaoban.apps.org.models import Area, Organisation, Unit, UnitLine
from giaoban.kit.access import Actor, Hat

ALWAYS = DateRange(None, None)
_numbers = count(1)


def organisation(
    code: str = "front", kind: str = OrganisationKind.FRONT, *, reports: bool = True
) -> Organisation:
    found, _new = Organisation.objects.get_or_create(
        code=code, defaults={"kind": kind, "name": f"Tổ chức {code}", "short_name": code, "reports": reports}
    )
    return found


def unit(
    name: str, level: Level = Level.PROVINCE, of: Organisation | None = None, superior: Unit | None = None
) -> Unit:
    """A unit at an area of its own; with `superior` on both lines below it."""
    number = next(_numbers)
    area = Area(
        code=f"a{number}", kind=AreaKind.PROVINCE, valid=ALWAYS, longitude=100 + number % 9, latitude=20
    )
    area.rename(f"Tỉnh {name}", name)
    area.save()
    found = Unit(code=f"u{number}", organisation=of or organisation(), area=area, level=level, valid=ALWAYS)
    found.rename(f"Ủy ban {name}", name)
    found.save()
    if superior is not None:
        for line in Line:
            UnitLine.objects.create(
                unit=found, line=line, superior=superior, path=f"{superior.pk}.{found.pk}", valid=ALWAYS
            )
    return found


def network(size: int, superior: Unit | None = None) -> list[Unit]:
    return [unit(f"Đơn vị {n:02d}", superior=superior) for n in range(size)]


def actor_in(unit: Unit, post: Post = Post.OFFICER, user_id: int | None = None) -> Actor:
    return Actor("user", user_id=user_id, hats=(Hat(unit.pk, post),), worn=unit.pk, label=f"{post} {unit}")
