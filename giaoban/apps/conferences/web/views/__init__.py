"""Views of conferences: planning, holding, concluding."""
