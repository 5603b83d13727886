"""What a briefing says, made of plain figures and texts."""
