"""When the demonstration's reader opens the pages: the morning after the last act (13 July 2021)."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

TODAY = datetime(2021, 7, 14, 8, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
