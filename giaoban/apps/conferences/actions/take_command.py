"""What a site or a delegate sends over its personal link: here, away, a count, a hand, a comment, a vote.

The signed token in the address is the capability: whoever holds it may act for that site or delegate until its key is
renewed, and for nothing else. No session and no user stand behind it and no cookie is read, so there is nothing that
another site could make a browser send along: who knows the address needs no forgery, who does not know it has nothing
to forge with. That is why these addresses need no CSRF token (docs/adr/0014).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from psycopg.types.json import Jsonb

from giaoban.apps.tasks.actions.write_asks import close_asks
from giaoban.apps.tasks.enums import AskKind
from giaoban.kit import prepared
from giaoban.kit import usecase as door
from giaoban.kit.access import Actor, authorize
from giaoban.kit.clock import local_day
from giaoban.kit.errors import Conflict, GiaoBanError, NotFound
from giaoban.kit.too_often import TooMany
from giaoban.kit.usecase import nothing_changed, usecase

from .. import events, policies
from ..domain.commands import Command
from ..domain.links import Link, LinkRenewed
from ..enums import PLACE_TOPIC, CommandKind
from ..models import Delegate, Site
from ..queries import SUBJECT
from .write_command import statement_for

_CODES = {
    CommandKind.HERE: events.HERE, CommandKind.AWAY: events.AWAY, CommandKind.COUNT: events.ATTENDANCE,
    CommandKind.HAND: events.HAND_RAISED, CommandKind.LOWER: events.HAND_LOWERED, CommandKind.COMMENT: events.REMARKED,
    CommandKind.MESSAGE: events.REMARKED, CommandKind.TALLY: events.TALLIED, CommandKind.VOTE: events.VOTED,
}  # fmt: skip
_AMOUNTS = ("officers", "others", "agree", "against", "abstain", "matter")
_REFUSALS: dict[str, Promise] = {
    "called_off": _("This conference was called off: nothing was taken, and nothing more is asked of you."),
    "confirmed": _(
        "The conclusions of this conference are confirmed: nothing was taken. Tell the secretary what is wrong."
    ),
    "too_early": _("Attendance is counted on the day. Until then try the line."),
    "not_open": _(
        "The conference has not been opened yet: nothing was taken. Send it again once it is open."
    ),
    "closed": _("The conference is adjourned: nothing was taken. Comments are still welcome."),
    "list_closed": _(
        "The list of speakers is closed: your hand was not taken. Write a comment; it stands in the proceedings."
    ),
    "no_matter": _(
        "This matter is not open any more: nothing was taken. Look at what is put to decision now."
    ),
    "more_hands": _(
        "More hands than people counted at your site: nothing was taken. Count again, or send the number of people "
        "first."
    ),
    "excused": _("You are entered as excused: nothing was taken. Tell the secretary that you are here."),
}


@dataclass(frozen=True, slots=True)
class Taken:
    """What was received, and when; `again`: the device had sent the same before, and nothing was done twice."""

    kind: CommandKind
    at: datetime
    again: bool


@usecase("conferences.take_site_command", hot=True)
def take_site_command(*, actor: Actor, link: Link, command: Command, now: datetime) -> Taken:
    """Take what a site sends, once: the same key again gives the same answer and does nothing, also at once.

    One statement, no lock but on the site's own rows. A count also closes the ask to take part.
    Raises LinkRenewed, Conflict (what stands against it, as of now), TooMany, NotFound (not what a site sends).
    """
    authorize(actor, policies.act_for_site, Site(pk=link.pk))
    return _take(link, command, now)


@usecase("conferences.take_delegate_command", hot=True)
def take_delegate_command(*, actor: Actor, link: Link, command: Command, now: datetime) -> Taken:
    """Take what a delegate sends, once. As `take_site_command`; a delegate counts nobody, and votes."""
    authorize(actor, policies.act_for_delegate, Delegate(pk=link.pk))
    return _take(link, command, now)


def _take(link: Link, command: Command, now: datetime) -> Taken:
    statement = statement_for(link.holder, command.kind)
    if statement is None:
        raise NotFound()
    found = prepared.fetch(statement, _values(link, command, now))
    if not found:
        raise LinkRenewed(
            _(
                "This link was renewed and opens nothing any more. Ask whoever runs the conference for the new one."
            )
        )
    refused, conference_id, unit_id, kind, at, written, changed = found[0]
    if refused:
        raise _refusal(refused)
    if not written:
        nothing_changed()
        return Taken(CommandKind(kind), at, True) if at else _meanwhile(link, command.key)
    if not changed:
        nothing_changed()
        return Taken(command.kind, now, False)
    door.note_recorded()
    if command.kind == CommandKind.COUNT and unit_id is not None:
        close_asks(
            kind=AskKind.ATTEND,
            subject_type=SUBJECT,
            subject_ids=[conference_id],
            now=now,
            unit_ids=[unit_id],
        )
    return Taken(command.kind, now, False)


def _values(link: Link, command: Command, now: datetime) -> list[object]:
    tomorrow = timezone.make_aware(datetime.combine(local_day(now) + timedelta(days=1), time()))
    amounts = {name: command.data[name] for name in _AMOUNTS if name in command.data}
    subject = "conferences.Site" if link.holder == "site" else "conferences.Delegate"
    return [
        link.pk, link.key, command.key, command.kind.value, Jsonb(dict(command.data)), command.words, now, tomorrow,
        link.label, _CODES[command.kind], subject, Jsonb(amounts), f"{PLACE_TOPIC}/{link.short}",
    ]  # fmt: skip


def _meanwhile(link: Link, key: UUID) -> Taken:
    """The same command was committed by another try while this one waited at its key."""
    column = "site_id" if link.holder == "site" else "delegate_id"
    found = prepared.fetch(
        f"SELECT kind, at FROM conferences_sitecommand WHERE {column} = %s AND key = %s",  # noqa: S608 - a constant
        [link.pk, key],
    )
    kind, at = found[0]
    return Taken(CommandKind(kind), at, True)


def _refusal(code: str) -> GiaoBanError:
    if code == "too_many":
        return TooMany(_("Too much came over this link within a minute. Wait a minute, then send it again."))
    return Conflict(_REFUSALS[code])
