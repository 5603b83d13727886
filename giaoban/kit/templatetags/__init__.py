"""Template tags and filters of the kit: `{% load kit %}`."""
