"""Each officer's home: what is asked of me, by when; a leader's one page; the start of the demonstration.

Owns nothing: it reads what the rooms below it keep, and links to their pages.
"""
