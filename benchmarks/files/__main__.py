"""Measures the workbook without a server: ``python -m benchmarks.files``.

Page 13 needs pandas, so it is measured only if ``RECONNECT_PYODIDE`` names a whole distribution.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from random import Random

from playwright.sync_api import sync_playwright

from ..machine import machine
from ..report import say, write_section
from .books import BOOKS, Book, build, workbook
from .report import Found, section
from .visits import journey, visits

ROUNDS, PHONE_ROUNDS = 7, 3
JOURNEY = "example/13-your-journey.html"


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
