"""The reader's time zone, where the workbook runs on a computer that is not theirs.

Days and hours on a page are those of the reader. A page's kernel serves one reader, so it can live in
their time zone as a whole.
"""

import os
import time
from zoneinfo import ZoneInfo


def move_to(zone: object) -> None:
    """Let this process live in a time zone such as ``"Asia/Tokyo"``; one that is unknown is ignored."""
    if not isinstance(zone, str) or zone == os.environ.get("TZ") or not hasattr(time, "tzset"):
        return
    try:
        ZoneInfo(zone)  # it refuses paths that lead elsewhere
    except (KeyError, ValueError, OSError):
        return
    os.environ["TZ"] = zone
    time.tzset()
