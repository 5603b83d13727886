"""Words of what is handed out for the day: site sheets, badges, the list of delegates, attendance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HandoutWords:
    """Labels, and sentences with places in braces."""

    sheet: str
    badge: str
    badge_number: str
    scan_site: str
    scan_delegate: str
    starts: str
    place: str
    chair: str
    local_chair: str
    operator: str
    phone: str
    line: str
    expected: str
    people: str
    to_fill: str
    programme: str
    at: str
    what: str
    minutes: str
    moment: str
    questions: str
    keep: str
    synthetic: str
    rehearsal: str
    list_type: str
    list_symbol: str
    list_summary: str
    list_closing: str
    columns: Mapping[str, str]
    shares: Mapping[str, float]
    instead: str
    excused: str
    states: Mapping[str, str]
    centre: str
    attendance: Mapping[str, str]
