"""Views of tasks: tasks and programmes, the week, Monday's page."""
