"""When an entry of the register may be put right or struck, and what to do when it may not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from ..enums import CLOSED, DocumentState


@dataclass(frozen=True, slots=True)
class Standing:
    """What hangs on an entry. `made_here`: it was written and numbered here, its entry came with the number.

    `sent_on`: how many units have it besides those the instruction names; `used_by`: a document or draft that was
    built on it, "" for none.
    """

    state: str
    made_here: bool = False
    sent_on: int = 0
    used_by: str = ""


def why_not_corrected(standing: Standing) -> str:
    """Why the entry stays as it is and what to do instead; "" when it may be put right."""
    if standing.made_here:
        return _(
            "This document was written and numbered here; its entry came with its number. A mistake is put right "
            "by a new document that corrects, replaces or recalls it."
        )
    if standing.state == DocumentState.STRUCK:
        return _("The entry was struck. Register the paper anew if it belongs in the book after all.")
    if standing.state == DocumentState.SECRET:
        return _("The document was found secret. Only the paper register tells of it.")
    if standing.state == DocumentState.DONE:
        return _(
            "The matter is done and its entry is closed. If the book must still be put right, register the paper "
            "anew as it should read and link the two."
        )
    return ""


def why_not_struck(standing: Standing) -> str:
    """Why the entry cannot be struck and what to do instead; "" when it may be."""
    if standing.made_here or standing.state in (*CLOSED, DocumentState.DONE):
        return why_not_corrected(standing)
    if standing.used_by:
        return _(
            "%(document)s was built on this entry. Correct the entry instead; or, if that is only a draft, give it "
            "up first."
        ) % {"document": standing.used_by}
    if standing.sent_on:
        return _(
            "The document was sent on to %(count)s units, which may act under it. Correct the entry instead; and "
            "send those units a document that says so if they must not act under it."
        ) % {"count": standing.sent_on}
    return ""


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[dict[str, str]]:
    """The fields of `after` that read otherwise than in `before`, in their order, as texts."""
    return [
        {"field": name, "before": str(before[name]), "after": str(value)}
        for name, value in after.items()
        if str(before[name]) != str(value)
    ]
