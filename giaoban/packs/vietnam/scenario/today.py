"""When the demonstration's reader opens the pages: the morning after the last act (2 August 2021, 23-QĐ/TW arrives).

What the play does is dated before it; what is dated from here on a visitor did, and the play leaves it alone.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

TODAY = datetime(2021, 8, 3, 8, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
