"""The words of a notice of conclusions, as the country pack gives them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NoticeWords:
    """Sentences with places in braces; `forms` by form of the conference, `columns` of the annex's table."""

    type_name: str
    type_symbol: str
    summary: str
    opening: str
    forms: Mapping[str, str]
    attendance: str
    attendance_hall: str
    of_whom: str
    leading: str
    conclusions: str
    tasks: str
    agreed: str
    task: str
    coordinating: str
    reservations: str
    reservation: str
    closing: str
    synthetic: str
    annex: str
    columns: Mapping[str, str]


def first_capital(text: str) -> str:
    """The first letter as a capital, the rest as it is."""
    return text[:1].upper() + text[1:]


def first_small(text: str) -> str:
    """For a title inside a sentence: "Hội nghị …" becomes "hội nghị …"; an abbreviation stays."""
    return text if text[:2].isupper() else text[:1].lower() + text[1:]


def said_form(form: str, title: str) -> str:
    """How it was held, for a sentence; "" where the title says it already ("Hội nghị trực tuyến …")."""
    told = " ".join(form.split()[-2:])
    return "" if told and told in title.casefold() else form


def sentence(text: str) -> str:
    """The text with a full stop at its end, unless it ends a sentence already."""
    tidy = " ".join(text.split())
    return tidy if tidy.endswith((".", "!", "?", "…")) else f"{tidy}."
