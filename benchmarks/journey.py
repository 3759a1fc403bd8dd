"""Page 13 with a hundred answers to a million: ``python -m benchmarks.journey``.

Measured in a real Chromium: page 13 until all of its charts and words stand there, and the other
pages until their forms are filled and their words known, with the same file.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from itertools import product
from pathlib import Path
from statistics import median
from time import monotonic

from playwright.sync_api import Browser, Error, Page

from reconnect_widgets.places import ANSWERS_FILE

from .believable import pages, write_answers
from .machine import machine
from .processes import Running, serve_workbook
from .report import say, table, write_section
from .visits import chromium, new_reader

SIZES = (100, 1_000, 10_000, 100_000, 1_000_000)
ROUNDS = 7
PATIENCE = 180.0
GOAL = 10.0
OTHERS_MAY_VARY = 1.25
"""A page counts as slower with more answers only beyond what rounds differ by anyway."""

Found = dict[int, dict[str, list[float]]]
"""The ms of each round, by the number of answers and by the page's number."""

WATCH = """(() => {
  if (!location.protocol.startsWith("http")) return;
  window.shown = 0;
  const all = (selector) => [...document.querySelectorAll(selector)];
  const timer = setInterval(() => {
    const forms = all("main form.rc-form"), words = all("main .rc-words");
    if (!words.length || words.some((one) => !one.hasAttribute("data-known"))) return;
    if (!forms.length || forms.some((one) => !one.classList.contains("rc-ready"))) return;
    if (location.pathname.includes("/13-") && !document.querySelector(".rc-chart svg")) return;
    window.shown = performance.now();
    clearInterval(timer);
  }, 10);
})()"""


def open_until_shown(browser: Browser, address: str) -> float:
    """Open a page as a new reader, and return the ms until all of it is there."""
    with new_reader(browser) as (context, page):
        context.add_init_script(WATCH)
        page.goto(address, wait_until="commit")
        until = monotonic() + PATIENCE
        while monotonic() < until:
            page.wait_for_timeout(30)
            if shown := _shown(page):
                return shown
        raise TimeoutError(
            f"Page {address.partition('?')[0]} was not shown within {PATIENCE:.0f} s."
        )


def _shown(page: Page) -> float:
    try:
        return float(page.evaluate("window.shown || 0"))
    except Error:  # the page is just arriving
        return 0.0


def measure(browser: Browser, sizes: Sequence[int], rounds: int) -> Found:
    """Return the ms that each page took in each round, for each number of answers.

    A server for each size; they take turns, so that what else the machine does hits all alike.
    """
    took: Found = {}
    with ExitStack() as stack:
        work = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        addresses = {}
        for size in sizes:
            data = work / str(size) / "data"
            data.mkdir(parents=True, mode=0o700)
            write_answers(data / ANSWERS_FILE, size)
            running: Running = stack.enter_context(serve_workbook(work / str(size)))
            addresses[size] = running.address
            took[size] = {page.number: [] for page in pages()}
            open_until_shown(browser, running.address)
        for number in range(rounds):
            for page, size in product(pages(), sizes):
                address = addresses[size].replace("00-start-here.ipynb", page.file)
                took[size][page.number].append(open_until_shown(browser, address))
            say(f"round {number + 1} of {rounds}")
    return took


def section(found: Found, rounds: int) -> str:
    """Return the section for RESULTS.md."""
    numbers = [page.number for page in pages()]
    rows = [
        (f"{size:,}", *(f"{median(times[n]):,.0f}" for n in numbers))
        for size, times in found.items()
    ]
    lines = [
        "## The journey\n",
        *(f"- {line}" for line in machine()),
        f"- Until charts, forms and words are there; medians of {rounds}, in ms.\n",
        table(("answers", *(f"page {number}" for number in numbers)), rows),
        "",
        *(f"- {line}" for line in judge(found)),
    ]
    return "\n".join(lines)


def judge(found: Found) -> list[str]:
    """Say whether the goals are reached, as far as their sizes were measured.

    A page is compared by its medians: of few rounds, a single lucky one would decide the quickest.
    """
    if not {1_000, 1_000_000} <= set(found):
        return []
    few, many = found[1_000], found[1_000_000]
    ratio = median(many["13"]) / median(few["13"])
    times = {n: median(many[n]) / median(few[n]) for n in few if n != "13"}
    slower = {n: more for n, more in times.items() if more > OTHERS_MAY_VARY}
    others = ", ".join(f"page {number} {more:.1f} times" for number, more in slower.items())
    return [
        f"A million open in {ratio:.1f} times the time of a thousand (goal: under {GOAL:.0f}): "
        f"{'reached' if ratio < GOAL else '**missed**'}.",
        f"A first visit to another page takes at most {max(times.values()):.2f} times as long "
        f"(goal: no longer; up to {OTHERS_MAY_VARY} counts as that, for rounds of one page vary as much): "
        f"{f'**missed**: {others}' if others else 'reached'}.",
    ]


def main(arguments: list[str] | None = None) -> int:
    """Measure all sizes, or those that are named, and write the section."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.journey", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", choices=SIZES, default=SIZES)
    parser.add_argument("--rounds", type=int, choices=range(1, 21), metavar="1-20", default=ROUNDS)
    asked = parser.parse_args(arguments)
    with chromium() as browser:
        found = measure(browser, asked.sizes, asked.rounds)
    words = section(found, asked.rounds)
    say(words)
    if set(found) == set(SIZES):
        write_section("journey", words)
    return 0


if __name__ == "__main__":
    sys.exit(main())
