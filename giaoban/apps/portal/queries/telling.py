"""What was recorded of a conference, as a news item tells it; and which conferences a unit can tell."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from giaoban.apps.briefings.enums import BriefingState
from giaoban.apps.briefings.models import Briefing
from giaoban.apps.briefings.queries.outlines import load_outline
from giaoban.apps.conferences import policies as conference_policies
from giaoban.apps.conferences.enums import ConferenceForm, ConferenceState, Consensus, ItemKind, PaperState
from giaoban.apps.conferences.models import Conference, Site
from giaoban.apps.conferences.queries import attendance_of, put_tasks
from giaoban.apps.documents.domain.layout import short_date
from giaoban.apps.documents.enums import ParagraphKind
from giaoban.apps.documents.models import ParagraphText
from giaoban.apps.org.models import Unit
from giaoban.apps.org.queries.units import names_of_units
from giaoban.kit import clock
from giaoban.kit.access import Actor
from giaoban.kit.errors import NotFound
from giaoban.kit.text import in_sentence

from ..domain.telling import ToldConference, ToldSite, ToldTask
from ..models import NewsItem

_SHORTCOMING = "shortcoming"


def conferences_to_tell(actor: Actor, unit: Unit) -> QuerySet[Conference]:
    """Conferences that were held and that the unit convened or had a site at, newest first; no rehearsals.

    `is_told`: has the unit news about it already?
    """
    mine = Q(unit=unit) | Exists(Site.objects.filter(conference=OuterRef("pk"), unit=unit))
    rows = Conference.objects.visible_to(actor, conference_policies.see)
    held = rows.filter(mine, state=ConferenceState.CLOSED, rehearsal=False)
    news = NewsItem.objects.filter(conference=OuterRef("pk"), page__unit=unit)
    return held.select_related("unit").annotate(is_told=Exists(news)).order_by("-starts_at", "-pk")


def told_conference(found: Conference, unit: Unit) -> ToldConference:
    """What was recorded, from the view of `unit`: its convenor, or the unit of a site. Some ten queries.

    Raises NotFound for any other unit.
    """
    site = found.sites.filter(unit=unit).first()
    if unit.pk != found.unit_id and site is None:
        raise NotFound()
    day, starts = clock.local_day(found.starts_at), timezone.localtime(found.starts_at)
    online, counted = found.form != ConferenceForm.HALL, attendance_of(found)
    names = _names(found, unit, day)
    briefing = _briefing_of(found)
    return ToldConference(
        title=found.title, issuer=names[found.unit_id], day=short_date(day), hour=starts.hour, place=found.place,
        form=found.form, chair=found.chair_post, sites=counted.counted if online else 0, present=counted.present,
        units=[] if online else [names[s.unit_id] for s in found.sites.all() if s.unit_id],
        heard=list(found.items.filter(kind=ItemKind.REPORT).values_list("title", flat=True)),
        papers=[
            (names[p.unit_id], p.title)
            for p in found.papers.exclude(state=PaperState.ASKED).order_by("position")
        ],
        period=in_sentence(found.period.name) if found.period else "",
        results=_results(briefing) if briefing else None,
        difficulties=_difficulties(briefing) if briefing else (),
        conclusions=[c.text for c in found.conclusions.all()] if found.confirmed_at else None,
        tasks=_tasks(found, unit, names) if found.confirmed_at else (),
        synthetic=found.synthetic,
        site=_site(site, names[unit.pk]) if site and unit.pk != found.unit_id else None,
    )  # fmt: skip


def _names(found: Conference, unit: Unit, day: date) -> dict[int, str]:
    """What everybody who took part was called on the day. Four queries."""
    ids = {found.unit_id, unit.pk, *found.papers.values_list("unit_id", flat=True)}
    ids |= set(found.agreed_tasks.values_list("lead_id", flat=True))
    if found.form == ConferenceForm.HALL:
        ids |= set(found.sites.filter(unit__isnull=False).values_list("unit_id", flat=True))
    return names_of_units(ids, day)


def _site(site: Site, unit: str) -> ToldSite:
    present = (site.officers or 0) + (site.others or 0) if site.counted_at else None
    return ToldSite(site.name, unit, present, site.local_chair)


def _briefing_of(found: Conference) -> Briefing | None:
    """The issued briefing that lay before the conference, or else the convenor's of its period: its figures stand."""
    rows = Briefing.objects.filter(state=BriefingState.ISSUED).order_by("-issued_at")
    before = rows.filter(content=found.draft_id).first() if found.draft_id else None
    if before is None and found.period_id:
        before = rows.filter(unit=found.unit_id, collection__period=found.period_id).first()
    return before


def _standing(briefing: Briefing) -> QuerySet[ParagraphText]:
    rows = ParagraphText.objects.filter(content=briefing.content_id, until__isnull=True)
    return rows.select_related("paragraph").order_by("position")


def _results(briefing: Briefing) -> list[str]:
    """Its sentences of figures."""
    rows = (
        _standing(briefing).filter(kind=ParagraphKind.FIGURE).exclude(paragraph__section__startswith="annex.")
    )
    return [row.plain for row in rows]


def _difficulties(briefing: Briefing) -> list[str]:
    """What stands under the headings that the outline keeps for shortcomings."""
    parts = [p for p in load_outline(briefing.layout).parts if _SHORTCOMING in p.kinds]
    wanted = [p.place or p.title for p in parts]
    kinds = (ParagraphKind.PARAGRAPH, ParagraphKind.BULLET)
    return [row.plain for row in _standing(briefing).filter(paragraph__section__in=wanted, kind__in=kinds)]


def _tasks(found: Conference, unit: Unit, names: dict[int, str]) -> Sequence[ToldTask]:
    agreed = [t for t in put_tasks(found) if t.consensus is not Consensus.NOT_AGREED]
    return [
        ToldTask(
            t.row.title, names[t.row.lead_id], short_date(t.row.deadline),
            "lead" if t.row.lead_id == unit.pk else "with" if unit in t.coordinating else "",
        )
        for t in agreed
    ]  # fmt: skip
