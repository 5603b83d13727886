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

from giaoban.apps.conferences.enums import DecisionMode, LineTest, MatterOutcome
from giaoban.apps.conferences.models import AgendaItem, Matter, Site
from giaoban.apps.files.queries import place_of
from giaoban.apps.indicators.enums import ValueType
from giaoban.apps.indicators.models import UnitTotal
from giaoban.apps.org.models import Area, Unit
from giaoban.apps.reporting.domain.form_definition import CellDef
from giaoban.apps.reporting.queries.definitions import definition_of
from giaoban.apps.tasks.models import Evidence
from giaoban.kit.numbers import format_number

from .evidence import shown
from .play_half_year import OWN_REPORT
from .play_reports import LAM_DONG, NOW, TOP, collection_of, unit_code
from .stage import script_of
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
        *_own_report(out / f"{OWN_REPORT}.docx"),
        *_workbooks(out / "da-nop"),
        *_files(out),
        *_evidence(),
        *_conferences(out),
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


def _own_report(path: Path) -> Iterator[Result]:
    """Lâm Đồng's own report is whole from the header to the recipients, and its annex holds the stored figures."""
    document = Document(io.BytesIO(path.read_bytes()))
    lines = list(_all_text(document.element.body))
    said = "\n".join(lines)
    wanted = (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Số: 28/BC-MTTQ-BTT",
        "Kính gửi",
        "PHÓ CHỦ TỊCH",
        "Nơi nhận:",
        "./.",
    )
    lacking = [word for word in wanted if word.casefold() not in said.casefold()]
    yield Result("báo cáo của Lâm Đồng đủ thể thức", not lacking, ", ".join(lacking) or path.name)
    collection = collection_of(NOW)
    total = UnitTotal.objects.get(
        unit__code=unit_code("MTTQ", LAM_DONG),
        period=collection.period,
        cell_set=collection.form_version.cell_set,
    )
    shown = {cell.text.strip() for table in document.tables for row in table.rows for cell in row.cells}
    asked = [c for c in definition_of(collection.form_version).cells if _counts(c, total.live[c.slot])]
    wrong = [c.code for c in asked if format_number(total.live[c.slot], c.decimals, "vi") not in shown]
    yield Result(
        "số liệu trong báo cáo của Lâm Đồng như trong cơ sở dữ liệu", bool(asked) and not wrong,
        ", ".join(wrong) or str(len(asked)),
    )  # fmt: skip


def _counts(cell: CellDef, value: Decimal | None) -> bool:
    return value is not None and cell.value_type not in (ValueType.CHOICE, ValueType.DATE)


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


def _evidence() -> Iterator[Result]:
    """What was reported done with a checklist and pictures can be looked at: the files lie in the store."""
    rows = {row["title"]: row for row in script_of("week")["tasks"]["list"] if "evidence" in row}
    lacking = shown(rows)
    gone = [
        piece.file.name
        for piece in Evidence.objects.filter(task__title__in=rows, file__isnull=False).select_related("file")
        if piece.file is not None and not place_of(piece.file.sha256).is_file()
    ]
    found = ", ".join([*lacking, *gone]) or str(len(rows))
    yield Result("minh chứng và danh mục việc", bool(rows) and not lacking and not gone, found)


def _conferences(out: Path) -> Iterator[Result]:
    """Both were held point by point; nine tasks were agreed on; their papers lie there with numbers."""
    held = [row["title"] for row in script_of("conferences")["held"]]
    items = AgendaItem.objects.filter(conference__title__in=held)
    open_still = items.filter(ended_at=None).count()
    yield Result(
        "mọi mục của hai hội nghị có bắt đầu, kết thúc", items.exists() and not open_still, str(open_still)
    )
    good = Site.objects.filter(
        conference__title=held[-1], line_test=LineTest.PASSED, connected_at__isnull=False
    )
    yield Result("64 điểm cầu thử đường truyền đạt, kết nối", good.count() == 64, str(good.count()))
    agreed = Matter.objects.filter(
        conference__title=held[0], mode=DecisionMode.CONSENSUS, outcome=MatterOutcome.ADOPTED,
        agreed_task__task__isnull=False,
    )  # fmt: skip
    yield Result("chín nhiệm vụ được thống nhất, đã giao", agreed.count() == 9, str(agreed.count()))
    for name in ("bien-ban-hoi-nghi", "bien-ban-hoi-nghi-truc-tuyen"):
        document = Document(io.BytesIO((out / f"{name}.docx").read_bytes()))
        said = "\n".join(_all_text(document.element.body))
        lacking = [word for word in ("-BB/BDVTW", "tham luận", "Hội nghị kết thúc vào") if word not in said]
        yield Result(f"{name} có số và diễn biến", not lacking, ", ".join(lacking) or f"{name}.docx")


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
