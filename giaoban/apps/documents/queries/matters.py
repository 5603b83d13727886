"""Reads of matter files: the list of a year, the papers of a file, where a document lies and where it may belong."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import ExtractYear

from giaoban.apps.accounts.models import Appointment
from giaoban.kit.access import Actor
from giaoban.kit.errors import NotFound

from .. import policies
from ..enums import Audience, DocumentState, LinkKind, MatterState
from ..models import (
    Content,
    Delivery,
    Document,
    DocumentLink,
    EntryChange,
    Instruction,
    MatterFile,
    MatterPaper,
    MatterStep,
    Outgoing,
    ParagraphText,
)
from .citations import candidates
from .register import documents

OFFERED = 200


class Sign(StrEnum):
    """What whoever reads the list of papers has to know of one."""

    DRAFT = "draft"
    STRUCK = "struck"
    ON_PAPER = "secret"
    PUT_RIGHT = "put_right"
    REPLACED = "replaced"
    RECALLED = "recalled"
    CORRECTED = "corrected"


_SIGNS = {
    LinkKind.REPLACES: Sign.REPLACED,
    LinkKind.RECALLS: Sign.RECALLED,
    LinkKind.CORRECTS: Sign.CORRECTED,
}


class Why(StrEnum):
    """Why a file is suggested for a document."""

    LINKED = "linked"
    CITED = "cited"
    IN_CHARGE = "in_charge"


@dataclass(frozen=True, slots=True)
class FiledPaper:
    """A paper of a file. `document` is None for a draft, and both are None where the reader may not read it."""

    paper: MatterPaper
    document: Document | None
    content: Content | None
    signs: tuple[Sign, ...]

    @property
    def day(self) -> date | None:
        """The day on the paper; a draft has none."""
        return self.document.issued_on if self.document else None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A file that a document may belong to; `about` names the document that lies in it already."""

    file: MatterFile
    why: Why
    about: str = ""


@dataclass(frozen=True, slots=True)
class Filing:
    """For the page of a document: where it lies (each at its `place`), where it may belong, other open files."""

    lies_in: Sequence[MatterFile]
    suggested: Sequence[Suggestion]
    others: Sequence[MatterFile]


def matters(actor: Actor) -> QuerySet[MatterFile]:
    """Files of the actor's units in the order of their list, with `filed`: how many papers lie in each."""
    rows: QuerySet[MatterFile] = MatterFile.objects.visible_to(actor, policies.read_matter)
    filed = Count("papers", filter=Q(papers__number__isnull=False))
    return rows.select_related("unit", "keeper__user").annotate(filed=filed).order_by("-year", "code")


def matter(actor: Actor, pk: int) -> MatterFile:
    """One file. Raises NotFound outside the actor's scope."""
    found: MatterFile | None = matters(actor).select_related("unit__organisation").filter(pk=pk).first()
    if found is None:
        raise NotFound()
    return found


def matter_paper(actor: Actor, pk: int) -> MatterPaper:
    """One paper of a file. Raises NotFound outside the actor's scope."""
    rows = MatterPaper.objects.visible_to(actor, policies.read_matter_paper).select_related("file__unit")
    found: MatterPaper | None = rows.filter(pk=pk).first()
    if found is None:
        raise NotFound()
    return found


def kept_no_longer(rows: QuerySet[MatterFile], year: int) -> QuerySet[MatterFile]:
    """Closed files of which the last year of their retention lies before `year`; permanent ones never."""
    ended = rows.filter(state=MatterState.CLOSED, retention_years__isnull=False)
    last = ExtractYear("ends_on") + F("retention_years")
    return ended.annotate(last_year=last).filter(last_year__lt=year)


def years_of_matters(unit_id: int | None) -> list[int]:
    """Years in which the unit has a list of files, newest first."""
    rows = MatterFile.objects.filter(unit=unit_id).order_by("-year")
    return list(rows.values_list("year", flat=True).distinct())


def steps_of(row: MatterFile) -> list[MatterStep]:
    """What was done with the file, newest first."""
    return list(row.steps.select_related("user").order_by("-pk"))


def keepers_of(unit_id: int, day: date) -> QuerySet[Appointment]:
    """Who may be put in charge of a file: the working posts of the unit on that day."""
    rows = Appointment.objects.filter(unit=unit_id, post__in=policies.DESK, valid__contains=day)
    return rows.select_related("user").order_by("post", "user__label")


def papers_of(actor: Actor, row: MatterFile) -> list[FiledPaper]:
    """The papers that lie in a file, in their order. Five queries."""
    papers = list(row.papers.filter(number__isnull=False).order_by("number").select_related("put_by"))
    issued = _issued_from([p.content_id for p in papers if p.content_id])
    ids = {p.document_id or issued.get(p.content_id or 0, 0) for p in papers}
    found = {d.pk: d for d in documents(actor).filter(pk__in=ids)}
    contents = Content.objects.visible_to(actor, policies.read_content).in_bulk(
        [p.content_id for p in papers if p.content_id and p.content_id not in issued]
    )
    signs = _signs_of(found.values())
    filed = []
    for paper in papers:
        document = found.get(paper.document_id or issued.get(paper.content_id or 0, 0))
        content = contents.get(paper.content_id or 0)
        drafted = (Sign.DRAFT,) if paper.content_id and paper.content_id not in issued else ()
        known = signs.get(document.pk, ()) if document else ()
        filed.append(FiledPaper(paper, document, content, drafted or known))
    return filed


def taken_out_of(row: MatterFile) -> list[MatterPaper]:
    """What lay in a file once, with the reason, newest first."""
    rows = row.papers.filter(number__isnull=True).select_related("document__type", "content", "out_by")
    return list(rows.order_by("-out_at", "-pk"))


def drafts_in(row: MatterFile) -> list[MatterPaper]:
    """Papers of a file that are not issued documents yet."""
    papers = row.papers.filter(number__isnull=False, content__isnull=False)
    issued = Document.objects.filter(content=OuterRef("content"), state=DocumentState.ISSUED)
    return list(papers.exclude(Exists(issued)))


def lying_in(row: MatterFile, paper: Document | Content) -> MatterPaper | None:
    """Where a paper lies in a file already, a document also as the draft that it was."""
    return row.papers.filter(number__isnull=False).filter(_is(paper)).first()


def unit_has(unit_id: int, paper: Document | Content) -> bool:
    """Does the unit itself have the paper, whoever else the actor may be elsewhere?"""
    if isinstance(paper, Content):
        return paper.unit_id == unit_id or unit_id in paper.readers
    if paper.unit_id == unit_id or paper.audience == Audience.NETWORK:
        return True
    return Delivery.objects.filter(document=paper, unit=unit_id).exists()


def filing_of(actor: Actor, unit_id: int | None, paper: Document | Content) -> Filing | None:
    """Where a paper lies in the files of a unit of the actor, and which open files may take it; None without a unit.

    One query; three more where its own text may cite what lies in an open file.
    """
    if unit_id is None or unit_id not in actor.unit_ids:
        return None
    held = MatterPaper.objects.filter(file=OuterRef("pk"), number__isnull=False)
    linked = held.filter(_linked_to(paper), document__in=documents(actor)).order_by("-put_at")
    rows = MatterFile.objects.filter(unit=unit_id).annotate(
        place=Subquery(held.filter(_is(paper)).values("number")[:1]),
        linked=Subquery(linked.values("document__symbol")[:1]),
        leads=_leads_of(paper),
    )
    rows = rows.filter(Q(state=MatterState.OPEN) | Q(place__isnull=False)).order_by("-year", "code")
    files = list(rows[:OFFERED])
    free = [f for f in files if f.place is None]
    cited = _citing(actor, paper, [f.pk for f in free])
    suggested = [s for s in (_suggested(f, cited) for f in free) if s]
    suggested.sort(key=lambda s: list(Why).index(s.why))
    known = {s.file.pk for s in suggested}
    return Filing(
        [f for f in files if f.place is not None], suggested, [f for f in free if f.pk not in known]
    )


def _is(paper: Document | Content) -> Q:
    if isinstance(paper, Content):
        return Q(content=paper) | Q(document__content=paper)
    return Q(document=paper) | (Q(content=paper.content_id) if paper.content_id else Q())


def _issued_from(contents: Collection[int]) -> dict[int, int]:
    """The document that each content has become: that of its writing unit."""
    rows = Outgoing.objects.filter(content__in=contents, document__state=DocumentState.ISSUED)
    return dict(rows.values_list("content_id", "document_id")) if contents else {}


def _signs_of(rows: Iterable[Document]) -> dict[int, tuple[Sign, ...]]:
    found: dict[int, list[Sign]] = defaultdict(list)
    ids = {row.pk: row for row in rows}
    for pk, row in ids.items():
        if row.state == DocumentState.STRUCK:
            found[pk].append(Sign.STRUCK)
        if row.state == DocumentState.SECRET:
            found[pk].append(Sign.ON_PAPER)
    put_right = EntryChange.objects.filter(document__in=ids, struck=False).exclude(parts=[])
    for pk in put_right.values_list("document", flat=True):
        found[pk] = [*dict.fromkeys([*found[pk], Sign.PUT_RIGHT])]
    links = DocumentLink.objects.filter(target__in=ids, kind__in=list(_SIGNS)).order_by("pk")
    for target, kind in links.values_list("target", "kind"):
        found[target] = [*dict.fromkeys([*found[target], _SIGNS[LinkKind(kind)]])]
    return {pk: tuple(signs) for pk, signs in found.items()}


def _suggested(row: MatterFile, cited: Mapping[int, str]) -> Suggestion | None:
    """Why a file (as `filing_of` annotates it) is suggested, by the strongest reason; None for no reason."""
    linked, leads = getattr(row, "linked", None), getattr(row, "leads", None)
    if linked is not None:
        return Suggestion(row, Why.LINKED, linked)
    if row.pk in cited:
        return Suggestion(row, Why.CITED, cited[row.pk])
    return Suggestion(row, Why.IN_CHARGE) if leads is not None and leads == row.keeper_id else None


def _linked_to(paper: Document | Content) -> Q:
    """Papers of files that the paper answers, carries out or changes, or the other way round."""
    drafts = Outgoing.objects.filter(Q(content=paper) if isinstance(paper, Content) else Q(document=paper))
    found = Q(document__in=drafts.values("carries_out")) | Q(document__in=drafts.values("changes"))
    if isinstance(paper, Content):
        return found
    found |= Q(document__in=DocumentLink.objects.filter(source=paper).values("target"))
    found |= Q(document__in=DocumentLink.objects.filter(target=paper).values("source"))
    return found | Q(content__in=Outgoing.objects.filter(carries_out=paper).values("content"))


def _leads_of(paper: Document | Content) -> Any:
    """The officer whom the leader's last instruction names."""
    given = Instruction.objects.filter(document=paper.pk if isinstance(paper, Document) else 0)
    return Subquery(given.order_by("-pk").values("lead")[:1])


def _citing(actor: Actor, paper: Document | Content, files: Sequence[int]) -> dict[int, str]:
    """Which of these files hold a readable document that the paper's text mentions, and its number and symbol.

    Where several fit a mention, all of them: a suggestion decides nothing.
    """
    content = paper if isinstance(paper, Content) else paper.content
    if content is None or not files:
        return {}
    rows = ParagraphText.objects.filter(content=content, until__isnull=True).exclude(cites=[])
    signs: set[str] = {sign for cites in rows.values_list("cites", flat=True) for sign in cites}
    fitting: Mapping[str, list[Document]] = candidates(actor, content, {s.split("@")[0] for s in signs})
    meant = {d.pk for found in fitting.values() for d in found}
    lying = MatterPaper.objects.filter(file__in=files, number__isnull=False, document__in=meant)
    return dict(lying.values_list("file", "document__symbol")) if meant else {}
