"""Reads of briefings for their pages."""

from __future__ import annotations

from dataclasses import dataclass, fields

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django.models import ProcrastinateJob

from giaoban.apps.documents.enums import ParagraphKind
from giaoban.apps.documents.models import Comment, ParagraphText
from giaoban.apps.documents.queries.contents import texts_of
from giaoban.apps.org.models import Unit
from giaoban.apps.reporting.models import Collection, Expectation
from giaoban.apps.reporting.policies import see_expectation
from giaoban.apps.reporting.queries import tallies
from giaoban.apps.reporting.queries.names import called_then, with_unit_names
from giaoban.apps.reporting.queries.progress import Progress, handed_in_late, missing
from giaoban.kit.access import Actor
from giaoban.kit.errors import NotFound

from .. import policies
from ..domain.composing import MANY_MISSING
from ..models import Briefing, BriefingFile
from .gathering import expected_below, table_level
from .today import Correction, corrections

NAMED = 12
CORRECTIONS = 50
_SAID = (ParagraphKind.PARAGRAPH, ParagraphKind.FIGURE)


@dataclass(frozen=True, slots=True)
class BriefingPage:
    """A briefing with what its page shows. `late` and `missing` stand as they are today."""

    briefing: Briefing
    texts: tuple[ParagraphText, ...]
    headlines: tuple[ParagraphText, ...]
    parts: tuple[ParagraphText, ...]
    files: tuple[BriefingFile, ...]
    reports: int
    progress: Progress
    late: tuple[Expectation, ...]
    missing: tuple[Expectation, ...]
    corrections: tuple[Correction, ...]
    open_comments: int

    @property
    def others_late(self) -> int:
        """Late units that are not named."""
        return max(0, self.progress.late - len(self.late))

    @property
    def others_missing(self) -> int:
        """Missing units that are not named."""
        return max(0, self.progress.missing - len(self.missing))


@dataclass(frozen=True, slots=True)
class Composing:
    """A briefing in the making: `state` is "waiting", "failed" or "done"; then `briefing` is there."""

    state: str
    briefing: Briefing | None


def briefings(actor: Actor) -> QuerySet[Briefing]:
    """Briefings that the actor may read, the newest first."""
    rows: QuerySet[Briefing] = Briefing.objects.visible_to(actor, policies.see_briefing)
    return with_unit_names(rows.select_related("unit", "root", "content", "collection__period"))


def briefing(actor: Actor, pk: int) -> Briefing:
    """One briefing. Raises NotFound for who may not read it."""
    found = (
        briefings(actor).select_related("collection__form_version__form", "unit__organisation").filter(pk=pk)
    )
    row: Briefing | None = next(called_then(found, ""), None)
    if row is None:
        raise NotFound(_("There is nothing here, or it is outside your unit's scope."))
    return row


def briefing_page(row: Briefing) -> BriefingPage:
    """Everything on the page of a briefing. At most eleven queries; corrections only once it was issued.

    Who is late or missing is looked for only when the stored counts say that there is somebody.
    """
    texts = texts_of(row.content)
    body = [t for t in texts if not t.paragraph.section.startswith("annex.")]
    below = expected_below(row.collection, row.root)
    counts = tallies.below_and_direct(row.collection_id, row.root_id)
    progress = Progress(*(counts[f.name] for f in fields(Progress)))
    named = missing(below) if progress.missing else below.none()
    if progress.missing > MANY_MISSING:
        named = named.filter(level__lte=table_level(below, row.root))
    return BriefingPage(
        row,
        tuple(texts),
        tuple(t for t in body if t.kind in _SAID and any(r.get("href") for r in t.runs)),
        tuple(t for t in body if t.kind == ParagraphKind.HEADING),
        _newest_files(row),
        row.reports.count(),
        progress,
        tuple(called_then(with_unit_names(handed_in_late(below))[:NAMED])) if progress.late else (),
        tuple(called_then(with_unit_names(named)[:NAMED])),
        tuple(corrections(row)[: CORRECTIONS + 1]) if row.issued_at else (),
        Comment.objects.filter(content=row.content, answer="").count(),
    )


def _newest_files(row: Briefing) -> tuple[BriefingFile, ...]:
    """The newest paper of each size and kind; of an issued briefing only those made since."""
    rows = (
        BriefingFile.objects.filter(briefing=row)
        .select_related("file")
        .order_by("size", "file__media_type", "-pk")
    )
    if row.issued_at:
        rows = rows.filter(made_at__gte=row.issued_at)
    found: dict[tuple[str, str], BriefingFile] = {}
    for file in rows:
        found.setdefault((file.size, file.file.media_type), file)
    return tuple(found.values())


def paper(actor: Actor, pk: int) -> BriefingFile:
    """One paper of a briefing that the actor may read. Raises NotFound."""
    seen = Briefing.objects.visible_to(actor, policies.see_briefing)
    found = BriefingFile.objects.filter(pk=pk, briefing__in=seen).select_related("file").first()
    if found is None:
        raise NotFound(_("There is nothing here, or it is outside your unit's scope."))
    return found


def collections_to_brief(actor: Actor) -> QuerySet[Collection]:
    """Collections in which the actor sees anybody, the newest first."""
    seen = Expectation.objects.visible_to(actor, see_expectation).filter(collection=OuterRef("pk"))
    return Collection.objects.filter(Exists(seen)).order_by("-period__starts_on", "title")


def roots_for(actor: Actor) -> QuerySet[Unit]:
    """The actor's own units that others report to."""
    heads = Expectation.objects.filter(receiver_id__in=actor.unit_ids).values("receiver_id")
    return Unit.objects.filter(pk__in=heads).order_by("level", "sort_key")


def composing(actor: Actor, job_id: int) -> Composing:
    """How far an ordered briefing is. Raises NotFound for a job of another unit."""
    job = ProcrastinateJob.objects.filter(pk=job_id, task_name="briefings.compose").first()
    if job is None or not actor.holds(job.args["unit_id"]):
        raise NotFound(_("There is nothing here, or it is outside your unit's scope."))
    if job.status in ("todo", "doing"):
        return Composing("waiting", None)
    made = Briefing.objects.filter(
        unit_id=job.args["unit_id"], root_id=job.args["root_id"], collection_id=job.args["collection_id"],
        layout=job.args["layout"],
    ).order_by("-composed_at").first()  # fmt: skip
    return Composing("done", made) if job.status == "succeeded" and made else Composing("failed", None)
