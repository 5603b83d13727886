"""Audit codes of tasks and programmes."""

PROGRAMME_OPENED = "tasks.programme_opened"
PROGRAMME_CLOSED = "tasks.programme_closed"
TASK_STEP = {
    "given": "tasks.given",
    "accepted": "tasks.accepted",
    "begun": "tasks.begun",
    "claimed": "tasks.claimed",
    "confirmed": "tasks.confirmed",
    "sent_back": "tasks.sent_back",
    "extended": "tasks.extended",
    "dropped": "tasks.dropped",
}
