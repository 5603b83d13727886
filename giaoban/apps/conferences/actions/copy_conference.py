"""Plan a conference as an earlier one was: agenda, papers, sites, delegates; nothing of what happened there."""

from __future__ import annotations

from datetime import datetime

from giaoban.apps.audit.actions.record_line import record
from giaoban.kit.access import Actor, authorize
from giaoban.kit.usecase import usecase

from .. import events, policies
from ..domain.plan import NewItem, NewSite
from ..models import AgendaItem, Conference, Delegate, Paper, Site
from .add_sites import new_key, put_sites
from .enter_weeks import enter_weeks, time_weeks
from .order_papers import ask_for
from .plan_conference import check_plan, write_items

_KEPT = (
    "unit_id", "kind", "form", "place", "chair_post", "secretary_post", "agenda_note", "questions", "line_url",
    "is_public", "synthetic",
)  # fmt: skip


@usecase("conferences.copy_conference")
def copy_conference(
    *,
    actor: Actor,
    conference: Conference,
    title: str,
    starts_at: datetime,
    rehearsal: bool = False,
    sites: bool = True,
    delegates: bool = True,
    papers: bool = True,
    now: datetime,
) -> Conference:
    """A new planned conference of the same unit. Its sites and delegates have links of their own, its units are asked
    anew (at a `rehearsal` nobody is).

    Raises Invalid without a title or for a moment that has passed.
    """
    authorize(actor, policies.run, conference, seen_by=policies.see)
    check_plan(
        {"title": title, "place": conference.place, "chair_post": conference.chair_post},
        starts_at,
        now,
        False,
    )
    kept = {name: getattr(conference, name) for name in _KEPT}
    kept["is_public"] = kept["is_public"] and not rehearsal
    row = Conference(
        **kept, title=title.strip(), starts_at=starts_at, rehearsal=rehearsal, copied_from=conference,
        seen_by=[conference.unit_id],
    )  # fmt: skip
    row.fold_words()
    row.save(force_insert=True)
    enter_weeks(row, [], actor, now)
    new_papers = _papers(conference, row, now) if papers else {}
    _agenda(conference, row, new_papers)
    time_weeks(row, now)
    places = _sites(conference, row, actor, now) if sites else {}
    if delegates:
        _delegates(conference, row, places)
    record(
        actor=actor,
        code=events.COPIED,
        subject=row,
        unit_id=row.unit_id,
        source=conference.pk,
        sites=len(places),
    )
    return row


def _papers(source: Conference, row: Conference, now: datetime) -> dict[int, int]:
    """Asked for in the same order; the new paper by the old one."""
    found = {}
    for paper in Paper.objects.filter(conference=source).select_related("unit"):
        found[paper.pk] = ask_for(row, paper.unit, paper.title, paper.minutes, row.starts_at, now).pk
    return found


def _agenda(source: Conference, row: Conference, papers: dict[int, int]) -> None:
    items = [
        NewItem(i.title, i.kind, i.minutes, i.unit_id, papers.get(i.paper_id or 0), i.script)
        for i in AgendaItem.objects.filter(conference=source)
    ]
    write_items(row, items)


def _sites(source: Conference, row: Conference, actor: Actor, now: datetime) -> dict[int, int]:
    """The same sites under the same sites; the new one by the old one."""
    old = list(Site.objects.filter(conference=source))
    names = {site.pk: site.name for site in old}
    fresh = [
        NewSite(
            s.name, s.unit_id, s.area_id, s.expected, s.local_chair, s.operator, s.line_url, s.phone,
            above=names.get(s.parent_id or 0, ""),
        )
        for s in old
    ]  # fmt: skip
    put_sites(row, fresh, actor, now)
    made = dict(Site.objects.filter(conference=row).values_list("name", "pk"))
    return {site.pk: made[site.name] for site in old}


def _delegates(source: Conference, row: Conference, places: dict[int, int]) -> None:
    """Every post is invited anew."""
    Delegate.objects.bulk_create(
        [
            Delegate(
                conference=row, site_id=places.get(d.site_id or 0), unit_id=d.unit_id, position=d.position,
                post=d.post, key=new_key(),
            )
            for d in Delegate.objects.filter(conference=source)
        ],
        batch_size=2000,
    )  # fmt: skip
