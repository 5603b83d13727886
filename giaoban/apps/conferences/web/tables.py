"""Lists of conferences and sites; the map of sites."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from giaoban.kit.ui import columns, dotmap, filters, tables
from giaoban.kit.ui.addresses import row_address

from .. import queries
from ..enums import (
    DELEGATE_TONE,
    LINE_TONE,
    TONE,
    ConferenceKind,
    ConferenceState,
    DelegateState,
    LineTest,
)
from ..models import Conference, Delegate, Site
from ..queries.tree import Branch, level_of

MOST_DOTS = 1000
_SITE = {"done": _("Connected, counted"), "progress": _("Connected"), "info": _("Line test passed"),
         "due": _("Line to be tried again"), "neutral": _("Not tried")}  # fmt: skip
_BRANCH = {"done": _("All connected and counted"), "progress": _("All connected"), "due": _("Some not connected"),
           "neutral": _("None connected")}  # fmt: skip


def conference_link(record: Any) -> str:
    return row_address("conferences:conference", record.pk)


def delegate_link(record: Delegate) -> str:
    return reverse("conferences:delegate", args=[record.conference_id, record.pk])


class ConferenceTable(tables.Table):
    """When, what, who convenes, how far."""

    title = columns.Column(_("Conference"), order_by="folded", link=conference_link)
    starts_at = columns.MomentColumn(_("Begins at"))
    unit = columns.Column(_("Convened by"), accessor="unit.short_name", order_by="unit.sort_key")
    kind = columns.ChoiceColumn(ConferenceKind, _("Kind"))
    site_count = columns.NumberColumn(_("Sites"))
    task_count = columns.NumberColumn(_("Tasks"))
    state = columns.StateColumn(ConferenceState, TONE)

    class Meta(tables.Table.Meta):
        empty_text = _("No conference yet. Plan one.")


class ConferenceFilter(filters.FilterSet):
    """Words, kind, state."""

    q = filters.SearchFilter(field_name="folded")
    kind = filters.ChoiceFilter(choices=ConferenceKind.choices, label=_("Kind"))
    state = filters.ChoiceFilter(choices=ConferenceState.choices, label=_("State"))


class SiteTable(tables.Table):
    """Sites with line test and attendance; a site that the reader may report for has a link."""

    name = columns.Column(_("Site"), order_by="sort_key")
    line_test = columns.StateColumn(LineTest, LINE_TONE, _("Line test"))
    connected_at = columns.MomentColumn(_("Connected at"))
    expected = columns.NumberColumn(_("Expected"), unit=_("people"))
    officers = columns.NumberColumn(_("Officers and members"), unit=_("people"))
    others = columns.NumberColumn(_("Others"), unit=_("people"))

    class Meta(tables.Table.Meta):
        empty_text = _("No site has been added yet.")

    def __init__(self, rows: Any, request: Any, may: Any, may_run: bool, **options: Any) -> None:
        self.may, self.may_run = may, may_run
        todo = columns.LinksColumn(self.links)
        super().__init__(rows, request, extra_columns=[("todo", todo)], **options)

    def links(self, site: Site) -> Iterable[tuple[Any, str]]:
        if self.may(site):
            yield _("Attendance"), reverse("conferences:site", args=[site.conference_id, site.pk])
        if self.may_run and site.connected_at is None:
            yield (
                pgettext_lazy("site", "Take out"),
                reverse("conferences:remove_site", args=[site.conference_id, site.pk]),
            )


class SiteFilter(filters.FilterSet):
    """Words of the name; which sites are missing."""

    q = filters.SearchFilter(field_name="folded")
    line_test = filters.ChoiceFilter(choices=LineTest.choices, label=_("Line test"))
    missing = filters.YesFilter(field_name="connected_at", lookup_expr="isnull", label=_("Not connected"))


def site_map(conference: Conference, sites: int) -> dotmap.DotMap | None:
    """One dot a site, at its area. Of more than a thousand `sites`, one dot for each of the topmost, with all that
    stand below it; None where these are more than a thousand too.
    """
    if sites <= MOST_DOTS:
        dots = [_dot(site, site_tone(site), _SITE) for site in queries.sites(conference)]
        return _map(conference, dots, _SITE)
    level = level_of(conference, most=MOST_DOTS)
    if level.count > MOST_DOTS:
        return None
    return _map(conference, [_dot(b.site, branch_tone(b), _BRANCH) for b in level.branches], _BRANCH)


def _dot(site: Site, tone: str, labels: Mapping[str, Any]) -> dotmap.Dot | None:
    area = site.area or (site.unit.area if site.unit else None)
    if area is None or area.longitude is None or area.latitude is None:
        return None
    return dotmap.Dot(area.longitude, area.latitude, f"{site.name} – {labels[tone]}", tone)


def _map(
    conference: Conference, dots: Iterable[dotmap.Dot | None], labels: Mapping[str, Any]
) -> dotmap.DotMap:
    live = conference.state == ConferenceState.OPEN
    return dotmap.DotMap(
        _("Sites"), [dot for dot in dots if dot], labels, dom_id="sites-map", every=5,
        refresh_url=reverse("conferences:map_dots", args=[conference.pk]) if live else "",
        list_url=reverse("conferences:sites", args=[conference.pk]),
    )  # fmt: skip


def branch_tone(branch: Branch) -> str:
    """How far a site and all below it are, as a tone."""
    if branch.missing == branch.total.sites:
        return "neutral"
    if branch.missing:
        return "due"
    return "progress" if branch.uncounted else "done"


def site_tone(site: Site) -> str:
    """How far a site is, as a tone."""
    if site.connected_at is not None:
        return "done" if site.counted_at is not None else "progress"
    return {LineTest.PASSED: "info", LineTest.AGAIN: "due"}.get(LineTest(site.line_test), "neutral")


class DelegateTable(tables.Table):
    """Delegates in protocol order, each with a page."""

    position = columns.NumberColumn(_("No."))
    post = columns.Column(_("Delegate"), accessor="post", link=delegate_link)
    replaced_by = columns.Column(_("Comes instead"))
    unit = columns.Column(_("Unit"), accessor="unit.short_name", order_by="unit.sort_key")
    site = columns.Column(_("Site"), accessor="site.name", order_by="site.sort_key")
    state = columns.StateColumn(DelegateState, DELEGATE_TONE)
    present_at = columns.MomentColumn(_("Here since"))

    class Meta(tables.Table.Meta):
        empty_text = _("No delegate has been invited yet.")


class DelegateFilter(filters.FilterSet):
    """Who has not answered."""

    state = filters.ChoiceFilter(choices=DelegateState.choices, label=_("State"))
