"""Reads of directives: whom an order means, how far a wave is, one unit's part, whom a replacement concerns."""

from giaoban.apps.tasks.queries.meant import addressing_from, below, choices_below, units_below

from .reading import (
    addressees,
    chases_of,
    deadlines_of,
    delivery_of,
    directive,
    directives,
    dissemination,
    how_changed,
    left_to_ask,
    notice,
    notices,
    own_disseminations,
    own_documents,
    passed_down,
    programmes_of,
    tasks_of,
    term_of,
)
from .wave import place_in, wave, waves_to_see_to, working_days_late

__all__ = [
    "addressees",
    "addressing_from",
    "below",
    "chases_of",
    "choices_below",
    "deadlines_of",
    "delivery_of",
    "directive",
    "directives",
    "dissemination",
    "how_changed",
    "left_to_ask",
    "notice",
    "notices",
    "own_disseminations",
    "own_documents",
    "passed_down",
    "place_in",
    "programmes_of",
    "tasks_of",
    "term_of",
    "units_below",
    "wave",
    "waves_to_see_to",
    "working_days_late",
]
