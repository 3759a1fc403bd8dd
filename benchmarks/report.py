"""Puts figures into RESULTS.md: a section for each tool, so that each can be run by itself."""

import re
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from .figures import Goal, Run, Turns, goals, percentile
from .plot import NAMES, plot
from .same_form import measured_pages

HERE = Path(__file__).parent
RESULTS = HERE / "RESULTS.md"
PLOT = HERE / "RESULTS.svg"
ORDER = ("pages", "files", "journey", "load")
BEGINNING = (
    "# Results\n\nWritten by the commands in this folder. Compare ratios, not milliseconds.\n"
)


def say(words: str = "") -> None:
    """Tell the person at the terminal."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def write_section(name: str, text: str) -> None:
    """Put ``text`` in place of the section ``name``; the others stay as they are."""
    old = RESULTS.read_text("utf-8") if RESULTS.is_file() else ""
    sections = dict(re.findall(r"<!-- (\w+) -->\n(.*?)\n<!-- end -->", old, re.DOTALL))
    sections[name] = text.strip()
    written = [f"<!-- {key} -->\n{sections[key]}\n<!-- end -->" for key in ORDER if key in sections]
    RESULTS.write_text("\n\n".join([BEGINNING, *written]) + "\n", "utf-8")


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table."""
    rule = ["---"] + ["--:"] * (len(head) - 1)
    return "\n".join(f"| {' | '.join(line)} |" for line in (head, rule, *rows))


def goals_table(found: Sequence[Goal]) -> str:
    """Return what the goals are, and which are reached."""
    rows = [(g.what, g.goal, g.measured, "yes" if g.reached else "**no**") for g in found]
    return table(("what", "goal", "measured", "reached"), rows)


def pages_section(run: Run, rounds: int, machine: Sequence[str]) -> str:
    """Return the section on what a reader waits for, with its goals when all were measured."""
    first, after = measured_pages()
    asked, html = first.weight
    moved = sum(2 * len(figures.visits) for figures in run.values())
    lost = sum(len(figures.lost) for figures in run.values())
    parts = [
        "## Pages\n",
        *(f"- {line}" for line in machine),
        f"- Page {first.number} ({asked} questions, {html / 1000:.0f} kB of forms: the heaviest of "
        f"01 to 03), *Next* leads to page {after.number}. Medians of {rounds} interleaved rounds; "
        "milliseconds. Each counts until it is seen in the page.",
        f"- A form *can be used* from when a control was moved whose move was kept: {moved} were moved "
        f"as soon as they were there, and {lost} of these choices were lost.\n",
        waits_table(run),
        "",
        costs_table(run),
    ]
    if turns := run["workbook"].turns if "workbook" in run else None:
        parts += ["", turns_section(turns)]
    if "stock" in run:
        parts += ["\n### Goals\n", goals_table(goals(run))]
        parts += ["\n![How long a reader waits](RESULTS.svg)"]
        PLOT.write_text(plot(run), "utf-8")
    return "\n".join(parts)


def turns_section(turns: Turns) -> str:
    """Return the part of RESULTS.md."""
    number, most = turns.dearest
    rows = [
        (name, *(f"{take(times):.0f}" for times in (turns.first, turns.again)))
        for name, take in (
            ("pages 01 to 12, mean", turns.to_others),
            ("pages 01 to 12, median of the pages", turns.to_most),
            ("page 13, once the page before it was read", turns.to_last),
        )
    ]
    rows.append(("page 13, turned to at once", f"{median(turns.at_once):.0f}", ""))
    return "\n".join(
        (
            "### Processor time of a turn\n",
            "Server and kernel together, with the example's twelve weeks of answers; milliseconds. In a "
            f"visit, the dearest first turn of those to pages 01 to 12 is that to {number}: {most:.0f}.\n",
            table(("", "first in a visit", "again"), rows),
        )
    )


def waits_table(run: Run) -> str:
    """Return how long a reader waits, with *Next*'s ratio to stock."""
    head = (
        "",
        "first: prose",
        "can be used",
        "reacts",
        "filled",
        "Next: prose",
        "can be used",
        "reacts",
        "filled",
        "Next × stock",
    )
    stock = run.get("stock")
    rows = []
    for name, figures in run.items():
        marks = ("prose", "usable", "reacts", "filled")
        waits = [*(figures.first(m) for m in marks), *(figures.next(m) for m in marks)]
        ratio = f"{figures.next_ready / stock.next_ready:.3f}" if stock else ""
        rows.append((NAMES[name], *(f"{wait:,.0f}" for wait in waits), ratio))
    return table(head, rows)


def costs_table(run: Run) -> str:
    """Return what travels, how long a change takes, and what a reader costs the server."""
    head = (
        "", "first: kB as sent", "kB by socket", "requests", "Next: kB", "change p50", "p95",
        "MB per further reader", "kernels after a walk", "Next: ms of a processor",
        "lines cut in 2 idle minutes",
    )  # fmt: skip
    rows = []
    for name, figures in run.items():
        changes = figures.changes
        memory = "" if figures.memory is None else f"{figures.memory:.1f}"
        kernels = "" if figures.kernels is None else str(figures.kernels)
        processor = "" if figures.processor is None else f"{figures.processor:.0f}"
        cuts = "" if figures.cuts is None else str(figures.cuts)
        sizes = (figures.sent, figures.socket)
        row = [NAMES[name], *(f"{size / 1000:,.0f}" for size in sizes), f"{figures.requests:.0f}"]
        row += [f"{figures.next_sent / 1000:,.0f}", f"{percentile(changes, 50):.0f}"]
        rows.append([*row, f"{percentile(changes, 95):.0f}", memory, kernels, processor, cuts])
    return table(head, rows)


def summary(run: Run) -> list[str]:
    """Return five lines for the README."""
    ours, stock = run["workbook"], run["stock"]
    peers = [name for name in ("streamlit", "solara", "panel") if name in run]
    quick = ", ".join(f"{NAMES[name]} {run[name].next_ready:,.0f}" for name in peers)
    early = ", ".join(f"{NAMES[name]} {run[name].first_ready:,.0f}" for name in peers)
    soon = ", ".join(f"{NAMES[name]} {run[name].first('usable'):,.0f}" for name in peers)
    memory = f"{ours.memory or 0:.0f} MB (stock {stock.memory or 0:.0f})"
    return [
        f"- *Next* to a filled form that reacts: {ours.next_ready:,.0f} ms "
        f"(stock Voila {stock.next_ready:,.0f}, {quick}).",
        "- First visit, nothing cached, to a form that can be used, with nothing of it lost: "
        f"{ours.first('usable'):,.0f} ms (stock Voila {stock.first('usable'):,.0f}, {soon}); filled and "
        f"reacting: {ours.first_ready:,.0f} ms (stock Voila {stock.first_ready:,.0f}, {early}).",
        f"- First visit: {ours.sent / 1000:,.0f} kB in {ours.requests:.0f} requests "
        f"(stock Voila {stock.sent / 1000:,.0f} kB in {stock.requests:.0f}).",
        "- A point that is chosen is on the disk and shown as saved after "
        f"{percentile(ours.changes, 50):.0f} ms (95 of 100 within {percentile(ours.changes, 95):.0f}).",
        f"- Each further idle reader costs {memory}; kernels after a walk through all pages: {ours.kernels}.",
    ]
