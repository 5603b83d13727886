"""The steps that the page of an outgoing document offers: who, when, what is asked, what follows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from giaoban.kit.access import Actor, Policy
from giaoban.kit.ui import forms

from ... import policies
from ...actions.issue_outgoing import issue_outgoing
from ...actions.number_document import number_document, void_number
from ...actions.pass_outgoing import agree_outgoing, drop_outgoing, put_outgoing, send_back_outgoing
from ...enums import OutgoingState as State
from ...models import Outgoing
from ..forms.outgoing import NothingForm, ReasonForm


@dataclass(frozen=True, slots=True)
class OfferedStep:
    """`take` does it and gives the sentence that says what became of it; `main` is the page's one main button."""

    code: str
    label: str | Promise
    icon: str
    policy: Policy[Outgoing]
    states: frozenset[State]
    take: Callable[[Actor, Outgoing, Any, datetime], str]
    consequences: Sequence[str | Promise] = ()
    form: type[forms.Form] = NothingForm
    main: bool = False
    danger: bool = False

    def offered(self, actor: Actor, row: Outgoing) -> bool:
        return row.state in self.states and self.policy.allows(actor, row)


def _put(actor: Actor, row: Outgoing, _form: Any, now: datetime) -> str:
    put_outgoing(actor=actor, outgoing=row, now=now)
    return _("The leader has the document before them now.")


def _agree(actor: Actor, row: Outgoing, _form: Any, now: datetime) -> str:
    agree_outgoing(actor=actor, outgoing=row, now=now)
    return _("Agreed. The clerk takes the number.")


def _send_back(actor: Actor, row: Outgoing, form: Any, now: datetime) -> str:
    send_back_outgoing(actor=actor, outgoing=row, reason=form.cleaned_data["reason"], now=now)
    return _("Sent back with the reason.")


def _number(actor: Actor, row: Outgoing, _form: Any, now: datetime) -> str:
    given = number_document(actor=actor, outgoing=row, now=now)
    return _("The document has the number %(symbol)s.") % {"symbol": given.symbol}


def _void(actor: Actor, row: Outgoing, form: Any, now: datetime) -> str:
    void_number(actor=actor, outgoing=row, reason=form.cleaned_data["reason"], now=now)
    return _("The number is kept as skipped. The document may take another one.")


def _issue(actor: Actor, row: Outgoing, _form: Any, now: datetime) -> str:
    document = issue_outgoing(actor=actor, outgoing=row, now=now)
    return _("%(symbol)s is issued and sealed. Send it to its recipients now.") % {"symbol": document.symbol}


def _drop(actor: Actor, row: Outgoing, form: Any, now: datetime) -> str:
    drop_outgoing(actor=actor, outgoing=row, reason=form.cleaned_data["reason"], now=now)
    return _("The draft is given up; it stays readable.")


def _at(*states: State) -> frozenset[State]:
    return frozenset(states)


_ALL = (
    OfferedStep(
        "trinh", gettext_lazy("Put to the leader"), "send", policies.write_outgoing, _at(State.WRITING), _put,
        (gettext_lazy("Nobody changes the text until the leader answers."),), main=True,
    ),
    OfferedStep(
        "dong-y", gettext_lazy("Agree"), "check", policies.agree_outgoing, _at(State.PUT), _agree,
        (gettext_lazy("The clerk takes a number for exactly this text."),), main=True,
    ),
    OfferedStep(
        "tra-lai", gettext_lazy("Send back"), "undo-2", policies.agree_outgoing, _at(State.PUT, State.AGREED),
        _send_back, form=ReasonForm,
    ),
    OfferedStep(
        "lay-so", gettext_lazy("Take the number"), "hash", policies.number_outgoing, _at(State.AGREED), _number,
        (gettext_lazy("The document gets the next number of its series and today's date."),
         gettext_lazy("A number once taken is never given again; a spoilt one is kept with its reason.")),
        main=True,
    ),
    OfferedStep(
        "ban-hanh", gettext_lazy("Issue"), "stamp", policies.number_outgoing, _at(State.NUMBERED), _issue,
        (gettext_lazy("No word can be changed afterwards; a correction is a new document."),
         gettext_lazy("Whoever has a document that this one changes is told.")), main=True,
    ),
    OfferedStep(
        "bo-so", gettext_lazy("Skip this number"), "ban", policies.number_outgoing, _at(State.NUMBERED), _void,
        (gettext_lazy("The number stays in the register with the reason; the document may take another one."),),
        form=ReasonForm, danger=True,
    ),
    OfferedStep(
        "thoi", gettext_lazy("Give up"), "trash-2", policies.write_outgoing, _at(State.WRITING), _drop,
        form=ReasonForm, danger=True,
    ),
)  # fmt: skip
STEPS = {step.code: step for step in _ALL}
