"""One reader of a book: a first visit, *Next*, some changes, and a second visit.

Chromium opens it with a new profile; the second visit begins with the browser started anew.
"""

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import monotonic

from playwright.sync_api import BrowserContext, BrowserType, Page

import dev

from ..journey import WATCH
from ..subjects import Subject
from ..visits import PROBE, READING, WHOLE_PAGES, arguments, marks_of, remember_acts
from .books import Book, Sent

CHANGES = 20
PATIENCE = 180.0
SLOWER = 4
"""How many times slower the processor of a phone is."""

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


@dataclass(frozen=True)
class Visits:
    """A first visit with a new profile, *Next*, some changes, and a second visit."""

    first: dict[str, float]
    next: dict[str, float]
    changes: list[float] = field(default_factory=list)
    second: dict[str, float] = field(default_factory=dict)
    early: Sent = field(default_factory=Sent)
    """What came until the first page was filled."""
    whole: Sent = field(default_factory=Sent)
    """What came until the browser had kept all of it."""
    own: int = 0
    """Bytes of the first page's own, before Python."""
    lost: int = 0


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
