"""Conferences: agenda, sites, delegates, the floor, papers, conclusions, and the tasks agreed on."""

from .agenda import AgendaItem, Paper
from .conference import ChangeNotice, Conference, ConferenceChange
from .decisions import AgreedTask, Conclusion, ConferenceDocument, Matter, NamedVote, Stance, Tally
from .floor import Remark, Turn
from .sites import AttendanceCorrection, Delegate, Site, SiteCommand

__all__ = [
    "AgendaItem",
    "AgreedTask",
    "AttendanceCorrection",
    "ChangeNotice",
    "Conclusion",
    "Conference",
    "ConferenceChange",
    "ConferenceDocument",
    "Delegate",
    "Matter",
    "NamedVote",
    "Paper",
    "Remark",
    "Site",
    "SiteCommand",
    "Stance",
    "Tally",
    "Turn",
]
