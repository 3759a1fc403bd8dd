"""Does one thing to a folder with answers again and again, and dies (SIGKILL) one step later each time.

A step is a statement of SQL, or a file that is opened, linked, renamed or removed. A program for
``asking.py``, which is told an act, a folder and where to write, and says after how many steps the act was
done; what is left after the death at step n lies in ``OUT/n``, and what had been acknowledged before it in
``OUT/n/acknowledged``.
"""

import hashlib
import json
import os
import shutil
import signal
import sqlite3
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from reconnect_widgets import text
from reconnect_widgets.answers import in_file as answers_file
from reconnect_widgets.answers import migrations
from reconnect_widgets.answers.locked import salt_of
from reconnect_widgets.answers.store import Store

NOTE = text("note.words", "What is on your mind?")
NOON = datetime(2026, 3, 18, 12, tzinfo=UTC)
FILES = ("open", "os.link", "os.rename", "os.remove")
FIRST, SECOND = "the first passphrase", "the second passphrase"


def quick_key(passphrase: str, salt: bytes) -> bytes:
    """Return a key at once: making the real one takes its time and touches no file."""
    return hashlib.sha256(passphrase.encode() + salt).digest()


def opened(path: Path) -> Store:
    """Open a file with whichever passphrase it has, if any."""
    with suppress(answers_file.StoreLocked):
        return Store(path)
    with suppress(answers_file.StoreLocked):
        return Store(path, quick_key(FIRST, salt_of(path)))
    return Store(path, quick_key(SECOND, salt_of(path)))


def save(path: Path) -> None:
    store = opened(path)
    said = os.open(path.with_name("acknowledged"), os.O_CREAT | os.O_WRONLY | os.O_APPEND)
    for count in range(3):
        at = NOON + timedelta(days=100 + count)
        store.save(NOTE, f"new {count}", page="01", visit="w", at=at)
        os.write(said, f"new {count}\n".encode())
    store.close()


def migrate(path: Path) -> None:
    def add_extra(db: Any) -> None:
        db.execute("CREATE TABLE extra (words TEXT)")

    migrations.STEPS = (*migrations.STEPS, add_extra)
    opened(path).close()


ACTS: dict[str, Callable[[Path], Any]] = {
    "save": save,
    "migrate": migrate,
    "open": lambda path: opened(path).close(),
    "lock": lambda path: opened(path).keeper.lock(FIRST),
    "relock": lambda path: opened(path).keeper.lock(SECOND),
    "unlock": lambda path: opened(path).keeper.unlock(),
    "erase": lambda path: opened(path).erase_everything(),
}


class Death:
    """Counts steps and ends the process at one of them."""

    def __init__(self, folder: Path, step: int) -> None:
        self.folder = str(folder)
        self.left = step

    def step(self, *_: Any) -> None:
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def audit(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event in FILES and str(arguments[0]).startswith(self.folder):
            self.step()


def follow(library: Any, death: Death) -> None:
    """Count the statements of a database library."""
    connect = library.connect

    def followed(*arguments: Any, **named: Any) -> Any:
        db = connect(*arguments, **named)
        db.set_trace_callback(death.step)
        return db

    library.connect = followed


def dies_at(step: int, act: str, folder: Path) -> bool:
    """Say whether an act that was to die at a step came so far."""
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        assert status in (signal.SIGKILL, 0), f"{act} failed at step {step}: {status}"
        return status == signal.SIGKILL
    death = Death(folder, step)
    follow(sqlite3, death)
    follow(dbapi2, death)
    sys.addaudithook(death.audit)
    ACTS[act](folder / "answers.sqlite3")
    os._exit(0)


def die_everywhere(act: str, folder: Path, out: Path) -> int:
    step = 0
    while True:
        step += 1
        shutil.copytree(folder, out / str(step))
        if not dies_at(step, act, out / str(step)):
            return step


if __name__ == "__main__":
    answers_file.make_key = quick_key
    for line in sys.stdin:
        act, folder, out = json.loads(line)
        print(die_everywhere(act, Path(folder), Path(out)), flush=True)  # noqa: T201
