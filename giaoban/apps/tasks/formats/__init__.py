"""The weekly schedule and Monday's page as papers."""
