"""Live screens: topics, one publisher, streams.

Writers never NOTIFY, because it takes a database-wide lock at commit; this room takes procrastinate's own
notifying trigger away, so its workers poll.
"""
