"""The figures of a run: as tables for RESULTS.md, and beside the goals."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median

from ..environments import version
from ..figures import Goal, most, percentile, ratio
from ..report import goals_table, table
from ..same_form import measured_pages
from ..voici.make import PYODIDE
from .books import MANY
from .visits import SLOWER, Visits

NAMES = {
    "files": "Workbook, no server",
    "many": f"… with {MANY:,} answers",
    "voici": "Voici",
    "stock": "Stock Voila, a server",
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


def section(found: Found, rounds: int, where: Sequence[str]) -> str:
    """Return the section for RESULTS.md."""
    first, after = measured_pages()
    walks = [*found.phone, *(one for visits in found.visits.values() for one in visits)]
    parts = [
        "## Without a server\n",
        *(f"- {line}" for line in where),
        *_about_voici(found),
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


def _about_voici(found: Found) -> list[str]:
    if "voici" not in found.visits:
        return []
    pages = " and ".join(page.number for page in measured_pages())
    return [
        f"- Voici: voici-core {version('voici', 'voici-core')}, Pyodide {PYODIDE}. It shows the form of pages "
        f"{pages} as core widgets, as stock Voila does here, since the newest Pyodide that it works with "
        "has no SQLite in its core, which the workbook's own notebooks need."
    ]


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
