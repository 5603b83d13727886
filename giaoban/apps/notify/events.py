"""Audit codes of reminders: who set them up; never the address."""

CHANNEL_ADDED = "notify.channel_added"
CHANNEL_CONFIRMED = "notify.channel_confirmed"
CHANNEL_CHANGED = "notify.channel_changed"
CHANNEL_REMOVED = "notify.channel_removed"
CHANNEL_STOPPED = "notify.channel_stopped"
CODE_REFUSED = "notify.code_refused"
SENDING_NOTED = "notify.sending_noted"
