"""Values and rules of reminders."""
