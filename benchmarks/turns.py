"""What *Next* costs a server in time of a processor: ``python -m benchmarks.turns``.

The server and its kernels together. It is counted and not waited for, so what else the machine does
matters less. A turn is counted until the server rests again; what it takes while nothing happens is
taken off. The system counts in hundredths of a second, so only means of several turns say something.
"""

import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from statistics import fmean
from time import monotonic, sleep

from playwright.sync_api import Browser, Page

from reconnect_widgets.example.making import make_example
from reconnect_widgets.kernels.visit import READS_FOR
from reconnect_widgets.places import ANSWERS_FILE
from reconnect_widgets.stages import STAGES, Stage

from .figures import Turns
from .processes import Running, serve_workbook
from .report import say, turns_section
from .subjects import Subject
from .visits import PATIENCE, chromium, new_reader

TURNS = 10
VISITS = 3
LATER = 3
"""Times that page 13 is turned to again in a visit."""
READ_FOR = 1000 * (READS_FOR + 1)
"""Milliseconds for which the page before 13 is read, in every visit but one."""
LOOK_EVERY, LOOKS = 0.25, 4
"""Seconds between two looks, and how many in a row have to find it at rest: a page may ask for more."""
RESTS_BELOW = 0.05
"""A server rests when it takes less than this part of a processor."""
RESTS_WITHIN = 15.0
IDLE = 15.0
"""Seconds for which a server is left alone, to see what it takes while nothing happens; within a few, one
hundredth more or less would be as much as a turn takes."""
TURN = ".rc-turn a"


class Meter:
    """Counts what a server took for something, without what it takes anyway."""

    def __init__(self, running: Running) -> None:
        self._running = running
        self._idle = 0.0
        self.rest()
        self._idle = self._rate()

    def _rate(self) -> float:
        began, before = monotonic(), self._running.processor_time
        sleep(IDLE)
        return (self._running.processor_time - before) / (monotonic() - began)

    def rest(self) -> None:
        """Wait until the server does no more than it does by itself, also a little later."""
        until = monotonic() + RESTS_WITHIN
        before, rested = self._running.processor_time, 0
        while rested < LOOKS and monotonic() < until:
            sleep(LOOK_EVERY)
            now = self._running.processor_time
            rested = rested + 1 if now - before <= 1000 * LOOK_EVERY * RESTS_BELOW else 0
            before = now

    def count(self, act: Callable[[], None]) -> float:
        """Do something, and return the milliseconds that the server took for it."""
        began, before = monotonic(), self._running.processor_time
        act()
        self.rest()
        idle = self._idle * (monotonic() - began)
        return max(0.0, self._running.processor_time - before - idle)


def processor_time_of_next(browser: Browser, subject: Subject, running: Running) -> float:
    """Turn to and fro between the two measured pages; return the milliseconds of a turn."""
    titles = [page["title"] for page in subject.pages()]
    with new_reader(browser) as (_, page):
        page.goto(running.address, wait_until="commit")
        _arrive(page, titles[0])
        meter = Meter(running)

        def turn_all(turns: int) -> None:
            for number in range(turns):
                title = titles[(number + 1) % 2]
                page.locator(f"{subject.links} a".strip(), has_text=title).last.click()
                _arrive(page, title)
                meter.rest()

        turn_all(2)  # what is done once is done
        return meter.count(lambda: turn_all(TURNS)) / TURNS


def turns_with_the_example(browser: Browser, visits: int = VISITS) -> Turns:
    """Walk through all pages of the workbook and back, as somebody who has written for twelve weeks."""
    turns = Turns()
    with tempfile.TemporaryDirectory() as work:
        data = Path(work) / "data"
        data.mkdir(mode=0o700)
        make_example(data / ANSWERS_FILE, datetime.now(UTC))
        for number in range(visits + 1):
            # Each has a server of its own: what a kernel took that has ended is counted no more.
            with serve_workbook(Path(work)) as running, new_reader(browser) as (_, page):
                _walk(page, running, turns, hurries=number == visits)
    return turns


def _walk(page: Page, running: Running, turns: Turns, *, hurries: bool) -> None:
    start, *stages = STAGES
    page.goto(running.address, wait_until="commit")
    _arrive(page, start.title, filled=True)
    meter = Meter(running)

    def turn(stage: Stage) -> float:
        def act() -> None:
            page.locator(TURN, has_text=stage.title).last.click()
            _arrive(page, stage.title, filled=True)

        return meter.count(act)

    *before, last = stages
    for stage in before:
        turns.note(turns.first, stage.number, turn(stage))
    if hurries:
        turns.at_once.append(turn(last))
        return
    page.wait_for_timeout(READ_FOR)
    meter.rest()
    turns.note(turns.first, last.number, turn(last))
    for stage in (before[-1], last) * LATER:
        turns.note(turns.again, stage.number, turn(stage))
    for stage in reversed(before):
        turns.note(turns.again, stage.number, turn(stage))


def _arrive(page: Page, title: str, *, filled: bool = False) -> None:
    page.locator("h1", has_text=title).first.wait_for(timeout=PATIENCE)
    if filled:
        page.locator("html[data-rc-ready]").wait_for(state="attached", timeout=PATIENCE)


def main() -> int:
    """Measure the turns with the example's answers, and write no file."""
    with chromium() as browser:
        turns = turns_with_the_example(browser)
    say(turns_section(turns))
    for number, took in turns.first.items():
        say(f"page {number}: {fmean(took):.0f}, again {fmean(turns.again[number]):.0f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
