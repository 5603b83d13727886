"""Audit codes of accounts."""

USER_CREATED = "accounts.user_created"
APPOINTED = "accounts.appointed"
APPOINTMENT_ENDED = "accounts.appointment_ended"
PERSON_ERASED = "accounts.person_erased"
HAT_CHANGED = "accounts.hat_changed"
