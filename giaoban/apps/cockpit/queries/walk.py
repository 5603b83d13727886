"""The walk through one cycle: where each of its steps lies for this reader, and who may be chosen at the start."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from importlib import resources

import yaml
from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language

from giaoban.apps.briefings.enums import BriefingState
from giaoban.apps.briefings.models import Briefing, BriefingFigure
from giaoban.apps.briefings.policies import see_briefing
from giaoban.apps.conferences.models import Conference
from giaoban.apps.conferences.policies import see as see_conference
from giaoban.apps.documents.enums import Direction
from giaoban.apps.documents.queries.register import documents
from giaoban.apps.reporting.models import Doubt, Report
from giaoban.apps.reporting.policies import see_doubt, see_report
from giaoban.apps.tasks.models import Programme
from giaoban.apps.tasks.policies import see_programme
from giaoban.kit.access import Actor
from giaoban.kit.ui.parts import Step

from ..domain.demonstration import ORIGINAL, Demonstration, WalkStep, demonstration_from_data


def demonstration() -> Demonstration:
    """The pack's posts and walk in the reader's language.

    Raises DemonstrationError, or FileNotFoundError when the pack has none.
    """
    return _in_language((get_language() or ORIGINAL).partition("-")[0])


@lru_cache(maxsize=4)
def _in_language(language: str) -> Demonstration:
    file = resources.files(settings.COUNTRY_PACK) / "scenario" / "roles.yaml"
    return demonstration_from_data(yaml.safe_load(file.read_text(encoding="utf-8")), language)


def steps(actor: Actor, here: str = "") -> list[Step]:
    """The steps with their addresses for this reader; the one at `here`, if it is one, is current. A query a step.

    A step whose thing does not exist yet, or lies outside the reader's scope, leads to its room's list.
    """
    walk = demonstration().steps
    places = [_LOOK[step.look](actor, step) for step in walk]
    paths = [place.partition("?")[0] for place in places]
    at = next((n for n, path in enumerate(paths) if _at(here, path)), None)
    return [
        Step(step.label, place, "current" if n == at else "open", step.hint)
        for n, (step, place) in enumerate(zip(walk, places, strict=True))
    ]


def _at(here: str, path: str) -> bool:
    """On the page of a step, or below it; a room's own list is only itself."""
    return bool(path) and (here == path or ("/" in path.strip("/") and here.startswith(path)))


def place(name: str, *args: object) -> str:
    """The path of a page, "" when the installation has no such page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def _incoming(actor: Actor, step: WalkStep) -> str:
    found = documents(actor).filter(direction=Direction.INCOMING).order_by("issued_on", "pk").first()
    return place("documents:document", found.pk) if found else place("documents:list")


def _programme(actor: Actor, step: WalkStep) -> str:
    found = Programme.objects.visible_to(actor, see_programme).order_by("pk").first()
    return place("tasks:programme", found.pk) if found else place("tasks:programmes")


def _report(actor: Actor, step: WalkStep) -> str:
    """The newest one that was received: what is still being filled shows nothing yet."""
    rows = Report.objects.visible_to(actor, see_report).filter(
        expectation__unit__code=step.unit, counted__isnull=False
    )
    pk = rows.order_by("-expectation__collection__period__starts_on").values_list("pk", flat=True).first()
    return place("reporting:report", pk) if pk else place("reporting:overview")


def _doubt(actor: Actor, step: WalkStep) -> str:
    """The figure of the newest period that exceeds what it is compared with the most."""
    rows = Doubt.objects.visible_to(actor, see_doubt).filter(ratio__gte=5)
    found = rows.order_by("-report__expectation__collection__period__starts_on", "-ratio").values_list(
        "pk", flat=True
    )
    pk = found.first()
    return place("reporting:doubt", pk) if pk else place("reporting:doubts")


def _figure(actor: Actor, step: WalkStep) -> str:
    seen = Briefing.objects.visible_to(actor, see_briefing).filter(state=BriefingState.ISSUED)
    code = BriefingFigure.objects.filter(briefing__in=seen, scope="", cell=step.cell).values_list(
        "code", flat=True
    )
    found = code.order_by("pk").first()
    return place("figure_source", found) if found else place("briefings:list")


def _conference(actor: Actor, step: WalkStep) -> str:
    found = (
        Conference.objects.visible_to(actor, see_conference)
        .order_by("pk")
        .values_list("pk", flat=True)
        .first()
    )
    return place("conferences:conference", found) if found else place("conferences:list")


def _key_tasks(actor: Actor, step: WalkStep) -> str:
    path = place("tasks:list")
    return f"{path}?key=on" if path else ""


_LOOK: dict[str, Callable[[Actor, WalkStep], str]] = {
    "incoming": _incoming,
    "programme": _programme,
    "report": _report,
    "doubt": _doubt,
    "figure": _figure,
    "conference": _conference,
    "key_tasks": _key_tasks,
}
