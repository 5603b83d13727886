"""Views of reporting, a file a group of pages."""
