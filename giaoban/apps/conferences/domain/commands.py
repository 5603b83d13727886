"""What a site or a delegate sends over its link, read from a form or from a program."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

from django.utils.translation import gettext as _

from giaoban.kit.errors import Invalid
from giaoban.kit.text import printable

from ..enums import CommandKind, VoteChoice

MOST_PEOPLE = 100_000
MOST_LETTERS = 2000
MOST_ABOUT = 300
_COUNTS = {
    CommandKind.COUNT: ("officers", "others"),
    CommandKind.TALLY: ("agree", "against", "abstain"),
}


class Fields(Protocol):
    """A posted form: the last value of a name, or all of them."""

    def get(self, name: str, default: str, /) -> str: ...
    def getlist(self, name: str, /) -> Sequence[str]: ...


@dataclass(frozen=True, slots=True)
class Command:
    """One command. `key` was made on the device before the first try and never changes; `data` is kept with the
    command, `words` (what is to be said, a comment, a message) only where they are read.
    """

    kind: CommandKind
    key: UUID
    data: Mapping[str, Any] = field(default_factory=dict)
    words: str = ""


def read_command(fields: Fields) -> Command:
    """The command of a form. Raises Invalid, which names the place: a count, a text, the key, the kind."""
    try:
        kind = CommandKind(fields.get("kind", ""))
        key = UUID(fields.get("key", ""))
    except ValueError:
        raise _wrong("key", _("This form is not whole. Load the page again and send it once more.")) from None
    data: dict[str, Any] = {name: _people(fields.get(name, ""), name) for name in _COUNTS.get(kind, ())}
    if kind == CommandKind.COUNT and fields.get("named", ""):
        data["delegates"] = sorted({_row(value) for value in fields.getlist("delegates")})
    if kind in (CommandKind.TALLY, CommandKind.VOTE):
        data["matter"] = _row(fields.get("matter", ""))
    if kind == CommandKind.VOTE:
        if fields.get("choice", "") not in VoteChoice.values:
            raise _wrong("choice", _("Choose one of the answers."))
        data["choice"] = fields.get("choice", "")
    return Command(kind, key, data, _words(kind, fields))


def _people(typed: str, place: str) -> int:
    tidy = typed.strip().replace(".", "").replace(" ", "")
    if not tidy.isascii() or not tidy.isdecimal() or len(tidy) > 9 or int(tidy) > MOST_PEOPLE:
        raise _wrong(place, _("Type a number from 0 to 100,000."))
    return int(tidy)


def _row(typed: str) -> int:
    if not typed.isascii() or not typed.isdecimal() or len(typed) > 18:
        raise _wrong("key", _("This form is not whole. Load the page again and send it once more."))
    return int(typed)


def _words(kind: CommandKind, fields: Fields) -> str:
    if kind == CommandKind.HAND:
        return printable(fields.get("words", "")).strip()[:MOST_ABOUT]
    if kind not in (CommandKind.COMMENT, CommandKind.MESSAGE):
        return ""
    words = printable(fields.get("words", "")).strip()
    if not words:
        raise _wrong("words", _("Write what you want to say."))
    if len(words) > MOST_LETTERS:
        raise _wrong(
            "words",
            _("The text has %(count)d characters; at most %(most)d are accepted. Shorten it.")
            % {"count": len(words), "most": MOST_LETTERS},
        )
    return words


def _wrong(place: str, sentence: str) -> Invalid:
    return Invalid(sentence, problems=((place, sentence),))
