"""In the database of 500,000 tasks: leaders who are signed in, the addresses they ask for, and what a page costs."""

from __future__ import annotations

import json
import sys
from importlib import import_module
from typing import Any
from urllib.parse import quote_plus


def main() -> None:
    """Print one JSON object: by row the requests (address, session) and its cost."""
    import django

    django.setup()
    print(json.dumps({"requests": requests(), "costs": costs()}))


QUICK = sys.argv[1:] == ["quick"]
SEARCHES = (
    "ho ngheo",
    "Dân vận khéo",
    "tập huấn hội viên",
    "giám sát quy chế",
    "nhà đại đoàn kết đợt 3",
    "khong co",
)


def leaders() -> list[Any]:
    """A leader of the centre, of five provinces and of ten communes, made when they are not there."""
    from bench.data import NOW, TOP
    from giaoban.apps.accounts.models import Appointment, User
    from giaoban.apps.org.models import Unit
    from giaoban.apps.tasks.models import Task

    given = Unit.objects.filter(pk__in=Task.objects.filter(origin_type="bench").values("lead"))
    units = [Unit.objects.get(code=TOP), *given.filter(level=1).order_by("pk")[: 2 if QUICK else 5]]
    units += given.filter(level=3).order_by("-pk")[: 2 if QUICK else 10]
    found = []
    for unit in units:
        user, new = User.objects.get_or_create(
            username=f"bench-leader-{unit.pk}",
            defaults={"label": "Lãnh đạo", "password": "!", "created_at": NOW},
        )
        if new:
            Appointment.objects.create(user=user, unit=unit, post="leader", valid=(NOW.date(), None))
        found.append((user, unit))
    return found


def requests() -> dict[str, list[tuple[str, str]]]:
    """By row, what is asked for in turn: every leader's page; weeks and Monday's pages; searches."""
    from bench.rooms import MONDAY

    found: dict[str, list[tuple[str, str]]] = {"leader": [], "week": [], "search": []}
    for place, (user, unit) in enumerate(leaders()):
        key = _signed_in(user)
        week = _url("tasks:week", unit.code, f"{MONDAY:%Y-%m-%d}")
        found["leader"].append((_url("cockpit:leader"), key))
        found["week"] += [(week, key), (week + "giao-ban/", key), (_url("tasks:burden", unit.code), key)]
        words = SEARCHES[place % len(SEARCHES)]
        found["search"] += [
            (_url("tasks:list") + f"?q={quote_plus(words)}", key),
            (_url("tasks:list") + "?mine=on&late=on", key),
        ]
    return found


def costs() -> dict[str, dict[str, Any]]:
    """Of the first leader's pages, the largest: queries, CPU against a bare page of its shape."""
    from django.test import Client

    from bench import pages

    user, _unit = leaders()[0]

    def client() -> Client:
        made = Client(HTTP_HOST="localhost")
        made.force_login(user)
        return made

    pages._client = client
    found = {}
    for name, asked in requests().items():
        own = [address for address, _key in asked[: {"leader": 1, "week": 3, "search": 2}[name]]]
        all_of_them = [pages.cost_of(address, *((2, 2) if QUICK else (4, 3))) for address in own]
        most = max(all_of_them, key=lambda cost: cost.cpu)
        found[name] = {
            "queries": max(cost.queries for cost in all_of_them), "cpu": most.cpu, "bare": most.bare,
            "shape": str(most.shape),
        }  # fmt: skip
    return found


def _url(name: str, *parts: str) -> str:
    from django.urls import reverse

    return reverse(name, args=parts)


def _signed_in(user: Any) -> str:
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY], store[BACKEND_SESSION_KEY] = str(user.pk), settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return str(store.session_key)


if __name__ == "__main__":
    sys.exit(main())
