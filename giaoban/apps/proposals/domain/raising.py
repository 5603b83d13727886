"""What a unit raises, as a value."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from hashlib import sha256

from django.utils.translation import gettext_lazy as _

from giaoban.kit.errors import Invalid
from giaoban.kit.text import fold

BY_HAND = "org.Unit"
"""The source of what a unit raises without a text that says it."""


@dataclass(frozen=True, slots=True)
class Words:
    """What a proposal says, as its raiser puts it right."""

    kind: str
    difficulty: str
    remedy: str
    about: str = ""

    def __post_init__(self) -> None:
        _says_something(self.difficulty, self.remedy)

    def instead_of(self, said: Words) -> dict[str, str]:
        """The parts that say something else than `said`, by name; blanks around and kinds of line ends apart."""
        new, old = _tidy(self), _tidy(said)
        return {name: text for name, text in new.items() if text != old[name]}


def _tidy(words: Words) -> dict[str, str]:
    return {name: "\n".join(text.strip().splitlines()) for name, text in asdict(words).items()}


def _says_something(difficulty: str, remedy: str) -> None:
    if not (difficulty.strip() or remedy.strip()):
        raise ValueError("a proposal says what is difficult or what is asked")


@dataclass(frozen=True, slots=True)
class NewProposal:
    """A difficulty met and the remedy asked, by one unit, in one place.

    `holder_id` is the unit that takes it up (normally the one above). The source is where it was said: type
    and id of the row ("reporting.Report", 42), the code of the text in it, its page, and the quoted `passage`. `about`
    says in words which document or policy it concerns. At most one addressee; none yet is allowed.
    """

    kind: str
    unit_id: int
    holder_id: int
    difficulty: str
    remedy: str
    source_type: str
    source_id: int
    source_code: str = ""
    source_url: str = ""
    passage: str = ""
    about: str = ""
    about_document_id: int | None = None
    addressee_unit_id: int | None = None
    addressee_organisation_id: int | None = None
    period_id: int | None = None

    def __post_init__(self) -> None:
        _says_something(self.difficulty, self.remedy)
        if self.addressee_unit_id is not None and self.addressee_organisation_id is not None:
            raise ValueError("a proposal has one addressee")

    @property
    def digest(self) -> str:
        """The same words in the same place are one raising, however often they are handed over."""
        said = "\n".join((self.passage, self.difficulty, self.remedy))
        return sha256(fold(said).encode()).hexdigest()


def quoted(passage: str, text: str) -> str:
    """`passage` on one line, when it stands in `text` in these words (blanks and line ends apart). Raises Invalid."""
    said = " ".join(passage.split())
    if not said or said not in " ".join(text.split()):
        raise Invalid(
            _("The passage does not stand in the text in these words. Copy it from there."),
            problems=(("passage", str(_("It is a quotation: change the words below, not here."))),),
        )
    return said
