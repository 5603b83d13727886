"""Audit codes of reporting, and the events that higher rooms listen to."""

from dataclasses import dataclass

FORM_PUBLISHED = "reporting.form_published"
PERIOD_OPENED = "reporting.period_opened"
PERIOD_CLOSED = "reporting.period_closed"
DRAFT_SAVED = "reporting.draft_saved"
STEP = {
    "put_to_leader": "reporting.put_to_leader",
    "sent_back": "reporting.sent_back",
    "agreed": "reporting.agreed",
    "numbered": "reporting.numbered",
    "handed_in": "reporting.handed_in",
    "received": "reporting.received",
    "returned": "reporting.returned",
    "reopened": "reporting.reopened",
    "consolidated": "reporting.consolidated",
    "imported": "reporting.imported",
}
DOUBT_RAISED = "reporting.doubt_raised"
DOUBT_RESOLVED = "reporting.doubt_resolved"
COMMENTED = "reporting.cell_commented"
IMPORT_STARTED = "reporting.import_started"
IMPORT_FINISHED = "reporting.import_finished"
IMPORT_REFUSED = "reporting.import_refused"
ENTERED = "reporting.entered"
PLANNED = "reporting.year_planned"
STEPS_SWITCHED = "reporting.steps_switched"
SHARED = "reporting.result_shared"
SCAN_ATTACHED = "reporting.scan_attached"
FILE_ATTACHED = "reporting.file_attached"


@dataclass(frozen=True, slots=True)
class ReportReceived:
    """A report's figures now count in every superior total."""

    report_id: int
