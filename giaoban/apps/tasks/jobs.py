"""Background entries of tasks."""

from __future__ import annotations

from procrastinate.contrib.django import app

from giaoban.kit import clock
from giaoban.kit.access import Actor

from .actions.follow_proposals import follow_proposals as follow


@app.task(name="tasks.follow_proposals")
def follow_proposals(proposal_ids: list[int]) -> None:
    """Proposals moved: their asks follow."""
    follow(actor=Actor.system("tasks.follow_proposals"), proposal_ids=proposal_ids, now=clock.now())
