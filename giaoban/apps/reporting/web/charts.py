"""What reporting's pages draw: the way of a report, the map of dots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from giaoban.kit.ui import dotmap, parts

from ..enums import ReportState, Step
from ..policies import steps_off
from ..queries.marks import marks_for
from ..queries.progress import Progress
from ..queries.progress_page import AreaProgress
from ..queries.report_page import ReportPage

_PLACE = {
    ReportState.DRAFTING: 0,
    ReportState.RETURNED: 0,
    ReportState.REOPENED: 0,
    ReportState.PUT_TO_LEADER: 1,
    ReportState.AGREED: 2,
    ReportState.HANDED_IN: 3,
    ReportState.RECEIVED: 4,
    ReportState.CONSOLIDATED: 5,
}
_WAY = (
    (0, gettext_lazy("Drafting")),
    (1, gettext_lazy("Put to the leader")),
    (2, gettext_lazy("Agreed")),
    (3, gettext_lazy("Handed in")),
    (4, gettext_lazy("Received")),
    (5, gettext_lazy("Consolidated")),
)


def way(page: ReportPage) -> list[parts.Step]:
    """The way of a report with where it stands. An office of one has no steps between officer and leader."""
    here = _PLACE[ReportState(page.report.state)]
    alone = steps_off(page.report)
    return [
        parts.Step(label, "", _standing(place, here))
        for place, label in _WAY
        if not (alone and place in (1, 2))
    ]


def _standing(place: int, here: int) -> Literal["done", "current", "open"]:
    return "done" if place < here else "current" if place == here else "open"


TONES: Mapping[str, Any] = {
    "done": gettext_lazy("All received"),
    "progress": gettext_lazy("Coming in"),
    "neutral": gettext_lazy("Nothing in yet"),
    "due": gettext_lazy("Returned for completion"),
    "late": gettext_lazy("Overdue"),
}


def map_of(areas: Sequence[AreaProgress], collection_id: int, query: str = "") -> dotmap.DotMap:
    """One dot an area; those without coordinates stand in the table only."""
    url = reverse("reporting:progress", args=[collection_id])
    dots = [
        dotmap.Dot(a.longitude, a.latitude, _dot_title(a), a.tone, f"{url}?theo=dia-ban&dia-ban={a.area_id}")
        for a in areas
        if a.longitude is not None and a.latitude is not None
    ]
    marks = [dotmap.Mark(lon, lat, name, True) for lon, lat, name in marks_for(dot.lat for dot in dots)]
    return dotmap.DotMap(_("Areas by state"), dots, TONES, marks, list_url=f"{url}?theo=dia-ban{query}")


def _dot_title(area: AreaProgress) -> str:
    words = {"name": area.name, "in": area.progress.handed_in, "of": area.progress.expected}
    return _("%(name)s – %(in)s of %(of)s handed in") % words


def progress_tiles(counts: Progress, overdue: int) -> list[parts.Tile]:
    """Expected, handed in, received, missing, late, returned."""
    missing_tone = "late" if overdue else ""
    note = _("%(n)d overdue") % {"n": overdue} if overdue else ""
    return [
        parts.Tile(_("Expected to report"), counts.expected, _("reports")),
        parts.Tile(_("Handed in"), counts.handed_in, _("reports"), f"{counts.percent}%"),
        parts.Tile(_("Received"), counts.received, _("reports")),
        parts.Tile(_("Not handed in"), counts.missing, _("reports"), note, tone=missing_tone),
        parts.Tile(_("Handed in late"), counts.late, _("reports")),
        parts.Tile(_("Returned"), counts.returned, _("reports")),
    ]


def live_version(tiles: Sequence[parts.Tile], dots: dotmap.DotMap) -> str:
    """Changes when a number or a dot does."""
    return "-".join([*(str(t.value) for t in tiles), dots.version])


STEP_VERB = {
    Step.PUT_TO_LEADER: gettext_lazy("Put to the leader"),
    Step.SENT_BACK: gettext_lazy("Send back to the officer"),
    Step.AGREED: gettext_lazy("Agree"),
    Step.NUMBERED: gettext_lazy("Number and date"),
    Step.HANDED_IN: gettext_lazy("Hand in"),
    Step.RECEIVED: gettext_lazy("Receive"),
    Step.RETURNED: gettext_lazy("Return for completion"),
    Step.REOPENED: gettext_lazy("Reopen for correction"),
}
STEP_ICON = {
    Step.PUT_TO_LEADER: "user-check",
    Step.SENT_BACK: "undo-2",
    Step.AGREED: "check",
    Step.NUMBERED: "hash",
    Step.HANDED_IN: "send",
    Step.RECEIVED: "inbox",
    Step.RETURNED: "undo-2",
    Step.REOPENED: "lock-open",
}
STEP_TONE = {
    Step.PUT_TO_LEADER: "info",
    Step.SENT_BACK: "due",
    Step.AGREED: "info",
    Step.NUMBERED: "neutral",
    Step.HANDED_IN: "progress",
    Step.RECEIVED: "done",
    Step.RETURNED: "late",
    Step.REOPENED: "due",
    Step.CONSOLIDATED: "done",
    Step.IMPORTED: "neutral",
}
