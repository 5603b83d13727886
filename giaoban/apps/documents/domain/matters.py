"""Matter files without a database: what may stand in the list of files, the next code, why a file cannot be closed."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from .register import tidy_line

Problem = tuple[str, str]
_LEADING = re.compile(r"\d{1,4}")
TITLE_AT_MOST = 500
YEARS = range(1945, 2101)


@dataclass(frozen=True, slots=True)
class MatterFacts:
    """A line of the list of files. `retention_years` None: permanent. `keeper_id` is an appointment."""

    year: int
    code: str
    title: str
    retention_years: int | None
    keeper_id: int | None = None
    note: str = ""

    def tidied(self) -> MatterFacts:
        """Without stray blanks."""
        return MatterFacts(
            self.year, tidy_line(self.code), tidy_line(self.title), self.retention_years, self.keeper_id,
            tidy_line(self.note),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Closing:
    """What is written on a file when its matter has ended: days of the first and last paper, numbered sheets."""

    begins_on: date
    ends_on: date
    sheets: int


def wrong_facts(facts: MatterFacts, offered: Collection[int | None]) -> list[Problem]:
    """What cannot stand in the list of files; `offered` are the retentions of the country pack."""
    found = []
    if facts.year not in YEARS:
        found.append(("year", _("Check the year.")))
    if not facts.code or len(facts.code) > 30:
        found.append(
            ("code", _("Give the file a number and symbol of at most 30 letters, for example 01.VP."))
        )
    if not facts.title or len(facts.title) > TITLE_AT_MOST:
        said = _("Say in one sentence what the file is about, in at most %(count)s letters.")
        found.append(("title", said % {"count": TITLE_AT_MOST}))
    if facts.retention_years not in offered:
        found.append(("retention", _("Choose one of the retentions offered.")))
    return found


def wrong_closing(closing: Closing, *, today: date, papers: int, drafts: int) -> list[Problem]:
    """What keeps a file with so many papers, `drafts` of them not issued, from being closed like this."""
    found = []
    if closing.ends_on < closing.begins_on:
        found.append(("ends_on", _("The last paper cannot be older than the first.")))
    if closing.ends_on > today:
        found.append(("ends_on", _("The matter cannot end after today.")))
    if closing.begins_on.year not in YEARS:
        found.append(("begins_on", _("Check the year of the day.")))
    if closing.sheets < 0:
        found.append(("sheets", _("At least 0.")))
    if drafts:
        found.append(("", unissued(drafts)))
    if not papers and not closing.sheets:
        found.append(("sheets", _("Nothing lies in this file, neither here nor on paper.")))
    return found


def unissued(drafts: int) -> str:
    """Why a file with drafts cannot be closed."""
    return ngettext(
        "%(count)s draft in this file is not issued yet. Issue it, or take it out with a reason.",
        "%(count)s drafts in this file are not issued yet. Issue them, or take them out with a reason.",
        drafts,
    ) % {"count": drafts}


def next_code(codes: Iterable[str]) -> str:
    """The code after the highest one, its symbol kept: "07.VP" after "06.VP"; "01" in an empty list."""
    numbered = [(int(found.group()), code) for code in codes if (found := _LEADING.match(code))]
    if not numbered:
        return "01"
    number, code = max(numbered)
    digits = _LEADING.match(code).group()  # type: ignore[union-attr]
    return f"{number + 1:0{len(digits)}d}{code[len(digits) :]}"


def retention_words(years: int | None) -> str:
    """How long a file is kept, as the screen says it."""
    if years is None:
        return pgettext("retention", "Permanent")
    return ngettext("%(count)s year", "%(count)s years", years) % {"count": years}
