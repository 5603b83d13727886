"""Minutes of a point of the agenda, however people write them."""

from __future__ import annotations

import pytest

from giaoban.apps.conferences.domain.plan import timed_line


@pytest.mark.parametrize(
    ("line", "minutes", "title"),
    [
        ("20 Báo cáo tổng hợp", 20, "Báo cáo tổng hợp"),
        ("Khai mạc | 10", 10, "Khai mạc"),
        ("Khai mạc\t10", 10, "Khai mạc"),
        ("10\tKhai mạc", 10, "Khai mạc"),
        ("Khai mạc – 10 phút", 10, "Khai mạc"),
        ("10' Khai mạc", 10, "Khai mạc"),
        ("10 phút: Khai mạc", 10, "Khai mạc"),
        ("Khai mạc (10’)", 10, "Khai mạc"),
        ("0 10 năm thi đua", 0, "10 năm thi đua"),
        ("Tổng kết năm 2021", 0, "Tổng kết năm 2021"),
        ("Báo cáo 6 tháng", 0, "Báo cáo 6 tháng"),
        ("20", 20, ""),
    ],
)
def test_minutes_and_what(line: str, minutes: int, title: str) -> None:
    assert timed_line(line, "phút") == (minutes, title)
