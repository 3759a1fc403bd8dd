"""Measures everything in one run: ``python -m benchmarks`` (``--short`` for a first look).

The subjects take turns in every round, shuffled anew each time (by a seed), so that what else the
machine does, and what a server still does after a visit, hits all of them alike. One round before the
first warms the servers and is not counted.
"""

import argparse
import tempfile
from contextlib import ExitStack
from pathlib import Path
from random import Random
from time import sleep

from playwright.sync_api import Browser

from . import journey, load
from .figures import Figures, Run, goals
from .files.__main__ import main as measure_files
from .machine import machine
from .processes import Running
from .readers import SETTLES, kernels_after_walk, lines_cut, memory_per_reader
from .report import costs_table, pages_section, say, summary, waits_table, write_section
from .subjects import Subject, subjects
from .turns import processor_time_of_next, turns_with_the_example
from .visits import chromium, visit

ROUNDS, SHORT_ROUNDS = 9, 3
CHANGES = 20
HAVE_KERNELS = ("workbook", "stock")


def measure(chosen: list[Subject], rounds: int, browser: Browser, *, costs: bool) -> Run:
    """Start all servers, let them take turns, and return the figures."""
    run: Run = {subject.name: Figures() for subject in chosen}
    with ExitStack() as stack:
        work = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        running = {s.name: stack.enter_context(s.start(work / s.name)) for s in chosen}
        for number in range(rounds + 1):
            for subject in Random(number).sample(chosen, len(chosen)):  # noqa: S311
                seen = visit(browser, subject, running[subject.name], CHANGES)
                sleep(SETTLES)
                if number:
                    run[subject.name].visits.append(seen)
            say(f"round {number} of {rounds}" if number else "warmed up")
        if costs:
            cuts = lines_cut(browser, {name: one.address for name, one in running.items()})
            for name, cut in cuts.items():
                run[name].cuts = cut
            say("idle lines")
    if costs:
        for subject in chosen:
            measure_costs(run[subject.name], subject, browser)
            say(f"memory, kernels and turns of {subject.name}")
        if "workbook" in run:
            run["workbook"].turns = turns_with_the_example(browser)
    return run


def measure_costs(figures: Figures, subject: Subject, browser: Browser) -> None:
    """Note what readers cost, with a server of its own that has seen nobody yet."""
    with tempfile.TemporaryDirectory() as work:
        running: Running
        with subject.start(Path(work) / subject.name) as running:
            figures.memory = memory_per_reader(browser, subject, running)
        if subject.name in HAVE_KERNELS:
            with subject.start(Path(work) / "walk") as running:
                figures.kernels = kernels_after_walk(browser, subject, running)
        with subject.start(Path(work) / "turns") as running:
            figures.processor = processor_time_of_next(browser, subject, running)


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark that was asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--short", action="store_true", help="our page only, and write no file")
    parser.add_argument("--rounds", type=int, choices=range(1, 51), metavar="1-50")
    known = [one.name for one in subjects()]
    parser.add_argument("--only", nargs="+", choices=known, help="some of the subjects")
    parser.add_argument(
        "--pages-only", action="store_true", help="leave out files, journey and load"
    )
    asked = parser.parse_args(arguments)
    names = ["workbook"] if asked.short else asked.only
    chosen = [s for s in subjects() if not names or s.name in names]
    rounds = asked.rounds or (SHORT_ROUNDS if asked.short else ROUNDS)
    with chromium() as browser:
        run = measure(chosen, rounds, browser, costs=not asked.short)
        where = machine(browser.version)
    say("\n".join(["", *where, "", waits_table(run), "", costs_table(run), ""]))
    lost = sum(len(figures.lost) for figures in run.values())
    if names:
        return 1 if lost else 0
    write_section("pages", pages_section(run, rounds, where))
    for goal in goals(run):
        say(
            f"{'reached' if goal.reached else 'MISSED '}  {goal.what}: {goal.measured} ({goal.goal})"
        )
    if not asked.pages_only:
        measure_files([])
        journey.main([])
        lost += load.main([])
    say("\nFor the README:\n" + "\n".join(summary(run)))
    return 1 if lost else 0
