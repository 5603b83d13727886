"""One of everything: commune c1 is "own", district d1 above it receives, province p2 has nothing to do with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from inspect import Parameter, signature, unwrap
from typing import Any, get_args, get_origin
from uuid import uuid4

from django.db import models

from giaoban.apps.accounts.enums import Post
from giaoban.apps.briefings.actions.compose_briefing import compose_briefing
from giaoban.apps.conferences.actions.add_sites import add_sites
from giaoban.apps.conferences.actions.invite_delegates import add_delegates
from giaoban.apps.conferences.actions.order_papers import ask_paper
from giaoban.apps.conferences.actions.plan_conference import plan_conference, set_agenda
from giaoban.apps.conferences.actions.put_task import put_task, record_stance
from giaoban.apps.conferences.actions.write_conclusion import write_conclusion
from giaoban.apps.conferences.domain.changing import PlannedFacts
from giaoban.apps.conferences.domain.commands import Command
from giaoban.apps.conferences.domain.decide import Count, Rule
from giaoban.apps.conferences.domain.links import Link
from giaoban.apps.conferences.domain.plan import NewAgreedTask, NewItem, NewSite
from giaoban.apps.conferences.domain.protocol import NewDelegate
from giaoban.apps.conferences.enums import CommandKind, ConferenceForm, ConferenceKind, StanceKind
from giaoban.apps.conferences.formats.majorities import load_rules
from giaoban.apps.conferences.models import ChangeNotice, Matter, Remark, Turn
from giaoban.apps.directives.actions.ask_dissemination import ask_dissemination
from giaoban.apps.directives.actions.file_programme import Filing
from giaoban.apps.directives.domain.order import Order
from giaoban.apps.directives.enums import Reason
from giaoban.apps.directives.models import ReplacementNotice
from giaoban.apps.documents.actions.comment_on_paragraph import comment_on_paragraph
from giaoban.apps.documents.actions.create_content import create_content
from giaoban.apps.documents.actions.file_paper import put_in_matter
from giaoban.apps.documents.actions.keep_matter import open_matter
from giaoban.apps.documents.actions.register_document import NewDocument
from giaoban.apps.documents.domain.addressing import Addressing
from giaoban.apps.documents.domain.matters import Closing, MatterFacts
from giaoban.apps.documents.enums import ContentKind
from giaoban.apps.documents.models import Delivery, EntryChange, StruckNotice
from giaoban.apps.documents.queries.contents import texts_of
from giaoban.apps.notify.enums import Way
from giaoban.apps.notify.models import Channel, Sending
from giaoban.apps.org.models import Unit
from giaoban.apps.portal.actions.keep_page import PageFacts, keep_page
from giaoban.apps.portal.actions.keep_picture import NewPicture, add_picture
from giaoban.apps.portal.actions.write_item import write_item
from giaoban.apps.portal.domain.writing import NewsText
from giaoban.apps.proposals.actions.raise_proposal import raise_proposal
from giaoban.apps.proposals.domain.raising import NewProposal
from giaoban.apps.proposals.models import Raising
from giaoban.apps.reporting.actions.import_workbook import start_import
from giaoban.apps.reporting.models import Doubt, ImportItem
from giaoban.apps.tasks.actions.create_tasks import give_task
from giaoban.apps.tasks.actions.declare_scenario import close_declaration, declare_scenario
from giaoban.apps.tasks.actions.gather_evidence import Piece, add_evidence
from giaoban.apps.tasks.actions.keep_feed import make_feed
from giaoban.apps.tasks.actions.open_programme import open_programme
from giaoban.apps.tasks.actions.prepare_monday import name_obstacle
from giaoban.apps.tasks.actions.prepare_scenario import prepare_scenario
from giaoban.apps.tasks.actions.write_coordination import write_coordination
from giaoban.apps.tasks.actions.write_entry import write_entry
from giaoban.apps.tasks.actions.write_plan import write_plan_entry
from giaoban.apps.tasks.domain.coordination import NewCommitment, NewCoordination, NewParty
from giaoban.apps.tasks.domain.giving import NewOrder, NewTask, PreparedTask
from giaoban.apps.tasks.domain.plans import NewPlanEntry
from giaoban.apps.tasks.domain.week import NewEntry
from giaoban.kit.access import Actor
from giaoban.kit.usecase import UseCase, hints
from tests.documents.drafts import text
from tests.documents.outgoing import agreed
from tests.documents.register import paper as incoming_paper
from tests.documents.register import registered
from tests.files.samples import PDF
from tests.network import build_network
from tests.portal.news import photo
from tests.reporting.conftest import NOW, Round, open_month
from tests.reporting.test_import import workbook

MARK = "Riêng của xã một"
DAY = date(2021, 7, 30)
OWN, ABOVE, ELSEWHERE = "front-c1", "front-d1", "front-p2"
MONDAY = date(2021, 7, 26)
WEEK = {"code": OWN, "monday": MONDAY.isoformat()}
PLAN = {"code": OWN, "period": "2021-M07"}
# One letter of an answer each, in this order.
ROLES: dict[str, tuple[str, Post] | None] = {
    "public": None,
    "outsider": (ELSEWHERE, Post.LEADER),
    "officer": (OWN, Post.OFFICER),
    "leader": (OWN, Post.LEADER),
    "clerk": (OWN, Post.CLERK),
    "administrator": (OWN, Post.ADMINISTRATOR),
    "receiver": (ABOVE, Post.OFFICER),
    "chief": (ABOVE, Post.LEADER),
}


@dataclass
class Scene:
    """`things` by type: what a parameter of that type gets."""

    month: Round
    things: dict[type, Any] = field(default_factory=dict)

    def actor(self, role: str) -> Actor:
        hat = ROLES[role]
        return self.month.net.actor(*hat) if hat else Actor.public()

    def add(self, *rows: models.Model) -> None:
        for row in rows:
            self.things.setdefault(type(row), row)

    def arguments(self, case: UseCase, overrides: Mapping[str, Any]) -> dict[str, Any]:
        """A value for every compulsory parameter: the scene's own row of its type, or something plain."""
        types = hints(case)
        found = {}
        for parameter in signature(unwrap(case.function)).parameters.values():
            name = parameter.name
            if name == "actor":
                continue
            if name in overrides:
                found[name] = overrides[name]
            elif parameter.default is Parameter.empty:
                found[name] = self.value(name, types[name])
        return found

    def value(self, name: str, kind: Any) -> Any:
        for wanted in (kind, *get_args(kind)):
            if wanted in self.things:
                return self.things[wanted]
        plain = {str: MARK, int: 1, bool: False, datetime: NOW, date: DAY, Decimal: Decimal(1), bytes: b"x"}
        if isinstance(kind, type) and issubclass(kind, Enum):
            return next(iter(kind))
        if kind in plain:
            return plain[kind]
        if type(None) in get_args(kind):
            return None
        if get_origin(kind) in (Mapping, dict):
            return {}
        return [] if get_origin(kind) is not None else None


def build_scene() -> Scene:
    """In the current database, with settings.FILES_DIR pointing somewhere harmless."""
    net = build_network()
    scene = Scene(Round(net, open_month(net)))
    own = net.units[OWN]
    for role in ROLES:
        scene.actor(role)  # now: an actor first made inside an attempt would be taken back with it
    scene.add(own, own.organisation, scene.month.collection)
    _reminders(scene)
    _reporting(scene)
    _documents(scene)
    _tasks(scene)
    _week(scene)
    _conference(scene)
    _news(scene)
    return scene


def _reminders(scene: Scene) -> None:
    """The officer's own."""
    user = scene.month.net.user(OWN, Post.OFFICER)
    channel = Channel(user=user, way=Way.EMAIL, created_at=NOW)
    channel.seal("can.bo@xa.example.vn")
    channel.save()
    sending = Sending(channel=channel, key="daily:1", subject=MARK, created_at=NOW, due_at=NOW)
    sending.save()
    scene.add(user, channel, sending)


def _reporting(scene: Scene) -> None:
    month, own = scene.month, scene.month.net.units[OWN]
    book = workbook(month, OWN)
    month.fill(OWN)
    report = month.hand_in(OWN)
    assert report.version is not None
    doubt = Doubt.objects.create(
        report=report,
        version=report.version,
        rule="r",
        cells=["households_helped"],
        message=MARK,
        raised_at=NOW,
    )
    batch = start_import(
        actor=month.net.actor(OWN), collection=month.collection, unit=own, upload=book, name="c1.xlsx",
        hand_in=False, now=NOW,
    )  # fmt: skip
    item = ImportItem(batch=batch, position=1, name="c1.xlsx")
    scene.add(report, doubt, batch, item, batch.file, month.collection.form_version)
    above = month.net.units[ABOVE]
    briefing = compose_briefing(
        actor=month.net.actor(ABOVE),
        unit=above,
        root=above,
        collection=month.collection,
        layout="state",
        now=NOW,
    )
    scene.add(briefing)


def _documents(scene: Scene) -> None:
    net = scene.month.net
    own, above = net.units[OWN], net.units[ABOVE]
    document = registered(own, "1-KH/TEST", net.actor(OWN, Post.CLERK), summary=MARK)
    ordered = registered(above, "2-KH/TEST", net.actor(ABOVE, Post.CLERK))
    content = create_content(
        actor=net.actor(OWN), unit=own, kind=ContentKind.BRIEFING, title=MARK,
        paragraphs=[text("Một"), text("Hai")], now=NOW,
    )  # fmt: skip
    paragraph = texts_of(content)[0].paragraph
    comment = comment_on_paragraph(actor=net.actor(OWN), unit=own, paragraph=paragraph, body=MARK, now=NOW)
    delivery = Delivery.objects.create(document=ordered, unit=own, sent_at=NOW)
    directive = ask_dissemination(
        actor=net.actor(ABOVE), document=ordered, unit=above, units=[own], deadline=DAY, note="", now=NOW
    )
    notice = ReplacementNotice.objects.create(
        old=document, new=document, unit=own, reasons=[Reason.CARRIES_OUT], told_at=NOW
    )
    struck = StruckNotice.objects.create(document=document, unit=own, told_at=NOW)
    corrected = EntryChange.objects.create(document=document, reason=MARK, at=NOW)
    scene.add(struck, corrected)
    scene.things[NewDocument] = incoming_paper("1-KH/TEST", summary=MARK, received_on=document.received_on)
    appointment = net.user(OWN).appointments.get()
    scene.add(
        document, content, paragraph, comment, directive, directive.disseminations.get(), notice, appointment
    )
    facts = MatterFacts(2021, "01.VP", MARK, 5)
    matter = open_matter(actor=net.actor(OWN), unit=own, facts=facts, now=NOW)
    scene.add(matter, put_in_matter(actor=net.actor(OWN), matter=matter, paper=document, now=NOW))
    scene.things |= {MatterFacts: replace(facts, code="02.VP"), Closing: Closing(DAY, DAY, 1)}
    scene.things[Addressing] = Addressing(by_hand=(ABOVE,))
    scene.things |= {Order: Order(Addressing(levels=(3,)), DAY), Filing: Filing()}
    scene.add(net.user(OWN), document.type, agreed(own, summary=MARK), delivery)


def _tasks(scene: Scene) -> None:
    net = scene.month.net
    own, above = net.units[OWN], net.units[ABOVE]
    new = NewTask(MARK, own.pk, above.pk, DAY, checklist=(MARK, "Hai"))
    programme = open_programme(actor=net.actor(OWN), unit=own, title=MARK, year=2021, now=NOW)
    task = give_task(actor=net.actor(ABOVE), unit=above, task=new, now=NOW)
    raising = NewProposal("proposal", own.pk, above.pk, MARK, "", "reporting.Report", 1)
    proposal = raise_proposal(actor=net.actor(OWN), unit=own, proposal=raising, now=NOW)
    piece = Piece(MARK, upload=PDF, file_name="a.pdf")
    scene.add(add_evidence(actor=net.actor(OWN), task=task, piece=piece, now=NOW))
    scene.things[Piece] = piece
    scene.add(programme, task, proposal, Raising.objects.get(proposal=proposal))
    scene.things |= {NewTask: NewTask(MARK, own.pk, own.pk, DAY), NewProposal: raising}
    _scenario(scene, own)


def _scenario(scene: Scene, own: Unit) -> None:
    """A scenario that rests, with a declaration that was closed, and its order."""
    net, tasks = scene.month.net, [PreparedTask(MARK, 1)]
    row = prepare_scenario(actor=net.actor(OWN), unit=own, title=MARK, trigger=MARK, tasks=tasks, now=NOW)
    leader = net.actor(OWN, Post.LEADER)
    declared = declare_scenario(actor=leader, scenario=row, reason=MARK, rehearsal=True, now=NOW)
    close_declaration(actor=leader, declaration=declared, outcome=MARK, now=NOW)
    scene.add(row, declared, declared.orders.get())
    new = NewCoordination(
        "regulation", MARK, DAY, DAY + timedelta(days=9), (NewParty(MARK, (NewCommitment(MARK),)),)
    )
    scene.add(write_coordination(actor=net.actor(OWN), unit=own, coordination=new, now=NOW))
    scene.things[NewCoordination] = new
    order = NewOrder(MARK, DAY, Addressing(levels=(3,)))
    scene.things |= {NewOrder: order, PreparedTask: tasks[0]}


def _week(scene: Scene) -> None:
    own, actor = scene.month.net.units[OWN], scene.month.net.actor(OWN)
    new = NewEntry(0, "morning", MARK)
    entry = write_entry(actor=actor, unit=own, monday=MONDAY, entry=new, now=NOW)
    line = name_obstacle(actor=actor, unit=own, monday=MONDAY, words=MARK)
    feed, _secret = make_feed(actor=actor, unit=own, now=NOW)
    plan_entry = write_plan_entry(
        actor=actor, unit=own, code=PLAN["period"], entry=NewPlanEntry(MARK), now=NOW
    )
    scene.add(entry, entry.week, line, line.page, feed, plan_entry, plan_entry.plan)
    scene.things[NewPlanEntry] = NewPlanEntry(MARK)
    scene.things[NewEntry] = new


def _conference(scene: Scene) -> None:
    net = scene.month.net
    own, above = net.units[OWN], net.units[ABOVE]
    convenor = net.actor(ABOVE)
    row = plan_conference(
        actor=convenor, unit=above, title=MARK, kind=ConferenceKind.HALF_YEAR, form=ConferenceForm.ONLINE,
        starts_at=NOW, place="A", chair_post="B", now=NOW,
    )  # fmt: skip
    add_sites(actor=convenor, conference=row, sites=[NewSite(own.name, own.pk, own.area_id, 3)], now=NOW)
    paper = ask_paper(actor=convenor, conference=row, unit=own, title=MARK, now=NOW)
    conclusion = write_conclusion(actor=convenor, conference=row, text=MARK)
    agreed = NewAgreedTask(MARK, own.pk, DAY, "A", "B")
    task = put_task(actor=convenor, conference=row, task=agreed)
    stance = record_stance(
        actor=convenor, agreed_task=task, kind=StanceKind.OBJECTION, post="A", text="B", now=NOW
    )
    set_agenda(actor=convenor, conference=row, items=[NewItem(MARK)], now=NOW)
    row.refresh_from_db()
    scene.add(row, row.sites.get(), paper, conclusion, task, stance, row.items.get())
    scene.add(Turn.objects.create(conference=row, kind="hand", who=MARK, position=1, asked_at=NOW))
    scene.add(Remark.objects.create(conference=row, kind="comment", who=MARK, text=MARK, at=NOW))
    scene.add(Matter.objects.create(conference=row, position=1, text=MARK, mode="hands", opened_at=NOW))
    scene.things |= {Rule: load_rules()["present_half"], Count: Count(1)}
    new = NewDelegate(MARK, own.pk)
    add_delegates(actor=convenor, conference=row, delegates=[new], now=NOW)
    scene.add(row.delegates.get())
    scene.things |= {NewDelegate: new, NewItem: NewItem(MARK)}
    scene.things[NewAgreedTask] = agreed
    scene.add(ChangeNotice.objects.create(conference=row, unit=own, since=NOW))
    site = row.sites.get()
    scene.things[Link] = Link("site", site.pk, site.key)
    scene.things[Command] = Command(CommandKind.HERE, uuid4())
    scene.things[PlannedFacts] = PlannedFacts(MARK, row.kind, row.form, row.starts_at, "A", "B")


def _news(scene: Scene) -> None:
    """The commune's public page is open; its one item is a draft with a picture."""
    net, own = scene.month.net, scene.month.net.units[OWN]
    text, facts = NewsText(MARK, "A", "B", "hoi-nghi"), PageFacts(own.name, "A", is_open=True)
    keep_page(actor=net.actor(OWN, Post.LEADER), unit=own, facts=facts, now=NOW)
    item = write_item(actor=net.actor(OWN), unit=own, text=text, now=NOW)
    new = NewPicture(photo(size=(60, 40)), "a.jpg", MARK)
    scene.add(item, add_picture(actor=net.actor(OWN), item=item, picture=new, now=NOW))
    scene.things |= {NewsText: text, PageFacts: facts, NewPicture: new}
