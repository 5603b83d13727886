"""Background entries of directives."""

from __future__ import annotations

from procrastinate.contrib.django import app

from giaoban.apps.documents.models import Document
from giaoban.kit import clock
from giaoban.kit.access import Actor

from .actions.escalate_late import escalate_late
from .actions.repeat_telegram import REPEAT, repeat_telegram
from .actions.send_directive import FAN_OUT, ask_everybody
from .actions.tell_replacement import tell_replacement
from .models import Directive
from .queries import waves_to_see_to


@app.task(name="directives.tell_replacement")
def tell(old_id: int, new_id: int) -> None:
    """Everybody who acts under the old document is told. Doing it twice tells nobody twice."""
    rows = Document.objects.select_related("type").in_bulk([old_id, new_id])
    actor = Actor.system("directives.tell_replacement")
    tell_replacement(actor=actor, old=rows[old_id], new=rows[new_id], now=clock.now())


@app.task(name=FAN_OUT, retry=3)
def fan_out(directive_id: int) -> None:
    """Everybody meant is asked. Killed half-way nobody is; the next run asks them all, and nobody twice."""
    row = Directive.objects.get(pk=directive_id)
    ask_everybody(actor=Actor.system(FAN_OUT), directive=row, now=clock.now())


@app.task(name=REPEAT, retry=3)
def repeat(directive_id: int, turn: int) -> None:
    """Whoever has not acknowledged the telegram gets it again."""
    row = Directive.objects.get(pk=directive_id)
    repeat_telegram(actor=Actor.system(REPEAT), directive=row, turn=turn, now=clock.now())


@app.periodic(cron="30 0 * * *")
@app.task(name="directives.escalate", queueing_lock="directives.escalate", pass_context=False)
def escalate(timestamp: int) -> None:
    """Every working day at 7.30 in Hà Nội: what is late goes up the line, wave by wave."""
    now = clock.now()
    for row in waves_to_see_to(now):
        escalate_late(actor=Actor.system("directives.escalate"), directive=row, now=now)
