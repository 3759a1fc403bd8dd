"""The workbook without a server, beside Voici: ``python -m benchmarks.files``.

``reconnect build`` writes it, a plain web space gives it, and Chromium opens it with a new profile in
each round; the second visit begins with the browser started anew. Voici shows the same form as core
widgets, and stock Voila, which has a server, is what both are compared with. Page 13 needs pandas, so
it is measured only if ``RECONNECT_PYODIDE`` names a whole distribution.
"""

import argparse
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
from random import Random
from secrets import token_hex
from statistics import median
from time import monotonic
from typing import Any

from playwright.sync_api import BrowserContext, BrowserType, Page, sync_playwright

import dev
from reconnect_widgets.answers.from_browser import kept_in
from reconnect_widgets.answers.in_memory import InMemory
from reconnect_widgets.answers.store import Store
from reconnect_widgets.hosting import BROWSER

from .believable import write_answers
from .environments import HERE, version
from .figures import Goal, most, percentile, ratio
from .journey import WATCH
from .machine import machine
from .processes import Running, free_port, serve
from .report import goals_table, say, table, write_section
from .same_form import measured_pages
from .subjects import Subject, subjects
from .visits import PROBE, READING, WHOLE_PAGES, arguments, marks_of, remember_acts
from .voici.make import FIRST, PYODIDE, write_site

ROUNDS, PHONE_ROUNDS = 7, 3
CHANGES = 20
PATIENCE = 180.0
SLOWER = 4
JOURNEY = "example/13-your-journey.html"
MANY = 1000
NAMES = {
    "files": "Workbook, no server",
    "many": f"… with {MANY:,} answers",
    "voici": "Voici",
    "stock": "Stock Voila, a server",
}
SERVICE = "service_worker.js"

COUNT_KEPT = """async () => {
  if (!(await navigator.serviceWorker.getRegistration())?.active) return 0;
  const own = (await caches.keys()).filter((name) => name.startsWith("reconnect-build"));
  const counts = own.map(async (name) => (await (await caches.open(name)).keys()).length);
  return Math.max(0, ...(await Promise.all(counts)));
}"""
LATEST = """(question) => Object.entries(localStorage)
  .filter(([name]) => name.startsWith("reconnect:kept:")).map(([, text]) => JSON.parse(text))
  .filter((answer) => answer.question === question)
  .sort((one, other) => one.changed_at.localeCompare(other.changed_at)).at(-1)?.value"""
OWN = """() => [location.href, ...performance.getEntriesByType("resource").map((one) => one.name)]
  .map((address) => address.replace(location.origin, ""))"""
"""What the page itself asked for, and not its worker."""

PYTHON = "python_worker.js"


@dataclass(frozen=True)
class Sent:
    """What a web space gave."""

    answers: list[tuple[int, int, str]]
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


@dataclass(frozen=True)
class Visits:
    """A first visit with a new profile, *Next*, some changes, and a second visit."""

    first: dict[str, float]
    next: dict[str, float]
    changes: list[float] = field(default_factory=list)
    second: dict[str, float] = field(default_factory=dict)
    early: Sent = Sent([])
    """What came until the first page was filled."""
    whole: Sent = Sent([])
    """What came until the browser had kept all of it."""
    own: int = 0
    """Bytes of the first page's own, before Python."""
    lost: int = 0


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


@contextmanager
def profile(chromium: BrowserType, folder: Path) -> Iterator[tuple[BrowserContext, Page]]:
    """Start the browser with what it kept in a folder."""
    context = chromium.launch_persistent_context(
        folder,
        executable_path=dev.installed_chromium(),
        args=arguments(),
        viewport={"width": 1280, "height": 900},
    )
    context.set_default_timeout(PATIENCE * 1000)
    try:
        yield context, context.pages[0]
    finally:
        context.close()


def visits(chromium: BrowserType, book: Book, *, phone: bool = False) -> Visits:
    """Make all visits of one reader, or on a phone those of a first time."""
    subject = book.subject if book.remembers else replace(book.subject, acts=[1, 1])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        book.forget()
        with profile(chromium, folder) as (context, page):
            _prepare(context, subject, book)
            if phone:
                context.new_cdp_session(page).send(
                    "Emulation.setCPUThrottlingRate", {"rate": SLOWER}
                )
            page.goto(book.running.address, wait_until="commit")
            first = marks_of(page, PATIENCE)
            early, own = book.sent, page.evaluate(OWN)
            lost = _lost(page, subject, 0)
            _wait_until_kept(page, book)
            whole = book.sent
            page.wait_for_timeout(READING)
            remember_acts(page, subject, 0)
            _press_next(page, subject)
            after = marks_of(page, PATIENCE)
            lost += _lost(page, subject, 1)
            count = 0 if phone else CHANGES
            changes = [float(page.evaluate("bench.change()")) for _ in range(count)]
            remember_acts(page, subject, 1)
        if phone:
            return Visits(first, after, lost=lost)
        with profile(chromium, folder) as (context, page):
            _prepare(context, subject, book)
            page.goto(book.running.address, wait_until="commit")
            second = marks_of(page, PATIENCE)
            remember_acts(page, subject, 0)
    return Visits(first, after, changes, second, early, whole, whole.of(own), lost)


def _prepare(context: BrowserContext, subject: Subject, book: Book) -> None:
    pages = json.dumps(subject.pages(), ensure_ascii=False)
    context.add_init_script(WHOLE_PAGES)
    context.add_init_script(PROBE.replace("/*PAGES*/ []", pages))
    if book.kept:
        context.add_init_script(
            "if (location.protocol.startsWith('http') && !localStorage.length)"
            f"for (const [name, text] of Object.entries({json.dumps(book.kept)}))"
            "localStorage.setItem(name, text)"
        )


def _press_next(page: Page, subject: Subject) -> None:
    title = subject.pages()[1]["title"]
    page.locator(f"{subject.links} a".strip(), has_text=title).last.click()


def _lost(page: Page, subject: Subject, number: int) -> int:
    """Say whether what was chosen first is missing: on the page or, for ours, in the browser."""
    is_shown = page.evaluate("bench.shows()")
    asked = subject.pages()[number]["question"]
    is_kept = not subject.own or page.evaluate(LATEST, asked) == page.evaluate("bench.chosen")
    return int(not (is_shown and is_kept))


def _wait_until_kept(page: Page, book: Book) -> None:
    until = monotonic() + PATIENCE
    while book.files and page.evaluate(COUNT_KEPT) < book.files:
        if monotonic() > until:
            raise TimeoutError("The browser did not keep the whole build.")
        page.wait_for_timeout(50)


def journey(chromium: BrowserType, book: Book, address: str) -> tuple[float, float]:
    """Return the ms until all of the example's page 13 is there, at the first and the second visit."""
    with tempfile.TemporaryDirectory() as folder:
        took = []
        for _ in range(2):
            with profile(chromium, Path(folder)) as (context, page):
                context.add_init_script(WATCH)
                page.goto(address, wait_until="commit")
                page.wait_for_function("() => window.shown")
                took.append(float(page.evaluate("window.shown")))
                _wait_until_kept(page, book)
    return took[0], took[1]


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


@dataclass
class Found:
    """The figures of a run."""

    visits: dict[str, list[Visits]] = field(default_factory=dict)
    phone: list[Visits] = field(default_factory=list)
    journey: list[tuple[float, float]] = field(default_factory=list)

    def wait(self, name: str, what: str, mark: str) -> float:
        """Return the median ms of a ``first``, ``next`` or ``second`` until a mark."""
        return _wait(self.visits[name], what, mark)

    def on_phone(self, what: str, mark: str) -> float:
        """Return the same on a phone."""
        return _wait(self.phone, what, mark)

    @property
    def lost(self) -> int:
        """Return how many choices were lost."""
        return sum(one.lost for visits in [*self.visits.values(), self.phone] for one in visits)


def _wait(visits: Sequence[Visits], what: str, mark: str) -> float:
    """Return a median; ``ready`` is when a form reacts and is filled, whichever is later."""
    marks = ("reacts", "filled") if mark == "ready" else (mark,)
    return float(median(max(getattr(one, what)[mark] for mark in marks) for one in visits))


def measure(rounds: int, phone_rounds: int, names: Sequence[str]) -> Found:
    """Let all take turns in every round; one before the first is not counted."""
    found = Found({name: [] for name in names})
    with tempfile.TemporaryDirectory() as work, sync_playwright() as driver:
        site = Path(work) / "site"
        build(site)
        say("built")
        with _all(site, Path(work), names) as books:
            for number in range(rounds + 1):
                for book in Random(number).sample(books, len(books)):  # noqa: S311
                    seen = visits(driver.chromium, book)
                    if number:
                        found.visits[book.subject.name].append(seen)
                say(f"round {number} of {rounds}" if number else "warmed up")
        if phone_rounds:
            slow = Path(work) / "phone"
            with workbook(site, slow, phone=True) as book:
                found.phone = [
                    visits(driver.chromium, book, phone=True) for _ in range(phone_rounds)
                ]
            say("phone")
        if pyodide := os.environ.get("RECONNECT_PYODIDE"):
            whole = Path(work) / "whole"
            build(whole, pyodide)
            with workbook(whole, Path(work) / "journey") as book:
                address = f"{book.running.origin}/{JOURNEY}"
                found.journey = [
                    journey(driver.chromium, book, address) for _ in range(rounds + 1)
                ][1:]
            say("page 13")
    return found


@contextmanager
def _all(site: Path, work: Path, names: Sequence[str]) -> Iterator[list[Book]]:
    if not names:
        yield []
        return
    name, *others = names
    with BOOKS[name](site, work / name) as book, _all(site, work, others) as books:
        yield [book, *books]


def section(found: Found, rounds: int, where: Sequence[str]) -> str:
    """Return the section for RESULTS.md."""
    first, after = measured_pages()
    walks = [*found.phone, *(one for visits in found.visits.values() for one in visits)]
    parts = [
        "## Without a server\n",
        *(f"- {line}" for line in where),
        f"- Voici: voici-core {version('voici', 'voici-core')}, Pyodide {PYODIDE}. It shows the form of "
        f"pages {first.number} and {after.number} as core widgets, as stock Voila does here, since the "
        "newest Pyodide that it works with has no SQLite in its core, which the workbook's own notebooks need.",
        f"- Page {first.number}, *Next* leads to page {after.number}. Medians of {rounds} interleaved "
        "rounds, each with a new profile; the browser is started anew for the second visit, so all "
        "it has is on the disk. Milliseconds. A plain web space gives the files, compressed as GitHub "
        "Pages does. The browser has an answer on each page, kept there before the visit; that of somebody "
        "who has used the workbook for weeks has as many more as are named.",
        f"- {2 * len(walks)} controls were moved as soon as they were there, and "
        f"{found.lost} of these choices were lost.\n",
        waits_table(found),
        "",
        sizes_table(found),
    ]
    if found.phone:
        parts += ["", phone_section(found)]
    if found.journey:
        once, again = (median(times) for times in zip(*found.journey, strict=True))
        parts += [
            "",
            "Page 13 with the example's twelve weeks of answers, opened first of all, with a whole "
            f"distribution of Pyodide: {once:,.0f} ms at the first visit, {again:,.0f} ms at the second.",
        ]
    return "\n".join([*parts, "\n### Goals\n", goals_table(goals(found))])


def waits_table(found: Found) -> str:
    """Return how long a reader waits."""
    head = (
        "", "first: prose", "can be used", "filled and reacts", "second: can be used",
        "filled and reacts", "Next: prose", "filled and reacts", "change p50", "p95",
    )  # fmt: skip
    rows = []
    for name, visits in found.visits.items():
        waits = [found.wait(name, "first", mark) for mark in ("prose", "usable", "ready")]
        waits += [found.wait(name, "second", mark) for mark in ("usable", "ready")]
        waits += [found.wait(name, "next", mark) for mark in ("prose", "ready")]
        changes = [took for one in visits for took in one.changes]
        waits += [percentile(changes, percent) for percent in (50, 95)]
        rows.append((NAMES[name], *(f"{wait:,.0f}" for wait in waits)))
    return table(head, rows)


def sizes_table(found: Found) -> str:
    """Return what travels at a first visit."""
    head = (
        "first visit, as sent", "kB until filled", "kB until all is kept", "the page's own kB, before Python",
        "requests until filled", "files loaded twice",
    )  # fmt: skip
    rows = []
    for name in found.visits:
        if name == "stock":
            continue
        takes: Sequence[Callable[[Visits], float]] = (
            lambda one: one.early.size / 1000,
            lambda one: one.whole.size / 1000,
            lambda one: one.own / 1000,
            lambda one: len(one.early.answers),
            lambda one: one.whole.twice,
        )
        sizes = [f"{_median(found, name, take):,.0f}" for take in takes]
        if name not in ("files", "many"):
            sizes[1] = sizes[2] = ""
        rows.append((NAMES[name], *sizes))
    return table(head, rows)


def _median(found: Found, name: str, take: Callable[[Visits], float]) -> float:
    return median(take(one) for one in found.visits[name])


def phone_section(found: Found) -> str:
    """Return what a phone waits for."""
    waits = [found.on_phone("first", mark) for mark in ("prose", "usable", "ready")]
    waits += [found.on_phone("next", mark) for mark in ("prose", "ready")]
    head = (
        "",
        "first: prose",
        "can be used",
        "filled and reacts",
        "Next: prose",
        "filled and reacts",
    )
    return "\n".join(
        (
            "### On a phone\n",
            f"All that is sent goes through one line of 1.6 Mbit/s, 150 ms away. The page's processor is "
            f"{SLOWER} times slower; that of its worker, where Python runs, is not, since Chromium slows "
            f"pages only. Medians of {len(found.phone)}.\n",
            table(head, [("Workbook, no server", *(f"{wait:,.0f}" for wait in waits))]),
        )
    )


def goals(found: Found) -> list[Goal]:
    """Compare with the goals, as far as they were measured."""

    def of(what: str, mark: str) -> float:
        return found.wait("files", what, mark)

    def kilobytes(take: Callable[[Visits], int]) -> float:
        return _median(found, "files", take) / 1000

    changes = [took for one in found.visits["files"] for took in one.changes]
    twice = max(one.whole.twice for one in found.visits["files"])
    least = [most("What was chosen at once and lost", found.lost, 0, "")]
    if "stock" in found.visits:
        stock = found.wait("stock", "first", "usable")
        least.append(ratio("First visit, a form can be used", of("first", "usable"), stock, 0.10))
    least += [
        most("First visit, filled and reacting", of("first", "ready"), 3000, "ms"),
        most("Second visit, filled and reacting", of("second", "ready"), 1500, "ms"),
        most("Next, filled and reacting", of("next", "ready"), 100, "ms"),
        most("A change is saved, p95", percentile(changes, 95), 20, "ms"),
        most("First visit, all that comes", kilobytes(lambda one: one.whole.size), 9000, "kB"),
        most("First visit, the page's own", kilobytes(lambda one: one.own), 300, "kB"),
        most("Files loaded twice", twice, 0, ""),
    ]
    if "many" in found.visits:
        wait = found.wait("many", "next", "ready")
        least.append(most(f"Next, with {MANY:,} answers", wait, 100, "ms"))
    if found.phone:
        least.append(
            most("Phone, a form can be used", found.on_phone("first", "usable"), 3000, "ms")
        )
        least.append(
            most("Phone, Next, filled and reacting", found.on_phone("next", "ready"), 500, "ms")
        )
    return least


def main(arguments: list[str] | None = None) -> int:
    """Measure, and write the section when all were."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.files", description=__doc__)
    parser.add_argument("--rounds", type=int, choices=range(1, 51), metavar="1-50", default=ROUNDS)
    parser.add_argument("--only", nargs="+", choices=BOOKS, help="some, and write no file")
    parser.add_argument("--no-phone", action="store_true", help="write no file")
    asked = parser.parse_args(arguments)
    names = asked.only or [*BOOKS]
    if "files" not in names:
        parser.error("the workbook itself is always measured")
    found = measure(asked.rounds, 0 if asked.no_phone else PHONE_ROUNDS, names)
    words = section(found, asked.rounds, machine())
    say(words)
    if not asked.only and not asked.no_phone:
        write_section("files", words)
    return 1 if found.lost else 0


if __name__ == "__main__":
    sys.exit(main())
