"""Who asks for dissemination, who ticks, who sees how far it is."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from giaoban.apps.accounts.enums import WORKING_POSTS, Post
from giaoban.apps.documents.models import Document
from giaoban.apps.org.models import Unit
from giaoban.kit.access import Actor, Policy

from .models import Directive, Dissemination, ReplacementNotice


def _readable(actor: Actor, rows: QuerySet[Any]) -> QuerySet[Any]:
    asked = Dissemination.objects.filter(directive=OuterRef("pk"), unit_id__in=actor.unit_ids)
    return rows.filter(Q(unit_id__in=actor.unit_ids) | Exists(asked))


def _reads(actor: Actor, directive: Directive) -> bool:
    if actor.holds(directive.unit_id):
        return True
    return Dissemination.objects.filter(directive=directive, unit_id__in=actor.unit_ids).exists()


ask: Policy[Unit] = Policy(
    "directives.ask",
    may=lambda actor, unit: actor.holds(unit.pk, (Post.OFFICER, Post.CLERK, Post.LEADER)),
)
read_directive: Policy[Directive] = Policy("directives.read_directive", may=_reads, rows=_readable)
see_dissemination: Policy[Dissemination] = Policy(
    "directives.see_dissemination",
    may=lambda actor, row: actor.holds(row.unit_id) or actor.holds(row.directive.unit_id),
    rows=lambda actor, rows: rows.filter(
        Q(unit_id__in=actor.unit_ids) | Q(directive__unit_id__in=actor.unit_ids)
    ),
)
tick: Policy[Dissemination] = Policy(
    "directives.tick",
    may=lambda actor, row: actor.holds(row.unit_id, WORKING_POSTS),
    rows=lambda actor, rows: rows.filter(unit_id__in=actor.units_as(WORKING_POSTS)),
)
chase: Policy[Unit] = Policy("directives.chase", may=lambda actor, unit: actor.holds(unit.pk, WORKING_POSTS))
fan_out: Policy[Directive] = Policy("directives.fan_out", may=lambda actor, _directive: False)
escalate: Policy[Directive] = Policy("directives.escalate", may=lambda actor, _directive: False)
tell_replacement: Policy[Document] = Policy("directives.tell_replacement", may=lambda actor, _document: False)
see_notice: Policy[ReplacementNotice] = Policy(
    "directives.see_notice",
    may=lambda actor, row: actor.holds(row.unit_id) or actor.holds(row.new.unit_id),
    rows=lambda actor, rows: rows.filter(Q(unit_id__in=actor.unit_ids) | Q(new__unit_id__in=actor.unit_ids)),
)
note_replacement: Policy[ReplacementNotice] = Policy(
    "directives.note_replacement",
    may=lambda actor, row: actor.holds(row.unit_id, WORKING_POSTS),
    rows=lambda actor, rows: rows.filter(unit_id__in=actor.units_as(WORKING_POSTS)),
)
