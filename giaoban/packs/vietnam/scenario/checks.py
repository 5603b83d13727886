"""What must be true after the play: the published totals, in the database, in the papers and in the workbooks."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from django.conf import settings
from docx import Document

from giaoban.apps.indicators.models import UnitTotal
from giaoban.apps.org.models import Area, Unit
from giaoban.apps.reporting.queries.definitions import definition_of

from .play_reports import NOW, TOP, collection_of, unit_code
from .weak_points import WEAK_POINTS

PUBLISHED = {"safe_produce_shops": Decimal(726), "farm_produce_sold_tonnes": Decimal(100_312)}
READER = Path(settings.BASE_DIR) / "tests" / "demo" / "independent_reader.py"


@dataclass(frozen=True, slots=True)
class Result:
    """One condition: what was looked at, whether it holds, what was found."""

    what: str
    ok: bool
    found: str


def check(out: Path) -> list[Result]:
    """Every condition, each looked up anew; none is remembered from the play."""
    return [
        *_database(),
        *_paper(out / "bao-cao-ban-dan-van.docx"),
        *_workbooks(out / "da-nop"),
        *_files(out),
    ]


def _database() -> Iterator[Result]:
    collection = collection_of(NOW)
    cells = definition_of(collection.form_version).cell_by_code
    total = UnitTotal.objects.get(
        unit__code=TOP, period=collection.period, cell_set=collection.form_version.cell_set
    )
    for code, published in PUBLISHED.items():
        value = total.live[cells[code].slot]
        yield Result(f"cơ sở dữ liệu: {code}", value == published, str(value))


def _paper(path: Path) -> Iterator[Result]:
    document = Document(io.BytesIO(path.read_bytes()))
    said = "\n".join(_all_text(document.element.body))
    for word in ("726", "trên 100.000 tấn", "100.312"):
        yield Result(f"DOCX có “{word}”", word in said, path.name)
    provinces = [Area.objects.get(code=f"p63-{late.province}").short_name for late in WEAK_POINTS.late]
    names = [*provinces, _name(unit_code(*WEAK_POINTS.never_reports))]
    for name in names:
        yield Result(f"DOCX nêu tên “{name}”", name in said, path.name)
    ten = WEAK_POINTS.ten_times
    caught = _name(unit_code(ten.organisation, ten.province))
    yield Result(
        "DOCX nêu số liệu gấp 10 đã phát hiện",
        any(caught in s and "lần" in s for s in said.split("\n")),
        caught,
    )


def _all_text(body: object) -> Iterator[str]:
    """The words of every paragraph, tables and links included."""
    namespace = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    for paragraph in body.iter(f"{namespace}p"):  # type: ignore[attr-defined]
        yield "".join(node.text or "" for node in paragraph.iter(f"{namespace}t"))


def _name(code: str) -> str:
    return Unit.objects.get(code=code).name


def _workbooks(folder: Path) -> Iterator[Result]:
    """A reader that imports nothing of this program adds the workbooks up."""
    wanted = [f"{code}={published}" for code, published in PUBLISHED.items()]
    command = [sys.executable, str(READER), str(folder), *wanted, "--own-part", "*-TW"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    said = "; ".join((done.stdout + done.stderr).strip().splitlines())
    yield Result("cộng từ các tệp Excel", done.returncode == 0, said)


def _files(out: Path) -> Iterator[Result]:
    issued, handed_in = (
        len(list((out / "bieu-mau").glob("*.xlsx"))),
        len(list((out / "da-nop").glob("*.xlsx"))),
    )
    yield Result(
        "384 biểu mẫu phát ra, 383 nhận về",
        (issued, handed_in) == (384, 383),
        json.dumps([issued, handed_in]),
    )
