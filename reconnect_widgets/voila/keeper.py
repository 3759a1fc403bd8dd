"""Keeps what opens a locked workbook for the length of a browser visit, in the server's memory alone.

A visit is a cookie of the browser that says nothing; it ends with the browser, unless that brings its
cookies back with its tabs, with *Exit this page*, after eight hours in which no page asked for the key, or
with the server. The key is given to the workbook's own pages and to nobody else.
"""

import re
import secrets
import time
from collections.abc import Callable
from typing import Any

from jupyter_server.utils import url_path_join
from tornado.ioloop import PeriodicCallback
from tornado.web import HTTPError, authenticated

from .door import is_by_https, require_secret
from .drafts import AskedByPages

ADDRESS = "reconnect/key"

KEPT = re.compile(r"[0-9a-f]{64}")
"""What opens the file: 32 bytes."""

VISIT, OPEN = "reconnect-visit", "reconnect-open"
"""Cookies: whose key it is, for us alone, and for *Exit this page*, that there is one to forget."""


LASTS = 8 * 60 * 60
"""Seconds without use; a computer that sleeps goes on counting."""

LOOKED_AFTER = 60.0
"""Seconds between two looks at what has ended."""


def uptime() -> float:
    """Return the seconds of a clock that nobody sets, sleep included where the system has such a one."""
    for name in ("CLOCK_BOOTTIME", "CLOCK_MONOTONIC"):  # Linux; a Mac, where it counts sleep
        if hasattr(time, name):
            return time.clock_gettime(getattr(time, name))
    return time.monotonic()


class Keys:
    """The keys by visit, each for as long as it is used."""

    def __init__(self, clock: Callable[[], float] = uptime) -> None:
        self._clock = clock
        self.kept: dict[str, tuple[str, float]] = {}

    def get(self, visit: str) -> str:
        """Return the key of a visit, which lasts anew from now; nothing when there is none."""
        self.end_old()
        key, _ = self.kept.get(visit, ("", 0.0))
        if key:
            self.keep(visit, key)
        return key

    def keep(self, visit: str, key: str) -> None:
        """Keep the key of a visit from now on."""
        self.kept[visit] = key, self._clock()

    def end_old(self) -> None:
        """Forget what nobody has used for long."""
        until = self._clock() - LASTS
        self.kept = {visit: kept for visit, kept in self.kept.items() if kept[1] > until}


class KeyHandler(AskedByPages):
    """Gives, takes and forgets the key of this visit."""

    def initialize(self, keys: Keys) -> None:
        self.keys = keys

    @authenticated
    def get(self) -> None:
        """Give the key of this visit, if there is one."""
        self.check_xsrf_cookie()
        require_secret(self)
        key = self.keys.get(self._visit)
        self.set_header("Cache-Control", "no-store")
        self.set_header("Content-Type", "text/plain")
        self.set_status(200 if key else 204)
        self.finish(key or None)

    @authenticated
    def put(self) -> None:
        """Keep the key for this visit; each time under a name that nobody has heard before."""
        require_secret(self)
        key = self.request.body.decode("ascii", "replace")
        if not KEPT.fullmatch(key):
            raise HTTPError(400)
        self.keys.kept.pop(self._visit, None)
        visit = secrets.token_urlsafe(32)
        self.keys.keep(visit, key)
        ways: dict[str, Any] = {"expires_days": None, "samesite": "Strict"}
        ways["secure"] = is_by_https(self.request)
        self.set_cookie(self._name(VISIT), visit, path=self._own_path, httponly=True, **ways)
        self.set_cookie(self._name(OPEN), "yes", path=self.base_url, **ways)
        self.set_status(204)

    @authenticated
    def delete(self) -> None:
        """Forget the key of this visit, also for a browser that has lost all but its cookies."""
        self.keys.kept.pop(self._visit, None)
        self.clear_cookie(self._name(VISIT), path=self._own_path)
        self.clear_cookie(self._name(OPEN), path=self.base_url)
        self.set_status(204)

    @property
    def _visit(self) -> str:
        return self.get_cookie(self._name(VISIT), "") or ""

    @property
    def _own_path(self) -> str:
        return url_path_join(self.base_url, ADDRESS)

    def _name(self, name: str) -> str:
        """Return a cookie's name with our port: a browser gives cookies to all ports of a host."""
        return f"{name}-{self.request.host.rpartition(':')[2]}"


def key_handler(base_url: str) -> tuple[str, type, dict[str, Any]]:
    """Return the handler, with a memory of its own, which is looked after also when nobody asks."""
    keys = Keys()
    PeriodicCallback(keys.end_old, LOOKED_AFTER * 1000).start()
    return (url_path_join(base_url, ADDRESS), KeyHandler, {"keys": keys})
