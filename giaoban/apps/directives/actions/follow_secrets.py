"""Erase what was asked and written because of a document that was found secret, and tell whoever had it.

Plain functions for `receivers.py`: inside the publishing use case, whose audit line tells of the step.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from giaoban.apps.documents.domain.secrecy import see_paper
from giaoban.apps.documents.events import DocumentFoundSecret
from giaoban.apps.documents.models import Document
from giaoban.apps.files.actions.erase_files import erase_files
from giaoban.apps.tasks.actions.erase_words import erase_asks, erase_tasks
from giaoban.apps.tasks.actions.write_asks import open_asks
from giaoban.apps.tasks.domain.asks import NewAsk

from ..enums import ASK_ERASED, TASK_ORIGIN
from ..models import Directive, Dissemination, GivenTask, LevelTerm, ReplacementNotice
from .escalate_late import DIRECTIVE
from .fan_out import DOCUMENT, SUBJECT
from .follow_documents import CONTENT
from .follow_outgoing import OUTGOING
from .tell_replacement import SUBJECT as NOTICE


def erase_found_secret(event: DocumentFoundSecret) -> None:
    """Asks, waves, tasks and programmes made for it say nothing of it any more; then whoever had it is told."""
    said, row = see_paper(), Document.objects.get(pk=event.document_id)
    waves = Directive.objects.filter(document=row)
    asked = Dissemination.objects.filter(directive__in=waves)
    notices = ReplacementNotice.objects.filter(Q(old=row) | Q(new=row))
    given = GivenTask.objects.filter(directive__in=waves)
    subjects: dict[str, Collection[int]] = {
        DOCUMENT: [row.pk], OUTGOING: event.draft_ids, CONTENT: event.content_ids,
        DIRECTIVE: list(waves.values_list("pk", flat=True)), SUBJECT: list(asked.values_list("pk", flat=True)),
        NOTICE: list(notices.values_list("pk", flat=True)),
    }  # fmt: skip
    erase_asks(subjects=subjects, instead=said, now=event.now)
    made = Q(origin_type=DOCUMENT, origin_id=row.pk) | Q(
        origin_type=TASK_ORIGIN, origin_id__in=list(given.values_list("pk", flat=True))
    )
    filed = asked.exclude(programme=None).values_list("programme", flat=True)
    programmes = Q(document=row) | Q(pk__in=list(filed))
    erase_tasks(meant=made, programmes=programmes, instead=said, now=event.now)
    given.update(title=said, measure="")
    LevelTerm.objects.filter(directive__in=waves).update(asked="")
    notices.update(note="")
    _erase_waves(row)
    _tell(row, event)


def _erase_waves(row: Document) -> None:
    rows = Dissemination.objects.filter(directive__document=row)
    files = {pk for pair in rows.values_list("material", "programme_file") for pk in pair if pk}
    rows.exclude(note="").update(note="")
    rows.exclude(material=None).update(material=None)
    rows.exclude(filed_at=None).update(programme=None, programme_file=None, filed_at=None, filed_by=None)
    Directive.objects.filter(document=row).update(note="", acknowledge_by=None, repeat_hours=None)
    Directive.objects.filter(own_document=row).update(own_document=None)
    erase_files(ids=files)


def _tell(row: Document, event: DocumentFoundSecret) -> None:
    """In words that name the entry, never the paper."""
    place = {"entry": row.entry, "year": row.year, "unit": row.unit.short_name}
    title = _("Found secret, see the paper register: entry %(entry)s of %(year)s, %(unit)s") % place
    url = reverse("documents:document", args=[row.pk])
    asks = [NewAsk(ASK_ERASED, unit, title, None, url, DOCUMENT, row.pk) for unit in event.had]
    others = Document.objects.filter(pk__in=[pk for pk, _unit in event.like])
    for other in others:
        place = {"entry": other.entry, "year": other.year}
        title = _(
            "A document like entry %(entry)s of %(year)s, or cited in it, was found secret: look at the paper"
        )
        url = reverse("documents:document", args=[other.pk])
        asks.append(NewAsk(ASK_ERASED, other.unit_id, title % place, None, url, DOCUMENT, other.pk))
    open_asks(asks=asks, now=event.now)
