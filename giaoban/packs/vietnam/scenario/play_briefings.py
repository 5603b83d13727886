"""Act three: two briefings from the same figures, one in the Party's layout and one in the State's."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from giaoban.apps.accounts.enums import Post
from giaoban.apps.briefings.actions.compose_briefing import compose_briefing
from giaoban.apps.briefings.actions.issue_briefing import issue_briefing
from giaoban.apps.briefings.enums import BriefingState
from giaoban.apps.briefings.jobs import render_papers
from giaoban.apps.briefings.models import Briefing, BriefingFile
from giaoban.apps.documents.actions.circulate_content import circulate_content
from giaoban.apps.documents.actions.comment_on_paragraph import answer_comment, comment_on_paragraph
from giaoban.apps.documents.enums import WRITTEN, Answer, ContentState
from giaoban.apps.documents.queries.contents import texts_of
from giaoban.apps.files.queries import read_bytes

from .figures import CENTRE, ORGANISATIONS
from .play_circle import script
from .play_half_year import ScenarioBroken
from .play_reports import NOW, TOP, collection_of, unit_code
from .stage import HANOI_TIME, Clock, Stage, at
from .today import TODAY

BRIEFINGS = (
    (TOP, "party", 105, "105-BC/BDVTW", date(2021, 7, 6), "bao-cao-ban-dan-van"),
    ("MTTQ-TW", "state", 64, "64/BC-MTTW-BTT", date(2021, 7, 7), "bao-cao-mat-tran"),
)


def played() -> bool:
    """Are both briefings issued?"""
    return composed().filter(state=BriefingState.ISSUED).count() >= len(BRIEFINGS)


def composed() -> QuerySet[Briefing]:
    """The briefings of the play; one that a visitor composed is the visitor's."""
    return Briefing.objects.filter(composed_at__lt=TODAY)


def play(stage: Stage) -> None:
    """Compose both, issue both, render their papers."""
    collection, clock = collection_of(NOW), Clock(at(2021, 7, 5, 8))
    for done, (code, layout, number, symbol, dated, _name) in enumerate(BRIEFINGS, start=1):
        unit = stage.units[code]
        briefing = composed().filter(unit=unit, collection=collection).first()
        if briefing is None:
            briefing = compose_briefing(
                actor=stage.actor(code), unit=unit, root=stage.units[TOP], collection=collection, layout=layout,
                now=clock(),
            )  # fmt: skip
        stage.tell("Bản giao ban", done, len(BRIEFINGS))
        if code == TOP and briefing.content.state == ContentState.DRAFT:
            _send_round(stage, briefing, clock)
        if briefing.state != BriefingState.ISSUED:
            leader, signed = stage.actor(code, Post.LEADER), at(dated.year, dated.month, dated.day, 15)
            issue_briefing(
                actor=leader, briefing=briefing, number=number, symbol=symbol, dated=dated, now=signed
            )
        render_papers(briefing.pk)


def _send_round(stage: Stage, briefing: Briefing, clock: Clock) -> None:
    """The six organisations comment on paragraphs of the draft, before the conference and at it; each is answered."""
    officer, content = stage.actor(TOP), briefing.content
    units = [stage.units[unit_code(organisation, CENTRE)] for organisation in ORGANISATIONS]
    circulate_content(actor=officer, content=content, units=units, due_on=date(2021, 7, 6), now=clock())
    standing = texts_of(content)
    for row in script()["comments"]:
        text = next((t for t in standing if t.kind in WRITTEN and row["find"] in t.plain), None)
        if text is None:
            raise ScenarioBroken(f"no paragraph of the draft says {row['find']!r}")
        unit, said = stage.units[row["unit"]], datetime.fromisoformat(row["at"]).replace(tzinfo=HANOI_TIME)
        comment = comment_on_paragraph(
            actor=stage.actor(row["unit"]), unit=unit, paragraph=text.paragraph, body=row["body"], now=said
        )
        answer, then = Answer(row["answer"]), said + timedelta(minutes=20)
        answer_comment(actor=officer, comment=comment, answer=answer, body=row["reply"], now=then)


def write(stage: Stage) -> None:
    """Every paper of both briefings into out/."""
    stage.out.mkdir(parents=True, exist_ok=True)
    names = {code: name for code, _l, _n, _s, _d, name in BRIEFINGS}
    rows = BriefingFile.objects.filter(briefing__in=composed(), briefing__unit__code__in=names)
    for row in rows.select_related("file", "briefing__unit").order_by("pk"):
        ending = "pdf" if row.file.media_type == "application/pdf" else "docx"
        size = "" if row.size == "full" else f"-{row.size}"
        name = f"{names[row.briefing.unit.code]}{size}.{ending}"
        (stage.out / name).write_bytes(read_bytes(row.file))
