"""When the demonstration's reader opens the pages: the morning after the last act (2 August 2021, 23-QĐ/TW arrives)."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

TODAY = datetime(2021, 8, 3, 8, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
