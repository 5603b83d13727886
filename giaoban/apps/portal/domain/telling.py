"""A news item from a conference that was held: its sentences, the words being the country pack's.

`[…]` in what comes out stands for what the conference did not record: the editor fills it before publishing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from giaoban.apps.conferences.domain.notice import first_small, said_form, sentence
from giaoban.kit.numbers import format_number

from .writing import NewsText

MOST_NAMED, MOST_RESULTS, MOST_RESULTS_SITE, MOST_DIFFICULTIES = 8, 8, 3, 5
"""Units named in one sentence; sentences of figures in the centre's item and in a site's; difficulties."""


class TellingError(ValueError):
    """The pack's words do not fit; the message names the key."""


@dataclass(frozen=True, slots=True)
class TellingWords:
    """Sentences with places in braces; `parts_of_day`: (hour from which, word), in order."""

    category: str
    parts_of_day: Sequence[Sequence[Any]]
    small_places: Sequence[str]
    forms: Mapping[str, str]
    centre_title: str
    centre_lead: str
    site_title: str
    site_lead: str
    attendance_sites: str
    attendance_hall: str
    attendance_units: str
    site_attendance: str
    site_attendance_chair: str
    site_uncounted: str
    heard: str
    one_paper: str
    papers: str
    paper: str
    own_paper: str
    results: str
    results_opening: str
    results_missing: str
    difficulties: str
    difficulties_opening: str
    conclusions: str
    conclusions_opening: str
    conclusions_missing: str
    tasks: str
    tasks_opening: str
    task: str
    own_tasks: str
    own_task_lead: str
    own_task_with: str
    synthetic: str

    def part_of_day(self, hour: int) -> str:
        return str([word for start, word in self.parts_of_day if start <= hour][-1])

    def place(self, name: str) -> str:
        """A place inside a sentence: a hall begins small, a town does not."""
        return first_small(name) if name.startswith(tuple(self.small_places)) else name


def telling_words(data: Mapping[str, Any]) -> TellingWords:
    """The words in a mapping (from YAML). Raises TellingError for an unknown or missing key."""
    names = {f.name for f in fields(TellingWords)}
    for wrong in sorted(names ^ set(data)):
        raise TellingError(f"{'missing' if wrong in names else 'unknown'} key {wrong!r}")
    return TellingWords(**data)


@dataclass(frozen=True, slots=True)
class ToldTask:
    """A task agreed on: who leads, who coordinates (names), until when (as written), and what the site's unit does."""

    title: str
    lead: str
    deadline: str
    own: str = ""  # "lead", "with" or "": of the unit whose site tells


@dataclass(frozen=True, slots=True)
class ToldSite:
    """The site whose view is told: its name, its unit, people there (None: not counted), who chaired there."""

    name: str
    unit: str
    present: int | None
    chair: str


@dataclass(frozen=True, slots=True)
class ToldConference:
    """What was recorded of a conference. Names are those of its day; `day` as written; `hour` local.

    `sites`: how many counted who is there; 0 for one hall. `papers`: (unit, title). `results`: sentences of figures of
    an issued briefing; None when there is none. `conclusions` is None until they are confirmed. `site` None: the
    centre.
    """

    title: str
    issuer: str
    day: str
    hour: int
    place: str
    form: str
    chair: str
    sites: int
    present: int
    units: Sequence[str]
    heard: Sequence[str]
    papers: Sequence[tuple[str, str]]
    period: str
    results: Sequence[str] | None
    difficulties: Sequence[str]
    conclusions: Sequence[str] | None
    tasks: Sequence[ToldTask]
    synthetic: bool
    site: ToldSite | None = None


def told(found: ToldConference, words: TellingWords) -> NewsText:
    """The draft: the centre's view, or that of `found.site`."""
    given = {
        "part": words.part_of_day(found.hour), "day": found.day, "place": words.place(found.place),
        "issuer": found.issuer, "title": first_small(found.title),
        "form": said_form(words.forms.get(found.form, ""), found.title),
        "chair": found.chair, "site": found.site.name if found.site else "",
        "unit": found.site.unit if found.site else "",
    }  # fmt: skip
    kind = "site" if found.site else "centre"
    title, lead = (getattr(words, f"{kind}_{part}").format(**given) for part in ("title", "lead"))
    parts = (_attendance(found, words), _heard(found, words), _results(found, words), _difficulties(found, words),
             _conclusions(found, words), _tasks(found, words))  # fmt: skip
    blocks = [block for part in parts for block in part]
    if found.synthetic:
        blocks.append(words.synthetic)
    return NewsText(
        title, lead, "\n\n".join(blocks), words.category, found.issuer if not found.site else ""
    ).tidied()


def _attendance(found: ToldConference, words: TellingWords) -> Iterator[str]:
    said = []
    if found.present and found.sites > 1:
        said.append(words.attendance_sites.format(sites=_n(found.sites), present=_n(found.present)))
    elif found.present and 0 < len(found.units) <= MOST_NAMED:
        said.append(words.attendance_units.format(present=_n(found.present), units="; ".join(found.units)))
    elif found.present:
        said.append(words.attendance_hall.format(present=_n(found.present)))
    site = found.site
    if site and site.present is None:
        said.append(words.site_uncounted.format(site=site.name))
    elif site and found.sites > 1:
        pattern = words.site_attendance_chair if site.chair else words.site_attendance
        said.append(pattern.format(site=site.name, present=_n(site.present or 0), chair=site.chair))
    if said:
        yield " ".join(said)


def _heard(found: ToldConference, words: TellingWords) -> Iterator[str]:
    if found.heard:
        yield words.heard.format(reports="; ".join(first_small(title) for title in found.heard))
    if found.site:
        own = [title for unit, title in found.papers if unit == found.site.unit]
        yield from (words.own_paper.format(unit=found.site.unit, title=title) for title in own)
    elif len(found.papers) == 1:
        unit, title = found.papers[0]
        yield words.one_paper.format(unit=unit, title=title)
    elif found.papers:
        lines = [
            words.paper.format(unit=unit, title=first_small(title.rstrip(".")))
            for unit, title in found.papers
        ]
        yield _list(words.papers.format(count=_n(len(lines))), lines)


def _results(found: ToldConference, words: TellingWords) -> Iterator[str]:
    yield f"## {words.results}"
    most = MOST_RESULTS_SITE if found.site else MOST_RESULTS
    if not found.results:
        yield words.results_missing
        return
    yield words.results_opening.format(period=found.period)
    yield from (sentence(said) for said in found.results[:most])


def _difficulties(found: ToldConference, words: TellingWords) -> Iterator[str]:
    if found.difficulties and not found.site:
        yield f"## {words.difficulties}"
        yield _list(words.difficulties_opening, [sentence(d) for d in found.difficulties[:MOST_DIFFICULTIES]])


def _conclusions(found: ToldConference, words: TellingWords) -> Iterator[str]:
    yield f"## {words.conclusions}"
    if not found.conclusions:
        yield words.conclusions_missing
        return
    yield _list(words.conclusions_opening.format(chair=found.chair), [sentence(c) for c in found.conclusions])


def _tasks(found: ToldConference, words: TellingWords) -> Iterator[str]:
    """All of them in the centre's item; in a site's, its own in detail below their number."""
    if not found.tasks:
        return
    yield f"## {words.tasks}"
    opening = words.tasks_opening.format(count=_n(len(found.tasks)))
    if not found.site:
        yield _list(
            opening,
            [words.task.format(title=_bare(t), lead=t.lead, deadline=t.deadline) for t in found.tasks],
        )
        return
    yield _list(opening, [f"{_bare(t)}." for t in found.tasks])
    own = [t for t in found.tasks if t.own]
    if own:
        lines = [
            getattr(words, f"own_task_{t.own}").format(
                title=first_small(_bare(t)), lead=t.lead, deadline=t.deadline
            )
            for t in own
        ]
        yield _list(words.own_tasks.format(unit=found.site.unit, count=_n(len(own))), lines)


def _bare(task: ToldTask) -> str:
    return task.title.strip().rstrip(".")


def _list(opening: str, lines: Sequence[str]) -> str:
    return "\n".join([opening, "", *(f"- {line}" for line in lines)])


def _n(number: int) -> str:
    return format_number(number, 0, "vi")
