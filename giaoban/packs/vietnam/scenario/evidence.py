"""What shows that a task of the scenario was done: its checklist ticked, and a drawn picture that says it is none."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from giaoban.apps.tasks.actions.gather_evidence import Piece, add_evidence
from giaoban.apps.tasks.actions.tick_item import tick_item
from giaoban.apps.tasks.models import Evidence, Task
from giaoban.kit.access import Actor
from giaoban.kit.fonts import font_dirs

SYNTHETIC = "DỮ LIỆU MÔ PHỎNG"
_SIZE, _GROUND, _INK, _MARK = (960, 600), (226, 232, 240), (30, 41, 59), (159, 18, 57)


def show_done(officer: Actor, task: Task, row: Mapping[str, Any], now: datetime) -> None:
    """Tick every item of the row's checklist, and put its pictures with the task."""
    for item in range(len(row.get("checklist", ()))):
        tick_item(actor=officer, task=task, item=item, done=True, now=now)
    for number, piece in enumerate(row.get("evidence", ()), start=1):
        upload = picture(piece["picture"].split("|"))
        add_evidence(
            actor=officer,
            task=task,
            piece=Piece(piece["shows"], upload, f"anh-mo-phong-{number}.png"),
            now=now,
        )


def shown(titles: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Of these tasks of the script, by title, those that lack an item or a picture handed in with the result."""
    lacking = []
    for title, row in titles.items():
        task = Task.objects.filter(title=title).first()
        pieces = Evidence.objects.filter(
            task=task, claim__isnull=False, file__isnull=False, preview__isnull=False
        )
        whole = task is not None and task.checklist == row["checklist"] and not task.left
        if not whole or pieces.count() != len(row["evidence"]):
            lacking.append(title)
    return lacking


def picture(lines: list[str]) -> bytes:
    """A drawn scene with its title, and across it that it is simulated. PNG; the same bytes each time."""
    drawn = Image.new("RGB", _SIZE, _GROUND)
    pen = ImageDraw.Draw(drawn)
    pen.rectangle((60, 300, 900, 470), fill=(148, 163, 184))  # a table
    for place in range(7):  # who sits at it, without faces
        left = 105 + place * 110
        pen.ellipse((left + 12, 205, left + 62, 255), fill=(100, 116, 139))
        pen.rounded_rectangle((left, 258, left + 74, 340), radius=16, fill=(71, 85, 105))
    for place, line in enumerate(lines):
        _write(pen, line, 50 + place * 62, 46, _INK)
    _write(pen, SYNTHETIC, 505, 54, _MARK)
    out = io.BytesIO()
    drawn.save(out, "PNG", optimize=True)
    return out.getvalue()


def _write(pen: ImageDraw.ImageDraw, words: str, top: int, size: int, colour: tuple[int, int, int]) -> None:
    font = ImageFont.truetype(str(_font()), size)
    pen.text(((_SIZE[0] - pen.textlength(words, font=font)) / 2, top), words, fill=colour, font=font)


def _font() -> Any:
    """A face of the papers that has every Vietnamese letter."""
    return next(path for folder in font_dirs() for path in sorted(folder.rglob("*700*old.ttf")))
