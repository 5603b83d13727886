"""Pages of directives: asking and passing down, the wave, one unit's part, notices of replacement."""
