"""The weak points planted in the half-year, so that the demonstration shows them instead of hiding them."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class LateProvince:
    """All six units of the province hand in this many days after the deadline."""

    province: str
    days: int
    reason: str


@dataclass(frozen=True, slots=True)
class Returned:
    """A report sent back for correction; `cells` and `texts` are the places the reason points at.

    `first_version` and `first_texts` are what the unit wrote at first, over its true values.
    """

    organisation: str
    province: str
    reason: str
    cells: tuple[str, ...]
    texts: tuple[str, ...]
    first_version: Mapping[str, Decimal]
    first_texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class TenTimes:
    """A figure first written with one zero too many; the corrected workbook holds the true value."""

    organisation: str
    province: str
    cell: str
    explanation: str


@dataclass(frozen=True, slots=True)
class SharedResult:
    """One result two units worked for. Both wrote `amount` into `cell`; it counts at the lead only."""

    cell: str
    lead: tuple[str, str]
    coordinating: tuple[str, str]
    amount: Decimal
    note: str


@dataclass(frozen=True, slots=True)
class WeakPoints:
    late: tuple[LateProvince, ...]
    returned: tuple[Returned, ...]
    ten_times: TenTimes
    shared: SharedResult
    never_reports: tuple[str, str]


WEAK_POINTS = WeakPoints(
    late=(
        LateProvince("11", 3, "Mưa lũ chia cắt đường lên ba huyện, báo cáo cấp huyện về chậm."),
        LateProvince("24", 5, "Cán bộ tập trung cho các điểm cách ly, khu công nghiệp đang phong tỏa."),
        LateProvince("62", 2, "Đường truyền tại một số xã biên giới gián đoạn, phải tổng hợp lại số liệu."),
        LateProvince("95", 4, "Cán bộ tổng hợp chuyển công tác, người thay nhận việc trước hạn hai ngày."),
    ),
    returned=(
        Returned(
            organisation="CD",
            province="74",
            reason=(
                "Tiền ủng hộ phòng, chống dịch đã chuyển lớn hơn số đã tiếp nhận mà không có giải trình. "
                "Đề nghị đối chiếu chứng từ, sửa số liệu hoặc ghi rõ nguồn kỳ trước chuyển sang."
            ),
            cells=("epidemic_passed_on.cash",),
            texts=(),
            first_version={"epidemic_passed_on.cash": Decimal(498_300_000)},
            first_texts={},
        ),
        Returned(
            organisation="PN",
            province="36",
            reason=(
                "Phần tồn tại, hạn chế và nguyên nhân còn chung chung, chưa nêu địa bàn, việc cụ thể. "
                "Đề nghị viết lại theo đề cương và gửi bổ sung."
            ),
            cells=(),
            texts=("shortcomings", "causes"),
            first_version={},
            first_texts={
                "shortcomings": "Một số cơ sở triển khai còn chậm.",
                "causes": "Do điều kiện khách quan và chủ quan.",
            },
        ),
    ),
    ten_times=TenTimes(
        organisation="MTTQ",
        province="40",
        cell="charity_houses_built",
        explanation=(
            "Nhập thừa một chữ số 0 khi cộng số liệu từ các huyện; đã đối chiếu danh sách bàn giao nhà."
        ),
    ),
    shared=SharedResult(
        cell="charity_houses_built",
        lead=("PN", "45"),
        coordinating=("TN", "45"),
        amount=Decimal(12),
        note="Hội Phụ nữ chủ trì, Đoàn Thanh niên phối hợp góp ngày công dựng 12 mái ấm tình thương.",
    ),
    never_reports=("CCB", "12"),
)

HANOI_ADJUSTMENT: Mapping[str, Decimal] = {"policy_family_visits": Decimal(-246)}
HANOI_ADJUSTMENT_REASON = "Trừ 246 lượt thăm do Thành phố chủ trì mà hai quận cùng ghi vào số liệu của mình."
