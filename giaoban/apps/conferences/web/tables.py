"""Lists of conferences and sites; the map of sites."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from giaoban.kit.ui import columns, dotmap, filters, tables

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


def conference_link(record: Any) -> str:
    return reverse("conferences:conference", args=[record.pk])


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
            yield _("Take out"), reverse("conferences:remove_site", args=[site.conference_id, site.pk])


class SiteFilter(filters.FilterSet):
    """Which sites are missing."""

    line_test = filters.ChoiceFilter(choices=LineTest.choices, label=_("Line test"))
    missing = filters.YesFilter(field_name="connected_at", lookup_expr="isnull", label=_("Not connected"))


def site_map(conference: Conference, rows: Iterable[Site]) -> dotmap.DotMap:
    """One dot a site, at its area."""
    labels = {"done": _("Connected, counted"), "progress": _("Connected"), "info": _("Line test passed"),
              "due": _("Line to be tried again"), "neutral": _("Not tried")}  # fmt: skip
    dots = []
    for site in rows:
        area = site.area or (site.unit.area if site.unit else None)
        if area is None or area.longitude is None or area.latitude is None:
            continue
        tone = site_tone(site)
        dots.append(dotmap.Dot(area.longitude, area.latitude, f"{site.name} – {labels[tone]}", tone))
    live = conference.state == ConferenceState.OPEN
    return dotmap.DotMap(
        _("Sites"), dots, labels, dom_id="sites-map", every=5,
        refresh_url=reverse("conferences:map_dots", args=[conference.pk]) if live else "",
        list_url=reverse("conferences:sites", args=[conference.pk]),
    )  # fmt: skip


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
