"""What lies in docs/mau is what the demonstration makes today."""

from __future__ import annotations

import hashlib
import json

import pytest

from tests.demo import samples, screens
from tests.demo.played.demonstration import Played

REMEDY = "docs/mau is old: make it anew with `python -m tests.demo.samples` (its docstring says how)"


@pytest.mark.parametrize("name", samples.OUT)
def test_a_sample_says_what_the_demonstration_makes(played: Played, name: str) -> None:
    made = samples.content(played.out / samples.OUT[name])
    assert len(made) > 3
    assert samples.content(samples.FOLDER / name) == made, REMEDY


def test_the_reader_of_samples_sees_figures(played: Played) -> None:
    said = "\n".join(samples.content(samples.FOLDER / "bao-cao-ban-dan-van.docx"))
    assert "726 cửa hàng" in said
    rows = samples.content(samples.FOLDER / "bieu-mau-mttq-lam-dong.xlsx")
    assert any("Nhà tình nghĩa" in row and "119" in row for row in rows)


def test_each_picture_belongs_to_its_words() -> None:
    kept = json.loads((samples.FOLDER / screens.WORDS).read_text(encoding="utf-8"))
    assert sorted(kept) == sorted(screen.name for screen in screens.SCREENS)
    for name, row in kept.items():
        picture = (samples.FOLDER / f"{name}.png").read_bytes()
        assert hashlib.sha256(picture).hexdigest() == row["sha256"], REMEDY
        assert len(picture) <= screens.BYTES_AT_MOST
