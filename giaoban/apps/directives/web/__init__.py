"""Pages of dissemination: asking, ticking, how far it is; notices of replacement."""
