"""Forms, collections (a form asked for one period), reports, imports."""

from .collections import Collection, Expectation, Office
from .forms import Form, FormVersion
from .imports import ImportBatch, ImportItem
from .reports import (
    Attachment,
    CellComment,
    Doubt,
    DraftJournal,
    Report,
    ReportStep,
    ReportText,
    ReportVersion,
    SharedResult,
)
from .tallies import Tally

__all__ = [
    "Attachment", "CellComment", "Collection", "Doubt", "DraftJournal", "Expectation", "Form", "FormVersion",
    "ImportBatch", "ImportItem", "Office", "Report", "ReportStep", "ReportText", "ReportVersion", "SharedResult",
    "Tally",
]  # fmt: skip
