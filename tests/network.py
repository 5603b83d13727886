"""A small network for tests: two provinces, two districts, four communes, one organisation and its convenors.

front-tw ← front-p1, front-p2; front-p1 ← front-d1, front-d2; each district ← two communes.
mm-tw convenes the centre, mm-p1 everything in province 1. Everything is valid from 2000 on.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.contrib.auth.hashers import make_password
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from giaoban.apps.accounts.enums import Post
from giaoban.apps.accounts.models import Appointment, User
from giaoban.apps.accounts.queries import actor_of
from giaoban.apps.org.enums import AreaKind, Level, Line, OrganisationKind
from giaoban.apps.org.models import Area, AreaName, AreaPlacement, Organisation, Unit, UnitLine
from giaoban.kit.access import Actor

ALWAYS = DateRange(date(2000, 1, 1), None)
LEVELS = {"tw": Level.CENTRE, "p": Level.PROVINCE, "d": Level.DISTRICT, "c": Level.COMMUNE}
KINDS = {"tw": AreaKind.NATION, "p": AreaKind.PROVINCE, "d": AreaKind.DISTRICT, "c": AreaKind.COMMUNE}
PARENTS = {"p1": "tw", "p2": "tw", "d1": "p1", "d2": "p1", "c1": "d1", "c2": "d1", "c3": "d2", "c4": "d2"}
NAMES = {
    "tw": "Việt Nam", "p1": "Tỉnh Đà Nẵng thử", "p2": "Tỉnh Cà Mau thử", "d1": "Huyện Ấm", "d2": "Huyện Ẩn",
    "c1": "Xã Một", "c2": "Xã Hai", "c3": "Xã Ba", "c4": "Xã Bốn",
}  # fmt: skip


@dataclass
class SmallNetwork:
    """Areas by key ("p1"), units by code ("front-p1"), actors made on demand."""

    areas: dict[str, Area] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)
    users: dict[tuple[str, str], User] = field(default_factory=dict)

    def user(self, unit: str, post: Post = Post.OFFICER) -> User:
        """A user with this post in the unit; the same again for the same question."""
        key = (unit, post.value)
        if key not in self.users:
            name = f"{unit}-{post.value}"
            user = User.objects.create(
                username=name, label=name, password=make_password(None), created_at=timezone.now()
            )
            Appointment.objects.create(user=user, unit=self.units[unit], post=post, valid=ALWAYS)
            self.users[key] = user
        return self.users[key]

    def actor(self, unit: str, post: Post = Post.OFFICER) -> Actor:
        return actor_of(self.user(unit, post), day=date(2021, 7, 1))


def build_network() -> SmallNetwork:
    """Make the network in the current database."""
    net = SmallNetwork()
    paths: dict[str, str] = {}
    for key, name in NAMES.items():
        area = Area(code=f"t-{key}", kind=KINDS[key.rstrip("1234")], valid=ALWAYS)
        area.rename(name, name.partition(" ")[2] or name)
        area.save()
        net.areas[key] = area
        parent = PARENTS.get(key)
        paths[key] = f"{paths[parent]}.{area.pk}" if parent else str(area.pk)
        AreaName.objects.create(area=area, name=name, short_name=area.short_name, valid=ALWAYS)
        AreaPlacement.objects.create(
            area=area, parent=net.areas.get(parent or ""), path=paths[key], valid=ALWAYS
        )
    front = Organisation.objects.create(
        code="MTTQ", kind=OrganisationKind.FRONT, name="Mặt trận", short_name="Mặt trận", position=1
    )
    convenor = Organisation.objects.create(
        code="BDV", kind=OrganisationKind.PARTY, name="Ban Dân vận", short_name="Ban Dân vận"
    )
    for key in NAMES:
        _unit(net, front, "front", key)
    for key in ("tw", "p1"):
        _unit(net, convenor, "mm", key)
    _lines(net)
    return net


def _unit(net: SmallNetwork, organisation: Organisation, prefix: str, key: str) -> None:
    unit = Unit(
        code=f"{prefix}-{key}", organisation=organisation, area=net.areas[key], level=LEVELS[key.rstrip("1234")],
        valid=ALWAYS,
    )  # fmt: skip
    unit.rename(f"{organisation.name} {NAMES[key]}", f"{organisation.short_name} {net.areas[key].short_name}")
    unit.save()
    net.units[unit.code] = unit


def _lines(net: SmallNetwork) -> None:
    paths = {"tw": str(net.units["front-tw"].pk)}
    for key, parent in PARENTS.items():
        unit, superior = net.units[f"front-{key}"], net.units[f"front-{parent}"]
        paths[key] = f"{paths[parent]}.{unit.pk}"
        UnitLine.objects.create(
            unit=unit, line=Line.VERTICAL, superior=superior, path=paths[key], valid=ALWAYS
        )
    top = net.units["mm-tw"]
    UnitLine.objects.create(
        unit=net.units["front-tw"], line=Line.CONVENING, superior=top,
        path=f"{top.pk}.{net.units['front-tw'].pk}", valid=ALWAYS,
    )  # fmt: skip
    province = net.units["mm-p1"]
    for code in ("front-p1", "front-d1", "front-d2"):
        UnitLine.objects.create(
            unit=net.units[code], line=Line.CONVENING, superior=province,
            path=f"{province.pk}.{net.units[code].pk}", valid=ALWAYS,
        )  # fmt: skip
