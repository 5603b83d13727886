"""Acts of outgoing documents: one goes the whole way from draft to delivery, others lie with whoever acts next."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from giaoban.apps.accounts.enums import Post
from giaoban.apps.documents.actions.arrange_paragraphs import insert_paragraph
from giaoban.apps.documents.actions.begin_outgoing import Details, NewOutgoing, begin_outgoing
from giaoban.apps.documents.actions.circulate_content import circulate_content
from giaoban.apps.documents.actions.comment_on_paragraph import answer_comment, comment_on_paragraph
from giaoban.apps.documents.actions.edit_paragraph import edit_paragraph
from giaoban.apps.documents.actions.issue_outgoing import issue_outgoing
from giaoban.apps.documents.actions.number_document import begin_series, number_document
from giaoban.apps.documents.actions.pass_outgoing import agree_outgoing, put_outgoing
from giaoban.apps.documents.actions.send_document import acknowledge_delivery, send_document
from giaoban.apps.documents.domain.addressing import Addressing
from giaoban.apps.documents.domain.paper import Paragraph
from giaoban.apps.documents.domain.stored import NewParagraph
from giaoban.apps.documents.enums import Answer, Audience, OutgoingState
from giaoban.apps.documents.formats.templates import template
from giaoban.apps.documents.models import (
    Delivery,
    DocumentType,
    NumberSeries,
    Outgoing,
    ParagraphText,
)
from giaoban.apps.documents.queries.contents import texts_of

from .figures import CENTRE, ORGANISATIONS
from .play_half_year import ScenarioBroken
from .play_reports import unit_code
from .stage import HANOI_TIME, Clock, Stage, script_of

Row = Mapping[str, Any]


def script() -> Mapping[str, Any]:
    """The acts as data."""
    return script_of("letters")


def played() -> bool:
    """Has everybody who reads at once acknowledged the plan?"""
    row = script()["plan"]
    central = _sent(row).filter(unit__code__in=row["recipients"], acknowledged_at__isnull=False)
    return central.count() == len(row["recipients"])


def play(stage: Stage) -> None:
    """A plan: draft → comments → agreed → numbered → issued → delivered and read."""
    _whole_way(stage, script()["plan"])


def waiting_played() -> bool:
    """Has the last letter arrived that waits for somebody?"""
    return _sent(script()["arrived"]).exists()


def play_waiting(stage: Stage) -> None:
    """A letter before the leader, an invitation for the clerk to number, a draft with a comment, a letter to read."""
    for row in script()["waiting"]:
        _to_the_leader(stage, row)
    _whole_way(stage, script()["arrived"])


def _sent(row: Row) -> QuerySet[Delivery]:
    return Delivery.objects.filter(document__unit__code=row["unit"], document__summary=row["summary"])


def _whole_way(stage: Stage, row: Row) -> None:
    """Everything that a document goes through, on from where it stands."""
    _from_the_leader(stage, row["unit"], _to_the_leader(stage, row), row)


def go_through(stage: Stage, unit: str, outgoing: Outgoing, row: Row) -> None:
    """A draft that another room made: put, agreed, numbered, issued, and sent if the script says so; from where it
    stands."""
    if outgoing.state == OutgoingState.WRITING:
        put_outgoing(actor=stage.actor(unit), outgoing=outgoing, now=moment(row["put"]))
    if _again(outgoing).state == OutgoingState.PUT:
        leader = stage.actor(unit, Post.LEADER)
        agree_outgoing(actor=leader, outgoing=outgoing, now=moment(row["agreed"]))
    _after_paper(stage, unit, row, _again(outgoing).type, moment(row["agreed"]))
    _from_the_leader(stage, unit, _again(outgoing), row)


def _from_the_leader(stage: Stage, code: str, outgoing: Outgoing, row: Row) -> None:
    clerk = stage.actor(code, Post.CLERK)
    if outgoing.state == OutgoingState.AGREED:
        number_document(actor=clerk, outgoing=outgoing, now=moment(row["numbered"]))
    if _again(outgoing).state == OutgoingState.NUMBERED:
        issue_outgoing(actor=clerk, outgoing=outgoing, now=moment(row["issued"]))
    document = _again(outgoing).document
    if "sent" not in row or document is None:
        return
    levels, organisations = tuple(row.get("levels", ())), tuple(row.get("organisations", ()))
    to = Addressing(tuple(row["recipients"]), levels, organisations)
    send_document(
        actor=clerk, document=document, addressing=to, due_on=row["read_by"], now=moment(row["sent"])
    )
    clock = Clock(moment(row["sent"]) + timedelta(hours=2))
    unread = Delivery.objects.filter(document=document, acknowledged_at__isnull=True)
    unread = unread.exclude(unit__code__in=row.get("unread", ()))
    for delivery in unread.select_related("unit").order_by("-unit__level", "unit__code"):
        acknowledge_delivery(actor=stage.actor(delivery.unit.code), delivery=delivery, now=clock())


def _to_the_leader(stage: Stage, row: Row) -> Outgoing:
    """Begun, filled in, sent round, put and agreed to, as far as the script says; goes on from where it stands."""
    unit, officer = stage.units[row["unit"]], stage.actor(row["unit"])
    found = Outgoing.objects.filter(unit=unit, summary=row["summary"], template=row["template"]).first()
    if found is None:
        form = template(row["template"])
        kind = DocumentType.objects.get(code=form.type)
        _after_paper(stage, row["unit"], row, kind, moment(row["begun"]))
        details = Details(row["summary"], addressees=row.get("addressees", ()), audience=Audience.NETWORK)
        new = NewOutgoing(form, kind, row["values"], details)
        found = begin_outgoing(actor=officer, unit=unit, new=new, now=moment(row["begun"]))
    if found.state == OutgoingState.WRITING:
        clock = Clock(moment(row["begun"]) + timedelta(minutes=20))
        _fill_in(stage, found, row, clock)
        if row.get("comments") and not found.content.readers:
            _send_round(stage, found, row, clock)
        if "put" in row:
            put_outgoing(actor=officer, outgoing=found, now=moment(row["put"]))
    if "agreed" in row and _again(found).state == OutgoingState.PUT:
        agree_outgoing(actor=stage.actor(row["unit"], Post.LEADER), outgoing=found, now=moment(row["agreed"]))
    return _again(found)


def _after_paper(stage: Stage, code: str, row: Row, kind: DocumentType, now: datetime) -> None:
    """Numbers go on from the last one that was given on paper."""
    unit, last = stage.units[code], row.get("began_after")
    if last and not NumberSeries.objects.filter(unit=unit, began_after=last).exists():
        begin_series(actor=stage.actor(code, Post.CLERK), unit=unit, kind=kind, last=last, now=now)


def _fill_in(stage: Stage, outgoing: Outgoing, row: Row, clock: Clock) -> None:
    officer = stage.actor(row["unit"])
    for place, (first, *more) in row.get("places", {}).items():
        text = next((t for t in texts_of(outgoing.content) if t.plain == place), None)
        if text is None:
            continue  # filled in before
        edit_paragraph(actor=officer, paragraph=text.paragraph, seen=text.pk, text=first, now=clock())
        last = text.paragraph
        for words in more:
            new = NewParagraph(Paragraph.of(words))
            last = insert_paragraph(
                actor=officer, content=outgoing.content, after=last, new=new, now=clock()
            ).paragraph


def _send_round(stage: Stage, outgoing: Outgoing, row: Row, clock: Clock) -> None:
    """The six organisations read; who has something to say says it, and gets an answer where the script has one."""
    officer, content = stage.actor(row["unit"]), outgoing.content
    units = [stage.units[unit_code(organisation, CENTRE)] for organisation in ORGANISATIONS]
    due: date = row["comments_due"]
    circulate_content(actor=officer, content=content, units=units, due_on=due, now=clock())
    for said in row["comments"]:
        text = _standing(outgoing, said["find"])
        comment = comment_on_paragraph(
            actor=stage.actor(said["unit"]), unit=stage.units[said["unit"]], paragraph=text.paragraph,
            body=said["body"], now=clock(),
        )  # fmt: skip
        if "answer" not in said:
            continue
        answer = Answer(said["answer"])
        answer_comment(actor=officer, comment=comment, answer=answer, body=said["reply"], now=clock())
        if "change" in said:
            old, new = said["change"]
            words = text.plain.replace(old, new)
            edit_paragraph(actor=officer, paragraph=text.paragraph, seen=text.pk, text=words, now=clock())


def _standing(outgoing: Outgoing, words: str) -> ParagraphText:
    text = next((t for t in texts_of(outgoing.content) if words in t.plain), None)
    if text is None:
        raise ScenarioBroken(f"no paragraph of the draft says {words!r}")
    return text


def _again(outgoing: Outgoing) -> Outgoing:
    """The row as it stands now."""
    rows = Outgoing.objects.select_related("unit__organisation", "type", "content", "document")
    return rows.get(pk=outgoing.pk)


def moment(words: str) -> datetime:
    """An hour of a script, Hà Nội time (YAML reads an hour without seconds as words)."""
    return datetime.fromisoformat(words).replace(tzinfo=HANOI_TIME)
