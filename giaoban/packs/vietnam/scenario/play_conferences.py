"""Acts of the conferences: two are held from plan to issued minutes, one is in session, one is being prepared."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from giaoban.apps.accounts.enums import Post
from giaoban.apps.briefings.models import Briefing
from giaoban.apps.conferences import policies
from giaoban.apps.conferences.actions.add_sites import add_sites
from giaoban.apps.conferences.actions.confirm_conclusions import confirm_conclusions
from giaoban.apps.conferences.actions.draft_document import draft_document
from giaoban.apps.conferences.actions.hold_conference import close_conference, open_conference
from giaoban.apps.conferences.actions.invite_delegates import add_delegates, answer_delegate
from giaoban.apps.conferences.actions.order_papers import ask_paper, hand_in_paper
from giaoban.apps.conferences.actions.plan_conference import plan_conference
from giaoban.apps.conferences.actions.try_line import try_line
from giaoban.apps.conferences.domain.plan import NewItem, NewSite
from giaoban.apps.conferences.domain.protocol import NewDelegate
from giaoban.apps.conferences.enums import (
    ConferenceForm,
    ConferenceKind,
    ConferencePaper,
    DelegateState,
)
from giaoban.apps.conferences.formats.attendance import attendance_xlsx
from giaoban.apps.conferences.formats.handouts import badges, site_sheets
from giaoban.apps.conferences.formats.places import link_of_site
from giaoban.apps.conferences.formats.script import script_paper
from giaoban.apps.conferences.models import Conference, ConferenceDocument, Delegate, Site
from giaoban.apps.conferences.models import Paper as Talk
from giaoban.apps.documents.domain.paper import Paper
from giaoban.apps.documents.enums import OutgoingState
from giaoban.apps.documents.formats.outgoing import outgoing_paper
from giaoban.apps.documents.formats.paper_docx import render_docx
from giaoban.apps.documents.formats.paper_pdf import render_pdf
from giaoban.apps.indicators.models import Period
from giaoban.apps.org.queries.units import names_of_units
from giaoban.kit.clock import local_day

from .conference_day import Day, Row, come_in, run_through
from .figures import provinces
from .play_letters import go_through, moment
from .play_reports import NOW, TOP
from .stage import HANOI_TIME, Clock, Stage, script_of
from .today import TODAY

_NAMES = {"giao-ban": "", "truc-tuyen": "-truc-tuyen"}
"""What the papers of each conference end in."""
SHEETS = "phieu-diem-cau.pdf"


def script() -> Mapping[str, Any]:
    """The acts as data."""
    return script_of("conferences")


def tasks() -> list[Row]:
    """Every key task that the conferences agreed on."""
    return [task for row in script()["held"] for task in row["tasks"]]


def played() -> bool:
    """Are the minutes and notices of all conferences that were held issued?"""
    titles = [row["title"] for row in script()["held"]]
    issued = ConferenceDocument.objects.filter(
        conference__title__in=titles, outgoing__state=OutgoingState.ISSUED
    )
    return issued.count() >= len(titles) * len(ConferencePaper)


def play(stage: Stage) -> None:
    """From plan to confirmed conclusions, whose key tasks become tasks; then minutes and notice go the clerk's way."""
    for done, row in enumerate(script()["held"], start=1):
        if not Conference.objects.filter(title=row["title"], confirmed_at__isnull=False).exists():
            _hand_out(stage, row, _hold(stage, row))
        for kind, steps in row["papers_after"].items():
            _issue(stage, row, ConferencePaper(kind), steps)
        stage.tell("Hội nghị", done, len(script()["held"]))


def session_played() -> bool:
    """Was the conference opened that is in session when a visitor comes? What became of it since is the visitor's."""
    return Conference.objects.filter(title=script()["session"]["title"], opened_at__isnull=False).exists()


def play_session(stage: Stage) -> None:
    """Begun this morning, and left in the middle of its discussion."""
    row = script()["session"]
    with transaction.atomic():
        day = Day(stage, _prepare(stage, row), row)
        come_in(day)
        open_conference(actor=day.officer, conference=day.conference, now=day.at(row["opened"]))
        run_through(day)


def next_played() -> bool:
    """Is the next conference planned, with its sites and its papers asked for?"""
    row = script()["next"]
    return Talk.objects.filter(conference__title=row["title"], title=row["papers"][-1]["title"]).exists()


def play_next(stage: Stage) -> None:
    """The next conference is prepared: sites asked to take part, papers asked for; the rest is the visitors'."""
    with transaction.atomic():
        _prepare(stage, script()["next"])


def _hold(stage: Stage, row: Row) -> Conference:
    """Whole or not at all, so that a play that was stopped begins this conference anew."""
    with transaction.atomic():
        day = Day(stage, _prepare(stage, row), row)
        come_in(day)
        open_conference(actor=day.officer, conference=day.conference, now=day.at(row["opened"]))
        run_through(day)
        close_conference(actor=day.officer, conference=day.conference, now=day.at(row["closed"]))
        leader = stage.actor(TOP, Post.LEADER)
        return confirm_conclusions(actor=leader, conference=day.conference, now=day.at(row["confirmed"]))


def _prepare(stage: Stage, row: Row) -> Conference:
    """Planned, sites and delegates invited, papers asked for and handed in, lines tried."""
    conference = _plan(stage, row)
    clock = Clock(moment(row["planned"]))
    _sites(stage, row, conference, clock)
    _delegates(stage, row, conference, clock)
    _papers(stage, row, conference, clock)
    if "lines" in row:
        _lines(row, conference)
    return conference


def _plan(stage: Stage, row: Row) -> Conference:
    agenda = [
        NewItem(
            i["title"], i["kind"], i["minutes"], stage.units[i["unit"]].pk if "unit" in i else None,
            script=i.get("script", ""),
        )
        for i in row["agenda"]
    ]  # fmt: skip
    of_play = Briefing.objects.filter(unit=stage.units[TOP], composed_at__lt=TODAY)
    briefing = of_play.select_related("content").first() if row.get("draft", True) else None
    return plan_conference(
        actor=stage.actor(TOP), unit=stage.units[TOP], title=row["title"], kind=ConferenceKind(row["kind"]),
        form=ConferenceForm(row["form"]), starts_at=moment(row["starts"]), place=row["place"],
        chair_post=row["chair"], now=moment(row["planned"]), secretary_post=row["secretary"],
        period=Period.objects.get(code=row.get("period", NOW)), questions="\n".join(row.get("questions", ())),
        draft=briefing.content if briefing else None, synthetic=True, facts_published=row["facts"], agenda=agenda,
        is_public=row.get("public", False),
    )  # fmt: skip


def _sites(stage: Stage, row: Row, conference: Conference, clock: Clock) -> None:
    """Units of one hall by their own names; of provinces those of the provinces, and the centre."""
    of_provinces = row["sites"] == "provinces"
    codes = [TOP, *(f"MTTQ-{p}" for p in provinces())] if of_provinces else row["sites"]
    named = {f"MTTQ-{code}": place.place_name for code, place in provinces().items()} if of_provinces else {}
    called = names_of_units([stage.units[c].pk for c in codes], local_day(conference.starts_at))
    posts, names = row.get("of_sites", {}), named | ({TOP: "Trung tâm"} if of_provinces else {})
    sites = [
        NewSite(
            names.get(c) or called[stage.units[c].pk], unit_id=stage.units[c].pk, expected=row["expected"],
            local_chair=_chair(c, row), operator=posts.get("operator", ""),
        )
        for c in codes
    ]  # fmt: skip
    add_sites(actor=stage.actor(TOP), conference=conference, sites=sites, now=clock())


def _chair(code: str, row: Row) -> str:
    """Who chairs at a site: the conference's own chair at the centre, a post of the province elsewhere."""
    if "of_sites" not in row:
        return ""
    if code == TOP:
        return str(row["chair"])
    city = provinces()[code.removeprefix("MTTQ-")].kind == "thành phố"
    return str(row["of_sites"]["chair"]).format(committee="Thành ủy" if city else "Tỉnh ủy")


def _delegates(stage: Stage, row: Row, conference: Conference, clock: Clock) -> None:
    """Those at the centre in protocol order, then the post of each site; each answers by the officer of its unit."""
    told = [*row.get("delegates", ()), *_of_sites(stage, row, conference)]
    if not told:
        return
    places = dict(conference.sites.values_list("unit__code", "pk"))
    new = [
        NewDelegate(
            one["post"], stage.units[one["unit"]].pk if "unit" in one else None, places.get(one.get("site"))
        )
        for one in told
    ]  # fmt: skip
    add_delegates(actor=stage.actor(TOP), conference=conference, delegates=new, now=clock())
    answers = {one["post"]: one for one in told}
    for delegate in conference.delegates.select_related("conference", "unit"):
        _answer(stage, delegate, answers[delegate.post], clock())


def _of_sites(stage: Stage, row: Row, conference: Conference) -> list[Row]:
    posts = row.get("of_sites", {})
    if "post" not in posts:
        return []
    codes = [f"MTTQ-{p}" for p in provinces()]
    names = names_of_units([stage.units[c].pk for c in codes], local_day(conference.starts_at))
    instead, excused = row.get("absent_posts", {}), row.get("excused_posts", {})
    found: list[Row] = []
    for code in codes:
        name = names[stage.units[code].pk]
        one = {"post": f"{posts['post']} {name}", "unit": code, "site": code}
        if code in instead:
            one |= {"replaced": f"{instead[code]} {name}", "reason": "trực phòng chống dịch"}
        if code in excused:
            one |= {"excused": excused[code]}
        found.append(one)
    return found


def _answer(stage: Stage, delegate: Delegate, told: Row, now: datetime) -> None:
    state = DelegateState.CONFIRMED
    if "replaced" in told:
        state = DelegateState.REPLACED
    if "excused" in told:
        state = DelegateState.EXCUSED
    answer_delegate(
        actor=stage.actor(delegate.unit.code if delegate.unit else TOP), delegate=delegate, state=state,
        replaced_by=told.get("replaced", ""), reason=told.get("excused", told.get("reason", "")), now=now,
    )  # fmt: skip


def _papers(stage: Stage, row: Row, conference: Conference, clock: Clock) -> None:
    for told in row["papers"]:
        due: date = told["due"]
        paper = ask_paper(
            actor=stage.actor(TOP), conference=conference, unit=stage.units[told["unit"]], title=told["title"],
            minutes=told.get("minutes", 7), due=datetime.combine(due, time(17), tzinfo=HANOI_TIME), now=clock(),
        )  # fmt: skip
        if "given_in" in told:
            hand_in_paper(
                actor=stage.actor(told["unit"]),
                paper=paper,
                title=told["title"],
                now=moment(told["given_in"]),
            )


def _lines(row: Row, conference: Conference) -> None:
    """Every site tries over its own link; what was bad at first is tried again."""
    bad = {one["unit"]: one for one in row["lines"]["again"]}
    for site in conference.sites.select_related("unit"):
        code = site.unit.code if site.unit else ""
        if code in row.get("untried", ()):
            continue
        again = bad.get(code, {})
        if again:
            _try(site, again.get("picture", True), again.get("sound", True), again["note"])
        _try(site, True, True, again.get("then", row["lines"]["good"]))


def _try(site: Site, picture: bool, sound: bool, note: str) -> None:
    link = link_of_site(site)
    try_line(actor=policies.by_link(link), link=link, picture=picture, sound=sound, phone=True, note=note)


def _issue(stage: Stage, row: Row, kind: ConferencePaper, steps: Row) -> None:
    """Drafted from what was noted, put, agreed, numbered, issued; sent to whom the script names."""
    conference = Conference.objects.get(title=row["title"])
    drafted = draft_document(
        actor=stage.actor(TOP), conference=conference, kind=kind, now=moment(steps["drafted"])
    )
    go_through(stage, TOP, drafted.outgoing, steps)


def write(stage: Stage) -> None:
    """Script, minutes, notice and attendance of both conferences into out/; sheets and badges of that with sites."""
    stage.out.mkdir(parents=True, exist_ok=True)
    for row in script()["held"]:
        found = Conference.objects.select_related("unit__organisation", "period").get(title=row["title"])
        ending = _NAMES[row["key"]]
        _write(stage.out / f"kich-ban-dieu-hanh{ending}", script_paper(found))
        for document in found.documents.select_related("outgoing__document", "outgoing__unit__organisation"):
            name = "bien-ban-hoi-nghi" if document.kind == ConferencePaper.MINUTES else "thong-bao-ket-luan"
            _document(stage.out / f"{name}{ending}", document)
        (stage.out / f"dai-bieu-du-hop{ending}.xlsx").write_bytes(attendance_xlsx(found))
        if not (stage.out / SHEETS).exists():
            _hand_out(stage, row, found)


def _write(path: Path, paper: Paper) -> None:
    path.with_name(f"{path.name}.docx").write_bytes(render_docx(paper))
    path.with_name(f"{path.name}.pdf").write_bytes(render_pdf(paper))


def _document(path: Path, document: ConferenceDocument) -> None:
    outgoing = document.outgoing
    if outgoing.document is None or outgoing.state != OutgoingState.ISSUED:
        return
    _write(path, outgoing_paper(outgoing, day=outgoing.document.issued_on))


def _hand_out(stage: Stage, row: Row, found: Conference) -> None:
    """What the sites were given for the day; 64 pages take a while, so they are drawn once a play."""
    if row["sites"] != "provinces":
        return
    stage.out.mkdir(parents=True, exist_ok=True)
    sites = found.sites.select_related("unit").order_by("sort_key", "pk")
    delegates = found.delegates.select_related("unit", "site")
    base = str(settings.PUBLIC_URL)
    (stage.out / SHEETS).write_bytes(site_sheets(found, sites, base))
    (stage.out / "the-dai-bieu.pdf").write_bytes(badges(found, delegates, base))
