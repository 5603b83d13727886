"""What is written into a plan of work, as a value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class NewPlanEntry:
    """`lead` and `prepared_by` name posts or units; `product`: what comes of it.

    `due` None: through the whole period.
    """

    content: str
    lead: str = ""
    due: date | None = None
    product: str = ""
    prepared_by: str = ""

    def __post_init__(self) -> None:
        if not self.content.strip():
            raise ValueError("an entry says what is done")
