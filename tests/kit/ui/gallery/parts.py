"""Declarations as an app writes them: enum, table, filter, form; and the made-up rows."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from django.db import connection
from django.utils.translation import gettext_lazy as _

from giaoban.kit.text import fold, sort_key
from giaoban.kit.ui import columns, filters, forms, tables
from tests.kit.ui.gallery.enums import TONE, State
from tests.kit.ui.gallery.models import Row

_PLACES = [
    "Lâm Đồng",
    "Đà Nẵng",
    "An Giang",
    "Đắk Lắk",
    "Bắc Kạn",
    "Thừa Thiên Huế",
    "Hà Nội",
    "Cà Mau",
    "Ninh Bình",
    "Yên Bái",
]
_BODIES = [
    "Mặt trận Tổ quốc",
    "Công đoàn",
    "Hội Nông dân",
    "Đoàn Thanh niên",
    "Hội Phụ nữ",
    "Hội Cựu chiến binh",
]


def fill(count: int = 384) -> None:
    """Make the table and its rows, once."""
    if Row._meta.db_table in connection.introspection.table_names():
        return
    with connection.schema_editor() as editor:
        editor.create_model(Row)
    chance = random.Random(2021)
    rows = []
    for i in range(count):
        name = f"{_BODIES[i % 6]} {_PLACES[i // 6 % 10]}" + (f" {i // 60}" if i >= 60 else "")
        state = chance.choice(list(State))
        rows.append(
            Row(
                name=name,
                search=fold(name),
                key=sort_key(name),
                state=state,
                shops=None if state == State.DRAFT else chance.randrange(40),
                money=chance.randrange(10**10),
                share=Decimal(chance.randrange(15000)) / 100,
                due=date(2021, 6, 15) + timedelta(days=i % 9),
                at=None if state == State.DRAFT else datetime(2021, 6, 14, 3, i % 60, tzinfo=UTC),
            )
        )
    Row.objects.bulk_create(rows)


class RowTable(tables.Table):
    name = columns.Column(_("Unit"), order_by="key", link=lambda r: f"/table/?q={r.pk}")
    state = columns.StateColumn(State, TONE)
    shops = columns.SumColumn("Cửa hàng nông sản an toàn", unit="cửa hàng", link=lambda r: "/table/")
    money = columns.MoneyColumn("Tiền hỗ trợ", hint="Tiền mặt và chuyển khoản")
    share = columns.PercentColumn("So với kế hoạch")
    due = columns.DayColumn("Hạn gửi")
    at = columns.MomentColumn("Gửi lúc")
    links = columns.LinksColumn(lambda r: [("Đôn đốc", "/entry/")] if r.state == "late" else [])

    def row_class(self, record: Row) -> str:
        return "gb-row-late" if record.state == State.LATE else ""


class RowFilter(filters.FilterSet):
    q = filters.SearchFilter()
    state = filters.ChoiceFilter(choices=State.choices, label="Trạng thái")
    due = filters.DateFilter(label="Hạn gửi")
    late = filters.YesFilter(label="Chỉ đơn vị quá hạn", field_name="state", method="only_late")

    def only_late(self, rows, name, value):  # type: ignore[no-untyped-def]
        return rows.filter(state=State.LATE) if value else rows


class EverythingForm(forms.Form):
    summary = forms.CharField(label="Trích yếu", max_length=300, help_text="Một câu, như ghi trên văn bản.")
    number = forms.CharField(label="Số, ký hiệu", required=False)
    day = forms.DayField(label="Ngày ban hành")
    shops = forms.NumberField(label="Cửa hàng nông sản an toàn", unit="cửa hàng", maximum=100_000)
    tonnes = forms.NumberField(label="Nông sản tiêu thụ", unit="tấn", decimals=2, required=False)
    money = forms.MoneyField(label="Tiền ủng hộ", required=False)
    state = forms.ChoiceField(label="Trạng thái", choices=State.choices)
    kind = forms.ChoiceField(
        label="Cách gửi",
        choices=[("excel", "Tệp Excel"), ("page", "Nhập trên trang")],
        widget=forms.RadioSelect,
    )
    agreed = forms.BooleanField(label="Lãnh đạo đã duyệt", required=False)
    remark = forms.CharField(label="Nhận xét", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    scan = forms.FileField(label="Bản ký (quét)", kinds=(".pdf", ".jpg"), required=False)
