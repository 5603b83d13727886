"""Audit codes of tasks, programmes and the week."""

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
    "postponed": "tasks.postponed",
    "dropped": "tasks.dropped",
    "asked": "tasks.change_asked",
    "agreed": "tasks.change_agreed",
    "refused": "tasks.change_refused",
    "withdrawn": "tasks.change_withdrawn",
    "chased": "tasks.chased",
    "ticked": "tasks.item_ticked",
    "unticked": "tasks.item_unticked",
}
EVIDENCE_ADDED = "tasks.evidence_added"
EVIDENCE_TAKEN_AWAY = "tasks.evidence_taken_away"
ORDERED = "tasks.ordered"
SCENARIO_WRITTEN = "tasks.scenario_written"
SCENARIO_RETIRED = "tasks.scenario_retired"
DECLARED = "tasks.scenario_declared"
DECLARATION_CLOSED = "tasks.declaration_closed"
COORDINATION_WRITTEN = "tasks.coordination_written"
COORDINATION_REVIEWED = "tasks.coordination_reviewed"
COORDINATION_ENDED = "tasks.coordination_ended"
JOINT_MEETING = "tasks.joint_meeting_noted"
WEEK_ISSUED = "tasks.week_issued"
WEEK_COPIED = "tasks.week_copied"
ENTRY_WRITTEN = "tasks.entry_written"
ENTRY_CHANGED = "tasks.entry_changed"
ENTRY_REMOVED = "tasks.entry_removed"
ENTRY_CANCELLED = "tasks.entry_cancelled"
MONDAY_WRITTEN = "tasks.monday_written"
MONDAY_FROZEN = "tasks.monday_frozen"
FEED_MADE = "tasks.feed_made"
FEED_RENEWED = "tasks.feed_renewed"
FEED_REVOKED = "tasks.feed_revoked"
SCHEDULE_OPENED = "tasks.schedule_opened"
SCHEDULE_CLOSED = "tasks.schedule_closed"
PLAN_WRITTEN = "tasks.plan_written"
PLAN_TASKS_TAKEN = "tasks.plan_tasks_taken"
PLAN_CANCELLED = "tasks.plan_entry_cancelled"
PLAN_DONE = "tasks.plan_entry_done"
PLAN_ISSUED = "tasks.plan_issued"
REMINDED = "tasks.reminded"
TOLD_URGENT = "tasks.told_urgent"
