"""Planning a conference, its sites and papers; running it; concluding it; following what was concluded."""
