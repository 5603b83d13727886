"""Writing, publishing, correcting and withdrawing news; keeping the page; counting visits."""
