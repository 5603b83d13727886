"""The stage of the demonstration: its clock, its people, its collections. Everybody acts by their post."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from giaoban.apps.accounts.actions.appoint_user import appoint_user
from giaoban.apps.accounts.actions.create_user import create_user
from giaoban.apps.accounts.enums import Post
from giaoban.apps.accounts.models import Appointment, User
from giaoban.apps.org.enums import Level
from giaoban.apps.org.models import Unit
from giaoban.kit.access import Actor, Hat

HANOI_TIME = ZoneInfo("Asia/Ho_Chi_Minh")
PLAYED_FROM = date(2019, 1, 1)
SYSTEM = Actor.system("demo")
Tell = Callable[[str, int, int], None]
"""(what is being done, how much of it is done, how much there is)"""


@lru_cache(maxsize=8)
def script_of(name: str) -> Mapping[str, Any]:
    """What is played, as data: the YAML file of that name beside the acts."""
    path = Path(__file__).parent / f"{name}.yaml"
    found: Mapping[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def at(year: int, month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    """A moment of the scenario, Hà Nội time."""
    return datetime.combine(date(year, month, day), time(hour, minute), tzinfo=HANOI_TIME)


class Clock:
    """Starts at a moment and goes on by a second each time it is read, so that steps keep their order."""

    def __init__(self, start: datetime) -> None:
        self.moment = start

    def __call__(self) -> datetime:
        self.moment += timedelta(seconds=1)
        return self.moment


@dataclass
class Stage:
    """What every act of the play uses. `out` is where files are written; `tell` shows progress."""

    out: Path
    tell: Tell
    _actors: dict[tuple[str, str], Actor] = field(default_factory=dict)

    @cached_property
    def units(self) -> dict[str, Unit]:
        """Units by code."""
        return {unit.code: unit for unit in Unit.objects.select_related("organisation", "area")}

    def actor(self, unit_code: str, post: Post = Post.OFFICER) -> Actor:
        """The person who holds `post` in the unit."""
        key = (unit_code, post.value)
        if key not in self._actors:
            unit = self.units[unit_code]
            row = (
                Appointment.objects.filter(unit=unit, post=post).select_related("user").order_by("pk").first()
            )
            if row is None:
                raise LookupError(f"nobody holds {post} in {unit_code}: load the people first")
            hats = (Hat(unit.pk, post.value),)
            self._actors[key] = Actor(
                kind="user", user_id=row.user_id, hats=hats, worn=unit.pk, label=row.user.label
            )
        return self._actors[key]

    def people(self, unit_codes: Iterable[str], posts: Iterable[Post], now: datetime) -> None:
        """Give each of these units one user a post, who cannot sign in. Those who exist stay."""
        known = set(
            Appointment.objects.filter(post__in=list(posts)).values_list("unit__code", "post").iterator()
        )
        for code in unit_codes:
            for post in posts:
                if (code, post.value) not in known:
                    self._appoint(code, post, f"{post.value}.{code}".lower(), now)

    def role(self, username: str, unit_code: str, post: Post, now: datetime) -> User:
        """A user of the start page ("Chọn một vai")."""
        found = User.objects.filter(username=username).first()
        return found or self._appoint(unit_code, post, username, now)

    def _appoint(self, code: str, post: Post, username: str, now: datetime) -> User:
        unit = self.units[code]
        alone = post == Post.OFFICER and unit.level == Level.COMMUNE
        label = f"{_COMMUNE_OFFICER if alone else _POSTS[post]} – {unit.short_name}"
        user = create_user(actor=SYSTEM, username=username[:60], label=label[:160], password=None, now=now)
        appoint_user(actor=SYSTEM, user=user, unit=unit, post=post, start=PLAYED_FROM)
        return user


_COMMUNE_OFFICER = "Cán bộ xã"
_POSTS = {
    Post.OFFICER: "Chuyên viên tổng hợp",
    Post.LEADER: "Lãnh đạo",
    Post.CLERK: "Văn thư",
    Post.TREASURER: "Thủ quỹ",
    Post.AUDITOR: "Kiểm tra viên",
    Post.ADMINISTRATOR: "Quản trị",
}
