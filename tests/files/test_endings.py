"""What a form says it takes is what the refusal names."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest

from giaoban.apps.files.enums import ATTACHMENTS, PICTURES, MediaType, endings
from giaoban.apps.files.formats.sniffing import FileRefused, sniff
from giaoban.apps.tasks.web.forms.tasks import EvidenceForm


def test_hint_and_refusal_of_evidence_name_the_same() -> None:
    field = EvidenceForm().fields["photos"]
    with pytest.raises(FileRefused) as refused:
        sniff(io.BytesIO(b"plain words"), "a.txt", ATTACHMENTS)
    named = re.findall(r"\.[a-z]{3,4}\b", str(refused.value).split(": ")[-1])
    assert tuple(named) == field.kinds  # type: ignore[attr-defined]
    assert ".odt" in named
    assert field.widget.attrs["accept"].split(",") == named


def test_each_kind_has_its_endings_once() -> None:
    assert endings(PICTURES) == (".png", ".jpg", ".jpeg")
    every = endings(list(MediaType))
    assert len(every) == len(set(every)) == len(MediaType) + 1


def test_no_form_writes_endings_by_hand() -> None:
    written = [
        str(path)
        for path in Path("giaoban/apps").rglob("web/**/*.py")
        if re.search(r"kinds=\(\"\.", path.read_text("utf-8"))
    ]
    assert written == []
