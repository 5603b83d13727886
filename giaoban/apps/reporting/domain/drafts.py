"""What an editor changes in a draft, and what collides: pure, so that a page, an import and a test agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Part = Literal["own", "adjustment", "reason", "estimate", "text", "explanation"]


@dataclass(frozen=True, slots=True)
class Change:
    """One entry: `code` of the cell, text or rule; `typed` as canonical text, "" for emptied.

    `seen` is what stood there when the editor began; None: not known (an import), nothing can collide.
    `client_key` is made by the browser, one a change, so that a resend is known; "" takes the batch's.
    `window` names the page it was typed into: a second tab or phone under the same account is another window.
    """

    part: Part
    code: str
    typed: str
    seen: str | None = None
    client_key: str = ""
    window: str = ""

    @property
    def key(self) -> str:
        return f"{self.part}:{self.code}"


@dataclass(frozen=True, slots=True)
class Collision:
    """The same entry was changed in another window: `theirs` stands, `yours` is kept in the journal."""

    part: Part
    code: str
    yours: str
    theirs: str
    user_id: int | None
    at: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """An entry that cannot be stored, with why and what to do."""

    part: Part
    code: str
    typed: str
    message: str


def canonical(value: Decimal | None) -> str:
    """A number as the one text that stands for it ("" for none): "12", "3.5", never "1E+2"."""
    if value is None:
        return ""
    text = format(value.normalize(), "f")
    return "0" if text in ("-0", "") else text


def sort_out(
    changes: Sequence[Change],
    standing: Mapping[str, str],
    touched: Mapping[str, Sequence[object]],
    *,
    user_id: int | None,
) -> tuple[list[Change], list[Collision]]:
    """Split changes into those to keep and those that collide with what was typed elsewhere meanwhile.

    A change collides when what stands differs from what the editor saw and from what they typed, unless it came
    from the very window they are typing into (whose answer may have been lost on the line).
    `touched`: "part:code" → (user, moment, window) of who put there what stands.
    """
    keep: list[Change] = []
    collisions: list[Collision] = []
    for change in changes:
        now = standing.get(change.key, "")
        who, at, window = _put_by(touched.get(change.key, ()))
        same_window = who == user_id and window == change.window != ""
        if change.seen is not None and now not in (change.seen, change.typed) and not same_window:
            collisions.append(Collision(change.part, change.code, change.typed, now, who, at))
        else:
            keep.append(change)
    return keep, collisions


def _put_by(touched: Sequence[object]) -> tuple[int | None, str, str]:
    """(user, moment, window) of who put an entry there; None and "" for what is not known."""
    who, at, window = (*touched, "", "", "")[:3]
    return who if isinstance(who, int) else None, str(at), str(window)
