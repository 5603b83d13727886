"""Who may store files. Reading is asked of the room that the file belongs to."""

from __future__ import annotations

from giaoban.apps.org.models import Unit
from giaoban.kit.access import Policy

upload_file: Policy[Unit] = Policy("files.upload_file", may=lambda actor, unit: actor.holds(unit.pk))
