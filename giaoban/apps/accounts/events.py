"""Audit codes of accounts."""

USER_CREATED = "accounts.user_created"
PASSWORD_CHANGED = "accounts.password_changed"  # noqa: S105 - the name of an event
LOCKED = "accounts.locked"
UNLOCKED = "accounts.unlocked"
APPOINTED = "accounts.appointed"
APPOINTMENT_ENDED = "accounts.appointment_ended"
PERSON_ERASED = "accounts.person_erased"
HAT_CHANGED = "accounts.hat_changed"
