"""Many visitors at once at a public server, without browsers: ``python -m benchmarks.load``.

They arrive within ten seconds, walk through the pages and answer questions; each keeps what their
browser would. An answer is lost when it was said to be saved and its visitor does not have it, or
has somebody else's. The kernel that waits for the next reader on purpose is told apart from those
left behind.
"""

import argparse
import asyncio
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

from tornado.httpclient import AsyncHTTPClient

from .believable import pages
from .figures import percentile
from .machine import machine
from .processes import Running, serve_workbook
from .report import say, table, write_section
from .visitor import Seen, Visitor

CROWDS = (10, 50, 100)
MOST_VISITORS = 200
ARRIVE_WITHIN = 10.0
LONGEST = 900.0
ENDS_WITHIN = 30.0
WALK = ("00", "01", "02", "03")


@dataclass(frozen=True)
class Crowd:
    """What happened to so many visitors at once."""

    visitors: int
    seen: list[Seen]
    lost: int
    memory: float
    before: int
    after: int
    seconds: float

    @property
    def errors(self) -> list[str]:
        """Every error of every visitor."""
        return [error for seen in self.seen for error in seen.errors]

    @property
    def row(self) -> list[str]:
        """The line of the table."""
        ready = [wait for seen in self.seen for wait in seen.ready] or [0.0]
        saved = [wait for seen in self.seen for wait in seen.saved] or [0.0]
        waits = [percentile(ready, 50), percentile(ready, 95)]
        waits += [percentile(saved, 50), percentile(saved, 95)]
        answers = sum(len(seen.answers) for seen in self.seen)
        refused = sum(seen.refused for seen in self.seen)
        return [
            str(self.visitors), *(f"{wait:,.0f}" for wait in waits), str(len(self.errors)),
            f"{answers:,}", str(refused), str(self.lost), f"{self.memory:,.0f}",
            f"{self.before} / {self.after}", f"{self.seconds:.0f}",
        ]  # fmt: skip


HEAD = (
    "visitors", "ready p50", "p95", "saved p50", "p95", "errors", "answers", "refused once", "lost",
    "most memory, MB", "kernels before / after", "seconds",
)  # fmt: skip


def measure(visitors: int, answers: int, reading: float) -> Crowd:
    """Serve the workbook to the public, let them come, and count."""
    room = (
        f"--VisitorKernels.places={2 * visitors + 10}"  # a page turned leaves a kernel for seconds
    )
    with (
        tempfile.TemporaryDirectory() as work,
        serve_workbook(Path(work), room, place="public") as running,
    ):
        sleep(5)  # whatever is made ready for the first visitor is there now
        before, began = running.kernels, monotonic()
        seen, memory = asyncio.run(_come(running, visitors, answers, reading))
        seconds = monotonic() - began
        after = _kernels_after(running, before)
    lost = sum(len(one.lost) for one in seen)
    return Crowd(visitors, seen, lost, memory, before, after, seconds)


async def _come(
    running: Running, visitors: int, answers: int, reading: float
) -> tuple[list[Seen], float]:
    AsyncHTTPClient.configure(None, max_clients=visitors)
    walk = [page for page in pages() if page.number in WALK]
    memory = [running.memory]

    async def one(number: int) -> Seen:
        await asyncio.sleep(ARRIVE_WITHIN * number / visitors)
        return await Visitor(number, running.address).walk(walk, answers, reading)

    async def watch() -> None:
        while True:
            await asyncio.sleep(3)
            memory.append(await asyncio.to_thread(lambda: running.memory))

    watching = asyncio.create_task(watch())
    try:
        async with asyncio.timeout(LONGEST):
            seen = await asyncio.gather(*(one(number) for number in range(visitors)))
    finally:
        watching.cancel()
    return list(seen), max(memory)


def _kernels_after(running: Running, before: int) -> int:
    until = monotonic() + ENDS_WITHIN
    while running.kernels > before and monotonic() < until:
        sleep(0.5)
    return running.kernels


def section(crowds: list[Crowd], reading: float) -> str:
    """Return the section for RESULTS.md."""
    errors = sorted({error for crowd in crowds for error in crowd.errors})
    lines = [
        "## Load\n",
        *(f"- {line}" for line in machine()),
        f"- A public server (`RECONNECT_PLACE=public`). Visitors arrive within {ARRIVE_WITHIN:.0f} s, walk "
        f"through pages {', '.join(WALK)} and read "
        f"each for {reading:.0f} s. Their client runs on the same cores. Milliseconds.\n",
        table(HEAD, [crowd.row for crowd in crowds]),
        *([f"\nErrors: {', '.join(errors)}."] if errors else []),
    ]
    return "\n".join(lines)


def crowd(words: str) -> int:
    """Read how many are to come; no more than one machine can be asked to bear."""
    if not words.isdigit() or not 1 <= int(words) <= MOST_VISITORS:
        raise argparse.ArgumentTypeError(f"1 to {MOST_VISITORS} visitors, not {words!r}")
    return int(words)


def main(arguments: list[str] | None = None) -> int:
    """Measure some crowds; the section is written when all usual ones were."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load", description=__doc__)
    parser.add_argument("visitors", type=crowd, nargs="*", metavar="1-200")
    parser.add_argument("--answers", type=int, default=6, help="answers on each page")
    parser.add_argument("--reading", type=float, default=2.0, help="seconds on each page")
    asked = parser.parse_args(arguments)
    found = []
    for visitors in asked.visitors or CROWDS:
        found.append(measure(visitors, asked.answers, asked.reading))
        say(", ".join(f"{n} {v}" for n, v in zip(HEAD, found[-1].row, strict=True)))
    if not asked.visitors:
        write_section("load", section(found, asked.reading))
    return 1 if any(crowd.lost for crowd in found) else 0


if __name__ == "__main__":
    sys.exit(main())
