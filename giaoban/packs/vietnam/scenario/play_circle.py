"""Act four: what stands around the reports. Documents arrive and are carried out; two conferences; nine key tasks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from giaoban.apps.accounts.enums import Post
from giaoban.apps.briefings.models import Briefing
from giaoban.apps.conferences.actions.add_sites import add_sites
from giaoban.apps.conferences.actions.confirm_conclusions import confirm_conclusions
from giaoban.apps.conferences.actions.hold_conference import open_conference
from giaoban.apps.conferences.actions.order_papers import ask_paper, hand_in_paper
from giaoban.apps.conferences.actions.plan_conference import plan_conference
from giaoban.apps.conferences.actions.put_task import put_task
from giaoban.apps.conferences.actions.report_site import note_line_test, report_attendance
from giaoban.apps.conferences.actions.write_conclusion import write_conclusion
from giaoban.apps.conferences.domain.plan import NewAgreedTask, NewItem, NewSite
from giaoban.apps.conferences.enums import ConferenceForm, ConferenceKind
from giaoban.apps.conferences.formats.notice import Notice, notice_paper
from giaoban.apps.conferences.models import Conference, Paper
from giaoban.apps.conferences.queries import attendance_of, conclusions_of, put_tasks
from giaoban.apps.documents.actions.instruct_document import instruct_document
from giaoban.apps.documents.actions.load_types import load_types
from giaoban.apps.documents.actions.register_document import Issuer, NewDocument, register_document
from giaoban.apps.documents.domain.register import TypeSpec
from giaoban.apps.documents.enums import Audience, Direction, Secrecy
from giaoban.apps.documents.formats.paper_docx import render_docx
from giaoban.apps.documents.formats.paper_pdf import render_pdf
from giaoban.apps.documents.models import Document, DocumentType
from giaoban.apps.indicators.models import Period
from giaoban.apps.org.queries.units import short_names_of_units
from giaoban.kit.clock import local_day
from giaoban.kit.jobs import run_pending

from .figures import provinces
from .play_reports import NOW, TOP
from .play_waves import disseminate
from .play_waves import script as waves
from .splits import unit_interval
from .stage import HANOI_TIME, SYSTEM, Clock, Stage, script_of
from .today import TODAY

_HERE = Path(__file__).parent
HANOI_FRONT = "MTTQ-01"
NOTICE = "thong-bao-ket-luan"


def script() -> Mapping[str, Any]:
    """The act as data."""
    return script_of("circle")


def documents_played() -> bool:
    """Is the last document in the register?"""
    return Document.objects.filter(symbol=script()["newer"]["symbol"]).exists()


def play_documents(stage: Stage) -> None:
    """Register what arrived, instruct, disseminate two levels down; a newer document takes an older one's place."""
    types = yaml.safe_load((_HERE.parent / "document_types.yaml").read_text(encoding="utf-8"))
    load_types(actor=SYSTEM, types=[TypeSpec(row["code"], row["name"], row["abbreviation"]) for row in types])
    arrived = script()["documents"]
    for done, row in enumerate(arrived, start=1):
        document = _register(stage, TOP, row)
        _instruct(stage, TOP, document)
        stage.tell("Văn bản đến", done, len(arrived))
    stage.people([HANOI_FRONT], (Post.LEADER, Post.CLERK), moment_of(date(2020, 1, 2)))
    for row in script()["hanoi"]:
        _instruct(stage, HANOI_FRONT, _register(stage, HANOI_FRONT, row))
    disseminate(stage, waves()["earlier"])
    newer = script()["newer"]
    older = Document.objects.get(symbol=newer["replaces"], unit=stage.units[TOP])
    _register(stage, TOP, newer, (older,))
    run_pending()  # whoever acts under the older document is told by a job


def moment_of(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=HANOI_TIME)


def _register(
    stage: Stage, unit: str, row: Mapping[str, Any], replaces: tuple[Document, ...] = ()
) -> Document:
    found: Document | None = Document.objects.filter(symbol=row["symbol"], unit=stage.units[unit]).first()
    if found is not None:
        return found
    issuer = stage.units.get(row["issuer"])
    new = NewDocument(
        direction=Direction.INCOMING,
        type=DocumentType.objects.get(code=row["type"]),
        issuer=Issuer(row["name"], unit=issuer),
        symbol=row["symbol"],
        issued_on=row["issued"],
        summary=row["summary"],
        received_on=row["received"],
        secrecy=Secrecy.NONE,
        audience=Audience.NETWORK if unit == TOP else Audience.ADDRESSEES,
        replaces=replaces,
    )
    clerk = stage.actor(unit, Post.CLERK)
    return register_document(actor=clerk, unit=stage.units[unit], new=new, now=moment_of(row["received"]))


def _instruct(stage: Stage, unit: str, document: Document) -> None:
    if document.instructions.exists():
        return
    now = moment_of(document.received_on, 15)
    instruct_document(
        actor=stage.actor(unit, Post.LEADER), document=document, body=script()["instruction"],
        lead_unit=stage.units[unit], lead=None, coordinating=[], due_on=now.date() + timedelta(days=30), now=now,
    )  # fmt: skip


def conferences_played() -> bool:
    """Are the conclusions of both conferences confirmed?"""
    return Conference.objects.filter(confirmed_at__isnull=False).count() >= len(script()["conferences"])


def play_conferences(stage: Stage) -> None:
    """From plan to confirmed conclusions; the key tasks become tasks."""
    for done, row in enumerate(script()["conferences"], start=1):
        if not Conference.objects.filter(title=row["title"], confirmed_at__isnull=False).exists():
            _hold(stage, row)
        stage.tell("Hội nghị", done, len(script()["conferences"]))


def _hold(stage: Stage, row: Mapping[str, Any]) -> None:
    starts = datetime.fromisoformat(str(row["starts"])).replace(tzinfo=HANOI_TIME)
    clock, officer = Clock(starts - timedelta(days=7)), stage.actor(TOP)
    conference = Conference.objects.filter(title=row["title"]).first() or _plan(stage, row, starts)
    _sites(stage, row, conference, clock)
    _papers(stage, row, conference, clock)
    clock.moment = starts
    open_conference(actor=officer, conference=conference, now=clock())
    for site in conference.sites.select_related("unit"):
        actor = stage.actor(site.unit.code) if site.unit else officer
        present = site.expected - int(unit_interval(row["key"], site.name) * 3)
        note_line_test(actor=actor, site=site, picture=True, sound=True, phone=True)
        report_attendance(actor=actor, site=site, officers=present, others=0, now=clock())
    if not conference.conclusions.exists():
        for text in row["conclusions"]:
            write_conclusion(actor=officer, conference=conference, text=text)
        for task in row["tasks"]:
            put_task(actor=officer, conference=conference, task=_task(stage, task))
    clock.moment = starts + timedelta(hours=3)
    confirm_conclusions(actor=stage.actor(TOP, Post.LEADER), conference=conference, now=clock())


def _plan(stage: Stage, row: Mapping[str, Any], starts: datetime) -> Conference:
    agenda = [
        NewItem(i["title"], i["kind"], i["minutes"], stage.units[i["unit"]].pk if "unit" in i else None)
        for i in row["agenda"]
    ]
    of_play = Briefing.objects.filter(unit=stage.units[TOP], composed_at__lt=TODAY)
    briefing = of_play.select_related("content").first() if row.get("draft", True) else None
    return plan_conference(
        actor=stage.actor(TOP), unit=stage.units[TOP], title=row["title"], kind=ConferenceKind(row["kind"]),
        form=ConferenceForm(row["form"]), starts_at=starts, place=row["place"], chair_post=row["chair"],
        now=starts - timedelta(days=7), secretary_post=row["secretary"],
        period=Period.objects.get(code=row.get("period", NOW)),
        draft=briefing.content if briefing else None, synthetic=True, facts_published=row["facts"], agenda=agenda,
    )  # fmt: skip


def _sites(stage: Stage, row: Mapping[str, Any], conference: Conference, clock: Clock) -> None:
    codes = [f"MTTQ-{p}" for p in provinces()] if row["sites"] == "provinces" else row["sites"]
    if row["sites"] == "provinces":
        codes = [TOP, *codes]
    called = short_names_of_units([stage.units[c].pk for c in codes], local_day(conference.starts_at))
    sites = [
        NewSite(called[stage.units[c].pk], unit_id=stage.units[c].pk, expected=row["expected"]) for c in codes
    ]
    add_sites(actor=stage.actor(TOP), conference=conference, sites=sites, now=clock())


def _papers(stage: Stage, row: Mapping[str, Any], conference: Conference, clock: Clock) -> None:
    if conference.papers.exists():
        return
    for code, title in row["papers"]:
        unit = stage.units[code]
        paper = ask_paper(actor=stage.actor(TOP), conference=conference, unit=unit, title=title, now=clock())
        hand_in_paper(actor=stage.actor(code), paper=paper, title=title, now=clock())


def _task(stage: Stage, row: Mapping[str, Any]) -> NewAgreedTask:
    return NewAgreedTask(
        title=row["title"], lead_id=stage.units[row["lead"]].pk, deadline=row["due"], aim=row["aim"],
        measure=row["measure"], coordinating_ids=tuple(stage.units[c].pk for c in row["with"]),
    )  # fmt: skip


def next_played() -> bool:
    """Is the next conference planned, with its sites and its papers asked for?"""
    row = script()["next"]
    return Paper.objects.filter(conference__title=row["title"], title=row["papers"][-1][1]).exists()


def play_next(stage: Stage) -> None:
    """The next conference is prepared: sites asked to take part, papers asked for; the rest is the visitors'."""
    row, officer = script()["next"], stage.actor(TOP)
    starts = datetime.fromisoformat(str(row["starts"])).replace(tzinfo=HANOI_TIME)
    clock = Clock(moment_of(row["planned"]))
    conference = Conference.objects.filter(title=row["title"]).first() or _plan(stage, row, starts)
    _sites(stage, row, conference, clock)
    asked = set(conference.papers.values_list("title", flat=True))
    for code, title in row["papers"]:
        if title not in asked:
            due = starts - timedelta(days=1)
            ask_paper(
                actor=officer,
                conference=conference,
                unit=stage.units[code],
                title=title,
                due=due,
                now=clock(),
            )


def write(stage: Stage) -> None:
    """The notice of conclusions into out/."""
    stage.out.mkdir(parents=True, exist_ok=True)
    title = script()["conferences"][0]["title"]
    found = Conference.objects.select_related("unit__organisation", "period").get(title=title)
    paper = notice_paper(
        Notice(found, conclusions_of([found])[found.pk], put_tasks(found), attendance_of(found))
    )
    (stage.out / f"{NOTICE}.docx").write_bytes(render_docx(paper))
    (stage.out / f"{NOTICE}.pdf").write_bytes(render_pdf(paper))
