"""Many readers at once at one server, without browsers: ``python -m benchmarks.load``.

They arrive within ten seconds, walk through the pages and answer questions at ``reconnect`` as it runs
on one's own computer, where all write to one workbook. An answer is lost when it was said to be saved
and is not there afterwards.
"""

import argparse
import asyncio
import sqlite3
import sys
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

from tornado.httpclient import AsyncHTTPClient

from reconnect_widgets.places import ANSWERS_FILE

from .believable import pages
from .figures import Goal, most, percentile
from .machine import machine
from .processes import Running, serve_workbook
from .report import goals_table, say, table, write_section
from .visitor import Seen, Visitor

CROWDS = (10, 50, 100)
OF_THE_GOALS = 50
MOST_READERS = 200
ARRIVE_WITHIN = 10.0
LONGEST = 900.0
ENDS_WITHIN = 30.0
SETTLES = 5.0
WALK = ("00", "01", "02", "03")


@dataclass(frozen=True)
class Crowd:
    """What happened to so many readers at once."""

    readers: int
    seen: list[Seen]
    lost: list[str]
    """Questions whose answers were said to be saved and are not there."""
    memory: float
    further: float
    """MB of each reader, by what the server grew at most."""
    before: int
    after: int
    seconds: float

    @property
    def errors(self) -> list[str]:
        """Every error of every reader."""
        return [error for seen in self.seen for error in seen.errors]

    def waits(self, what: str, percent: int) -> float:
        """Return a percentile of the ms that something took: ``read``, ``first``, ``next``, ``saved``."""
        return percentile(
            [took for seen in self.seen for took in getattr(seen, what)] or [0], percent
        )

    @property
    def row(self) -> list[str]:
        """The line of the table."""
        waits = [
            self.waits(what, n) for what in ("read", "first", "next", "saved") for n in (50, 95)
        ]
        answers = sum(len(seen.answers) for seen in self.seen)
        refused = sum(seen.refused for seen in self.seen)
        return [
            str(self.readers), *(f"{wait:,.0f}" for wait in waits),
            str(len(self.errors)), f"{answers:,}", str(refused), str(len(self.lost)),
            f"{self.memory:,.0f}", f"{self.further:.1f}", f"{self.before} / {self.after}",
            f"{self.seconds:.0f}",
        ]  # fmt: skip

    @property
    def goals(self) -> list[Goal]:
        """Compare with the goals."""
        who = f"{self.readers} readers at once"
        return [
            most(f"{who}: first page filled, median", self.waits("first", 50), 500, "ms"),
            most(f"{who}: first page filled, p95", self.waits("first", 95), 1500, "ms"),
            most(f"{who}: pages that failed", len(self.errors), 0, ""),
            most(f"{who}: answers lost", len(self.lost), 0, ""),
        ]


HEAD = (
    "readers", "HTML p50", "p95", "filled p50", "p95", "Next filled p50", "p95", "saved p50", "p95",
    "errors", "answers", "refused once", "lost", "most memory, MB", "MB each",
    "kernels before / after", "seconds",
)  # fmt: skip


def measure(readers: int, answers: int, reading: float) -> Crowd:
    """Serve the workbook, let them come, and count."""
    with tempfile.TemporaryDirectory() as work, serve_workbook(Path(work)) as running:
        sleep(SETTLES)  # the pages are drawn now
        before, empty, began = running.kernels, running.memory, monotonic()
        seen, memory = asyncio.run(come(running, readers, answers, reading))
        seconds = monotonic() - began
        after = _kernels_after(running, before)
        lost = lost_in_file(running, seen)
    further = (memory - empty) / readers
    return Crowd(readers, seen, lost, memory, further, before, after, seconds)


async def come(
    running: Running, readers: int, answers: int, reading: float
) -> tuple[list[Seen], float]:
    """Let readers come and walk through the pages; return what they saw, and the most memory."""
    AsyncHTTPClient.configure(None, max_clients=readers)
    walk = [page for page in pages() if page.number in WALK]
    memory = [running.memory]

    async def one(number: int) -> Seen:
        await asyncio.sleep(ARRIVE_WITHIN * number / readers)
        return await Visitor(number, running.address).walk(walk, answers, reading)

    async def watch() -> None:
        while True:
            await asyncio.sleep(3)
            memory.append(await asyncio.to_thread(lambda: running.memory))

    watching = asyncio.create_task(watch())
    try:
        async with asyncio.timeout(LONGEST):
            seen = await asyncio.gather(*(one(number) for number in range(readers)))
    finally:
        watching.cancel()
    return list(seen), max(memory)


def _kernels_after(running: Running, before: int) -> int:
    until = monotonic() + ENDS_WITHIN
    while running.kernels > before and monotonic() < until:
        sleep(0.5)
    return running.kernels


def lost_in_file(running: Running, seen: list[Seen]) -> list[str]:
    """Return the questions of answers that were said to be saved and are not in the workbook's file."""
    with closing(sqlite3.connect(running.folder / "data" / ANSWERS_FILE)) as db:
        there = set(db.execute("SELECT question, entry, value FROM answers"))
    return [answer[0] for one in seen for answer in one.answers if answer not in there]


def section(crowds: list[Crowd], reading: float) -> str:
    """Return the section for RESULTS.md."""
    errors = sorted({error for crowd in crowds for error in crowd.errors})
    goals = [g for c in crowds if c.readers == OF_THE_GOALS for g in c.goals]
    lines = [
        "## Load\n",
        *(f"- {line}" for line in machine()),
        "- `reconnect` as on one's own computer, where all have one workbook. "
        f"Readers arrive within {ARRIVE_WITHIN:.0f} s, walk through pages "
        f"{', '.join(WALK)} and read each for {reading:.0f} s. Their client runs on the same cores. "
        "Milliseconds; *filled* counts from asking for the first page until its kernel has told all of "
        "it, *Next* the same for each page after it.\n",
        table(HEAD, [crowd.row for crowd in crowds]),
        *([f"\nErrors: {', '.join(errors)}."] if errors else []),
        *(["", goals_table(goals)] if goals else []),
    ]
    return "\n".join(lines)


def crowd(words: str) -> int:
    """Read how many are to come; no more than one machine can be asked to bear."""
    if not words.isdigit() or not 1 <= int(words) <= MOST_READERS:
        raise argparse.ArgumentTypeError(f"1 to {MOST_READERS} readers, not {words!r}")
    return int(words)


def main(arguments: list[str] | None = None) -> int:
    """Measure some crowds; the section is written when all usual ones were."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load", description=__doc__)
    parser.add_argument("readers", type=crowd, nargs="*", metavar="1-200")
    parser.add_argument("--answers", type=int, default=6, help="answers on each page")
    parser.add_argument("--reading", type=float, default=2.0, help="seconds on each page")
    asked = parser.parse_args(arguments)
    found = []
    for readers in asked.readers or CROWDS:
        found.append(measure(readers, asked.answers, asked.reading))
        say(", ".join(f"{n} {v}" for n, v in zip(HEAD, found[-1].row, strict=True)))
    if not asked.readers:
        write_section("load", section(found, asked.reading))
    return 1 if any(crowd.lost for crowd in found) else 0


if __name__ == "__main__":
    sys.exit(main())
