"""The time zone of the reader, in which a page's kernel lives as a whole.

On the reader's own computer it is the system's, also where a browser hides its own behind another.
Elsewhere the computer knows nothing of the reader, so it is the browser's. Never is it a mix: the
days of answers, what a page calls today, and calendar files all follow this one.
"""

import os
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .hosting import hosting

SYSTEM = Path("/etc/localtime")
IN_WORDS = Path("/etc/timezone")


def keep_time(browsers: object = None) -> None:
    """Live in the reader's zone from now on; ``browsers`` is what their browser names.

    The zone of a computer changes on a journey, and a process keeps the one that it began with.
    """
    if not hosting().is_own and zone_named(browsers):
        os.environ["TZ"] = str(browsers)
    elif os.environ.get("TZ", "").removeprefix(":") == str(SYSTEM):
        del os.environ["TZ"]  # means the same, but a file that was named is read just once
    if hasattr(time, "tzset"):
        time.tzset()


def zone_named(name: object) -> ZoneInfo | None:
    """Return a time zone such as ``"Asia/Tokyo"``, or ``None`` for a name that is not known here."""
    try:
        return ZoneInfo(name) if isinstance(name, str) else None
    except (ZoneInfoNotFoundError, ValueError, OSError):  # it refuses paths that lead elsewhere
        return None


def name_of_zone(moments: Iterable[datetime]) -> str:
    """Return the name of the zone that this process lives in; nothing where no name fits.

    A name fits when its clock shows the same hours as ours at these moments, which have no zone.
    """
    there = list(moments)
    return next((name for name in _names() if all(_agrees(name, one) for one in there)), "")


def minutes_ahead() -> int:
    """Return how many minutes the reader's clock is ahead of UTC now."""
    return time.localtime().tm_gmtoff // 60


def _names() -> Iterator[str]:
    yield os.environ.get("TZ", "").removeprefix(":")
    if hosting().is_own:
        with suppress(OSError):
            yield str(SYSTEM.readlink()).partition("zoneinfo/")[2]
        with suppress(OSError):
            yield IN_WORDS.read_text("utf-8").strip()


def _agrees(name: str, moment: datetime) -> bool:
    zone = zone_named(name)
    if zone is None:
        return False
    return moment.replace(tzinfo=zone).utcoffset() == moment.astimezone().utcoffset()
