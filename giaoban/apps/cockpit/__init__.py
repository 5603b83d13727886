"""Each officer's home: what is asked of me by when; the leader's one page; the demonstration's start page."""
