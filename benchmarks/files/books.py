"""What is read: the workbook as ``reconnect build`` writes it, and one form of it by Voici and by stock Voila.

A plain web space gives the files, and notes what was sent. Voici shows the form as core widgets, and
stock Voila, which has a server, is what both are compared with.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from secrets import token_hex
from typing import Any

from reconnect_widgets.answers.from_browser import kept_in
from reconnect_widgets.answers.in_memory import InMemory
from reconnect_widgets.answers.store import Store
from reconnect_widgets.hosting import BROWSER

from ..believable import write_answers
from ..environments import HERE
from ..processes import Running, free_port, serve
from ..same_form import measured_pages
from ..subjects import Subject, subjects
from ..voici.make import FIRST, write_site

MANY = 1000
SERVICE = "service_worker.js"
PYTHON = "python_worker.js"


@dataclass(frozen=True)
class Sent:
    """What a web space gave."""

    answers: Sequence[tuple[int, int, str]] = ()
    """Status, bytes and address of each."""

    @property
    def size(self) -> int:
        """Return the bytes of all."""
        return sum(size for _, size, _ in self.answers)

    @property
    def twice(self) -> int:
        """Return how many files came more than once."""
        times = Counter(address for status, _, address in self.answers if status == 200)
        return sum(count > 1 for count in times.values())

    def of(self, addresses: Sequence[str]) -> int:
        """Return the bytes of some addresses, without Python's."""
        return sum(s for _, s, one in self.answers if one in addresses and PYTHON not in one)


@dataclass
class Book:
    """One that is read: its subject, what serves it, and what a browser holds of earlier answers."""

    subject: Subject
    running: Running
    kept: dict[str, str] = field(default_factory=dict)
    files: int = 0
    """How many files a browser keeps in the end; none if it has no service worker of ours."""
    remembers: bool = False
    """Whether a reader with a new profile finds the answers of the one before."""

    @property
    def sent(self) -> Sent:
        """Return what was given so far."""
        log = self.running.folder / "log.txt"
        lines = log.read_text("utf-8").splitlines() if log.is_file() else []
        parts = (line.split(" ", 2) for line in lines)
        return Sent([(int(status), int(size), address) for status, size, address in parts])

    def forget(self) -> None:
        """Begin to count anew."""
        log = self.running.folder / "log.txt"
        if log.is_file():
            os.truncate(log, 0)


def build(folder: Path, pyodide: str = "") -> None:
    """Write the workbook as files."""
    command: list[str | Path] = [sys.executable, "-m", "reconnect_widgets", "build", folder]
    chosen = ["--pyodide", pyodide] if pyodide else []
    variables = {**os.environ, "RECONNECT_PLACE": BROWSER.name}
    done = subprocess.run(
        [*command, *chosen], env=variables, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(done.stderr)


@contextmanager
def given(site: Path, folder: Path, first: str, *, phone: bool = False) -> Iterator[Running]:
    """Give the files of a folder, and note in another what was sent."""
    port, kind = free_port(), ["phone"] if phone else []
    log = folder / "log.txt"
    command: list[str | Path] = [sys.executable, HERE / "web_space.py", site, str(port), log, *kind]
    with serve(command, folder, {}, f"http://127.0.0.1:{port}/{first}") as running:
        yield running


def earlier_answers(count: int) -> dict[str, str]:
    """Return what a browser keeps that has so many answers, and then one on each measured page."""
    kept = kept_in({"kept": {"id": token_hex(8), "answers": {}}})
    if kept is None:
        raise ValueError("No answers are not what a browser sends.")
    store = Store(InMemory(kept))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "answers.sqlite3")
        write_answers(path, count)
        with closing(Store(path)) as file:
            store.add(file.every())
    for page in measured_pages():
        store.save(page.text, page.mark, page=page.number, visit="earlier")
    told = store.keeper.handed_over() or {"put": {}}
    about = json.dumps({"id": store.id, "erased": []})
    put = {f"reconnect:kept:{name}": text for name, text in told["put"].items()}
    return put | {"reconnect:kept:about": about}


@contextmanager
def workbook(
    site: Path, folder: Path, *, phone: bool = False, name: str = "files", count: int = 0
) -> Iterator[Book]:
    """Give the workbook that was built, to a reader who has so many answers."""
    first = measured_pages()[0].file.replace(".ipynb", ".html")
    with given(site, folder, first, phone=phone) as running:
        yield Book(_as("workbook", name), running, earlier_answers(count), _kept_files(site))


def _kept_files(site: Path) -> int:
    """Return how many files the service worker of a build keeps, by its own plan."""
    plan = (site / SERVICE).read_text("utf-8").partition("= ")[2]
    told, _ = json.JSONDecoder().raw_decode(plan)
    return len(told["first"]) + len(told["later"])


@contextmanager
def voici(_: Path, folder: Path) -> Iterator[Book]:
    """Give the same form as Voici makes it."""
    site = write_site(folder)
    with given(site, folder, FIRST) as running:
        yield Book(_as("stock", "voici"), running)


@contextmanager
def stock(_: Path, folder: Path) -> Iterator[Book]:
    """Serve the same form by stock Voila."""
    subject = _as("stock", "stock")
    with subject.start(folder) as running:
        yield Book(subject, running, remembers=True)


def _as(known: str, name: str) -> Subject:
    """Return a subject that looks like another."""
    return replace(next(one for one in subjects() if one.name == known), name=name)


BOOKS: dict[str, Callable[[Path, Path], Any]] = {
    "files": workbook,
    "many": partial(workbook, name="many", count=MANY),
    "voici": voici,
    "stock": stock,
}
