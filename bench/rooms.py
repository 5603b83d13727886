"""The other rooms of the benches' database: what stands on the pages that reports alone would leave empty.

Documents, drafts, tasks, proposals, conferences, briefings and asks of the officer's unit, as many as a centre has in
a year or two, written in bulk: how they come about is not what is measured. Everything is made from arithmetic.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta
from decimal import Decimal

from django.db import connection, transaction

from bench.data import NOW, SMALL, TOP, WIDE, YEAR, collection_of, values_for
from giaoban.apps.briefings.models import Briefing, BriefingFigure
from giaoban.apps.conferences.enums import ConferenceForm, ConferenceKind, ItemKind
from giaoban.apps.conferences.models import AgendaItem, AgreedTask, Conclusion, Conference, Paper, Site
from giaoban.apps.directives.models import Directive
from giaoban.apps.documents.enums import (
    ContentKind,
    Direction,
    DocumentState,
    ParagraphKind,
    TextStep,
)
from giaoban.apps.documents.models import (
    Comment,
    Content,
    Delivery,
    Document,
    DocumentType,
    Outgoing,
    Paragraph,
    ParagraphText,
)
from giaoban.apps.files.models import StoredFile
from giaoban.apps.org.enums import Level, Line
from giaoban.apps.org.models import Unit
from giaoban.apps.proposals.enums import Kind
from giaoban.apps.proposals.models import Proposal, Raising, Turn
from giaoban.apps.reporting.enums import DoubtState, ImportState, ReportState
from giaoban.apps.reporting.models import Doubt, ImportBatch, ImportItem, Report, ReportVersion
from giaoban.apps.tasks.enums import AskKind, Part, TaskState, TaskStepKind, WeekState
from giaoban.apps.tasks.models import Ask, Programme, Task, TaskStep, Week, WeekEntry

MONDAY = date(2026, 1, 12)


def fill() -> None:
    """Make what is not there yet."""
    if Task.objects.exists():
        return
    with transaction.atomic():
        top = Unit.objects.get(code=TOP)
        below = list(
            Unit.objects.filter(level=Level.PROVINCE, organisation=top.organisation).order_by("pk")[:63]
        )
        kind = DocumentType.objects.create(code="bench-letter", name="Công văn", abbreviation="CV")
        documents = _documents(top, below, kind)
        _outgoing(top, kind)
        _directives(top, documents)
        _tasks(top, below)
        _week(top)
        _proposals(top, below)
        _conferences(top, below)
        _briefings(top)
        _reports(top)
        _asks(top)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _day(n: int, since: date = date(2025, 1, 1)) -> date:
    return since + timedelta(days=n % 360)


def _documents(top: Unit, below: Sequence[Unit], kind: DocumentType) -> list[Document]:
    """600 received in each of two years, 300 of them since January; 300 sent to us by units below."""
    made = []
    for n in range(900):
        first = date(2025, 1, 1) if n < 600 else date(2026, 1, 1)
        made.append(_document(top, kind, Direction.INCOMING, n, _day(n // 2, first), f"Cơ quan {n % 40}"))
    sent = [_document(u, kind, Direction.OUTGOING, n, _day(n), u.name) for n in range(5) for u in below]
    found = Document.objects.bulk_create([*made, *sent])
    ours = [Delivery(document=d, unit=top, sent_at=NOW, due_on=_day(20, NOW.date())) for d in found[900:]]
    asked = [Delivery(document=found[0], unit=u, sent_at=NOW) for u in below]
    Delivery.objects.bulk_create([*ours, *asked])
    return found


def _document(unit: Unit, kind: DocumentType, way: Direction, n: int, day: date, issuer: str) -> Document:
    made = Document(
        direction=way, type=kind, issuer_name=issuer, number=n + 1, symbol=f"{n + 1}/CV-CQ{n % 40}", issued_on=day,
        summary=f"Về việc phối hợp thực hiện nhiệm vụ số {n} của năm, đề nghị các đơn vị báo cáo kết quả",
        state=DocumentState.REGISTERED if way == Direction.INCOMING else DocumentState.ISSUED, unit=unit,
        entry=n + 1, year=day.year, received_on=day, registered_at=NOW,
    )  # fmt: skip
    made.fold()
    return made


def _content(top: Unit, kind: ContentKind, title: str, paragraphs: int = 40) -> Content:
    """A draft with so many paragraphs, every tenth a heading, and ten remarks."""
    content = Content.objects.create(kind=kind, unit=top, title=title, created_at=NOW, updated_at=NOW)
    held = Paragraph.objects.bulk_create(
        [Paragraph(content=content, section=f"situation.{n // 10}") for n in range(paragraphs)]
    )
    texts = ParagraphText.objects.bulk_create([_text(content, p, n) for n, p in enumerate(held)])
    Comment.objects.bulk_create(
        [Comment(content=content, paragraph=t.paragraph, text=t, body="Đề nghị rõ số liệu.", unit=top, at=NOW)
         for t in texts[:10]]
    )  # fmt: skip
    return content


def _text(content: Content, paragraph: Paragraph, n: int) -> ParagraphText:
    heading = n % 10 == 0
    words = (
        f"Phần {n // 10}"
        if heading
        else f"Trong kỳ, các đơn vị đã thực hiện {n * 17} hoạt động, đạt kết quả tốt."
    )
    return ParagraphText(
        content=content, paragraph=paragraph, since=1, step=TextStep.WRITTEN, position=f"{n:06d}",
        kind=ParagraphKind.HEADING if heading else ParagraphKind.PARAGRAPH, level=1 if heading else 0,
        runs=[{"text": words}], at=NOW,
    )  # fmt: skip


def _outgoing(top: Unit, kind: DocumentType) -> None:
    """200 documents being written, one of them with its text."""
    whole = _content(top, ContentKind.LETTER, "Công văn số 0")
    others = Content.objects.bulk_create(
        [Content(kind=ContentKind.LETTER, unit=top, title=f"Công văn số {n}", created_at=NOW, updated_at=NOW)
         for n in range(1, 200)]
    )  # fmt: skip
    Outgoing.objects.bulk_create(
        [
            Outgoing(
                unit=top, content=content, template="giay_moi", type=kind, created_at=NOW + timedelta(minutes=-n),
                summary=f"Về việc tổ chức hoạt động số {n} ở các đơn vị", addressees=["Các đơn vị"],
            )
            for n, content in enumerate([whole, *others])
        ]
    )  # fmt: skip


_DISSEMINATIONS = """
INSERT INTO directives_dissemination (directive_id, wave_id, unit_id, level, path, asked_at, deadline)
SELECT d.id, d.id, u.id, u.level, string_to_array(l.path::text, '.')::bigint[], d.asked_at, d.deadline
FROM directives_directive d, org_unit u JOIN org_unitline l ON l.unit_id = u.id AND l.line = %s
WHERE d.id = %s AND l.path <@ %s::ltree AND u.id <> %s ON CONFLICT DO NOTHING
"""


def _directives(top: Unit, documents: Sequence[Document]) -> None:
    """30 documents to be disseminated, the newest by every unit of the organisation."""
    made = Directive.objects.bulk_create(
        [
            Directive(
                document=d, unit=top, deadline=_day(n, NOW.date()), asked_at=NOW - timedelta(hours=n), sent_at=NOW
            )
            for n, d in enumerate(documents[:30])
        ]
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_DISSEMINATIONS, [Line.VERTICAL.value, made[0].pk, str(top.pk), top.pk])


def _tasks(top: Unit, below: Sequence[Unit]) -> None:
    """30 programmes and 2,000 tasks of theirs in every state, the first with 20 steps."""
    programmes = []
    for n in range(30):
        programme = Programme(
            unit=top,
            title=f"Chương trình hành động số {n}",
            year=2025 + n % 2,
            created_at=NOW,
            seen_by=[top.pk],
        )
        programme.fold_words()
        programmes.append(programme)
    Programme.objects.bulk_create(programmes)
    states = (TaskState.PLANNED, TaskState.ACCEPTED, TaskState.IN_PROGRESS, TaskState.CLAIMED_DONE)
    tasks = []
    for n in range(2000):
        task = Task(
            programme=programmes[n % 30], position=n // 30, lead=below[n % len(below)] if n % 9 else top,
            assigned_by=top, title=f"Tổ chức hoạt động số {n} của năm ở các đơn vị", measure="Số hoạt động",
            deadline=_day(n, date(2025, 10, 1)), state=states[n % 4], is_key=n % 5 == 0, created_at=NOW,
            result="Đã làm." if n % 4 == 3 else "", claimed_at=NOW if n % 4 == 3 else None, seen_by=[top.pk],
        )  # fmt: skip
        task.fold_words()
        tasks.append(task)
    Task.objects.bulk_create(tasks)
    TaskStep.objects.bulk_create(
        [TaskStep(task=tasks[0], step=TaskStepKind.GIVEN, at=NOW, unit=top) for _n in range(20)]
    )


def _week(top: Unit) -> None:
    """Two issued weeks of 25 entries: the one on the page, and last week's, which Monday's page tells of."""
    for monday in (MONDAY - timedelta(days=7), MONDAY):
        week = Week.objects.create(
            unit=top, monday=monday, state=WeekState.ISSUED, revision=1, created_at=NOW, issued_at=NOW
        )
        WeekEntry.objects.bulk_create(
            [
                WeekEntry(
                    week=week, weekday=n % 5, part=Part.MORNING if n % 2 else Part.AFTERNOON, position=n,
                    starts_at=time(8 + n % 2 * 5, n % 60), content=f"Làm việc với đơn vị số {n}",
                    chair=f"Phó Chủ tịch {n}", participants="Các ban", place=f"Phòng họp {n}",
                )
                for n in range(25)
            ]
        )  # fmt: skip


def _proposals(top: Unit, below: Sequence[Unit]) -> None:
    """1,000 proposals that units below raised."""
    made = []
    for n in range(1000):
        proposal = Proposal(
            kind=Kind.PROPOSAL, difficulty=f"Thiếu kinh phí cho hoạt động số {n}", holder=top, seen_by=[top.pk],
            remedy=f"Đề nghị bố trí kinh phí cho hoạt động số {n}", raised_at=NOW - timedelta(hours=n),
            due=_day(n, NOW.date()),
        )  # fmt: skip
        proposal.fold_words()
        made.append(proposal)
    Proposal.objects.bulk_create(made)
    Turn.objects.bulk_create([Turn(proposal=p, unit=top, began_at=p.raised_at, due=p.due) for p in made])
    Raising.objects.bulk_create(
        [
            Raising(
                proposal=p, first_proposal=p, unit=unit, source_type="bench", source_id=p.pk, digest=f"{p.pk}",
                passage="Như trong báo cáo.", at=p.raised_at,
            )
            for n, p in enumerate(made)
            for unit in (below if n == 0 else [below[n % len(below)]])
        ]
    )  # fmt: skip


def _conferences(top: Unit, below: Sequence[Unit]) -> None:
    """60 conferences; the newest with a site at every province, 20 points, ten papers, nine conclusions and tasks."""
    made = []
    for n in range(60):
        conference = Conference(
            unit=top, kind=ConferenceKind.BRIEFING, form=ConferenceForm.MIXED, title=f"Hội nghị giao ban số {n}",
            starts_at=NOW - timedelta(days=7 * n), place="Hà Nội", chair_post="Chủ tịch", seen_by=[top.pk],
        )  # fmt: skip
        conference.fold_words()
        made.append(conference)
    one = Conference.objects.bulk_create(made)[0]
    Site.objects.bulk_create(
        [Site(conference=one, unit=u, area_id=u.area_id, name=u.short_name, sort_key=u.sort_key, expected=20)
         for u in below]
    )  # fmt: skip
    pairs = [(n, below[n % len(below)]) for n in range(1, 11)]
    Paper.objects.bulk_create(
        [Paper(conference=one, unit=u, title=f"Tham luận {n}", position=n) for n, u in pairs]
    )
    AgendaItem.objects.bulk_create(
        [AgendaItem(conference=one, position=n, kind=ItemKind.REPORT, title=f"Mục {n}", minutes=10)
         for n in range(1, 21)]
    )  # fmt: skip
    Conclusion.objects.bulk_create(
        [
            Conclusion(conference=one, position=n, text=f"Kết luận {n} của chủ trì hội nghị")
            for n, _u in pairs[:9]
        ]
    )
    AgreedTask.objects.bulk_create(
        [AgreedTask(conference=one, position=n, title=f"Nhiệm vụ {n}", lead=u, deadline=_day(n, NOW.date()))
         for n, u in pairs[:9]]
    )  # fmt: skip


def _briefings(top: Unit) -> None:
    """30 drafts of briefings, the newest with its text and 60 figures."""
    collection = collection_of(WIDE)
    for n in range(30):
        content = _content(top, ContentKind.BRIEFING, f"Báo cáo giao ban số {n}", 40 if n == 0 else 0)
        made = Briefing.objects.create(
            unit=top, root=top, collection=collection, content=content, title=content.title, layout="state",
            composed_at=NOW - timedelta(days=n),
        )  # fmt: skip
        if n == 0:
            BriefingFigure.objects.bulk_create(
                [BriefingFigure(briefing=made, code=f"bench{k}", cell=f"c{k}", name=f"Chỉ tiêu {k}",
                                unit_of_measure="hoạt động", value=Decimal(k)) for k in range(60)]
            )  # fmt: skip


def _reports(top: Unit) -> None:
    """Contents of the reports that the unit received, two doubts in each; reports that wait; 60 workbooks read."""
    wide = collection_of(WIDE)
    size = wide.form_version.cell_set.size
    blank = [None] * size
    held = list(
        Report.objects.filter(expectation__collection=wide, expectation__receiver=top).select_related(
            "expectation"
        )
    )
    versions = ReportVersion.objects.bulk_create(
        [
            ReportVersion(
                report=r, number=1, own=(own := values_for(r.expectation.unit_id, size)), adjustments=blank,
                below=blank, total=own, created_at=NOW, frozen_at=NOW,
            )
            for r in held
        ]
    )  # fmt: skip
    for report, version in zip(held, versions, strict=True):
        Report.objects.filter(pk=report.pk).update(version=version, counted=version)
    code = wide.form_version.cell_set.cells.order_by("slot").values_list("code", flat=True)[0]
    Doubt.objects.bulk_create(
        [
            Doubt(
                version=version, report=report, rule=rule, cells=[code], left=Decimal(1000), right=Decimal(100),
                ratio=Decimal(10), message="Gấp 10 lần kỳ trước", state=DoubtState.OPEN, raised_at=NOW,
            )
            for report, version in zip(held, versions, strict=True)
            for rule in ("past", "form")
        ]
    )  # fmt: skip
    waiting = collection_of(SMALL, YEAR[-2])
    Report.objects.filter(expectation__collection=waiting, expectation__receiver=top).update(
        state=ReportState.HANDED_IN, handed_in_at=NOW, first_handed_in_at=NOW, received_at=None
    )
    _imports(top, held)


def _imports(top: Unit, held: list[Report]) -> None:
    file = StoredFile.objects.create(
        sha256="0" * 64, size=20_000, media_type="application/zip", name="bench.zip", stored_at=NOW
    )
    batches = ImportBatch.objects.bulk_create(
        [
            ImportBatch(
                collection=collection_of(SMALL), file=file, unit=top, started_at=NOW - timedelta(hours=n),
                finished_at=NOW,
            )
            for n in range(40)
        ]
    )  # fmt: skip
    ImportItem.objects.bulk_create(
        [
            ImportItem(
                batch=batches[0], position=n, name=f"bieu-{n}.xlsx", file=file, state=ImportState.GOOD,
                report=report, done_at=NOW,
            )
            for n, report in zip(range(60), held * 60, strict=False)
        ]
    )  # fmt: skip


def _asks(top: Unit) -> None:
    """300 things asked of the unit, of every kind."""
    kinds = list(AskKind)
    Ask.objects.bulk_create(
        [
            Ask(
                kind=kinds[n % len(kinds)], unit=top, title=f"Việc số {n} cần làm", url="/viec/", created_at=NOW,
                subject_type="bench.Thing", subject_id=n, due=NOW + timedelta(hours=8 * (n - 150)),
            )
            for n in range(300)
        ]
    )  # fmt: skip
