"""Running totals beside a report: since 1 January and since the organisation's term began."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from giaoban.apps.org.models import Unit
from giaoban.kit.periods import CalendarPeriod, Frequency, parse_period

from ..domain.form_definition import window_of
from ..domain.running import Figures, Running, in_words, periods_of_term, periods_of_year, running
from ..models import Collection
from .definitions import definition_of
from .values import Past, past_totals, totals_by_code


def history_of(collection: Collection, unit: Unit) -> tuple[Past, Running, Running | None]:
    """The past of `past_totals`; running totals of the year and of the organisation's term (None: not known when it
    began). At most one query more than `past_totals`."""
    period = collection.period
    here = CalendarPeriod(period.year, Frequency(period.frequency), period.number)
    definition = definition_of(collection.form_version)
    year = [p.code for p in periods_of_year(here)]
    since, earlier = periods_of_term(
        here, unit.organisation.terms, lambda p: window_of(definition, p)
    ) or (None, [])  # fmt: skip
    term = [p.code for p in earlier]
    past = past_totals(collection, unit.pk)
    found: dict[str, Figures] = {here.previous().code: past.previous}
    if wanted := [code for code in dict.fromkeys((*term, *year)) if code not in found]:
        rows = totals_by_code([unit.pk], collection.form_version.form_id, wanted)
        found |= {code: figures for (_unit, code), figures in rows.items()}
    january = min((window_of(definition, p)[0] for p in periods_of_year(here)), default=period.starts_on)
    return past, running(january, year, found), running(since, term, found) if since else None


def coverage(year: Running, term: Running | None) -> tuple[str, ...]:
    """What the running totals cover; where earlier periods are missing, that they are not known."""
    named = ((_("Since 1 January"), year), (_("Since the term began"), term))
    found = []
    for name, total in named:
        if total is not None and total.missing:
            periods = in_words([period_name(parse_period(code)) for code in total.missing])
            found.append(
                _("%(total)s: not known, there are no figures of %(periods)s.")
                % {"total": name, "periods": periods}
            )
    if term is not None and not term.missing:
        day = date_format(term.since, "d/m/Y")
        found.append(
            _("%(total)s: the periods from %(day)s on.") % {"total": _("Since the term began"), "day": day}
        )
    return tuple(found)


def period_name(period: CalendarPeriod) -> str:
    """A period that may stand in no table, in words."""
    words = {
        Frequency.MONTH: _("month %(number)d/%(year)d"),
        Frequency.QUARTER: _("quarter %(number)d/%(year)d"),
        Frequency.HALF_YEAR: _("half-year %(number)d/%(year)d"),
        Frequency.YEAR: _("year %(year)d"),
    }
    return words[period.frequency] % {"number": period.number, "year": period.year}
