"""The figures of one run: medians and percentiles over the rounds, by subject."""

from dataclasses import dataclass, field
from statistics import fmean, median, quantiles

from reconnect_widgets.stages import STAGES

from .visits import Visit

PEERS = ("streamlit", "solara", "panel")
LAST = STAGES[-1].number


def percentile(values: list[float], percent: int) -> float:
    """Return a percentile; a single value is its own."""
    return (
        quantiles(values, n=100, method="inclusive")[percent - 1] if len(values) > 1 else values[0]
    )


@dataclass(frozen=True)
class Turns:
    """Milliseconds of a processor for each turn to a page, by its number, in some visits.

    The first turn to a page in a visit does what is done once. The libraries of 13 come while the page
    before it is read, so it counts besides what the turn takes ``at_once``, before they are there.
    """

    first: dict[str, list[float]] = field(default_factory=dict)
    again: dict[str, list[float]] = field(default_factory=dict)
    at_once: list[float] = field(default_factory=list)

    def note(self, times: dict[str, list[float]], number: str, took: float) -> None:
        """Note what a turn took, among those of its kind."""
        times.setdefault(number, []).append(took)

    def to_others(self, times: dict[str, list[float]]) -> float:
        """Return what a turn to a page before the last takes on average."""
        return fmean(one for number, took in times.items() if number != LAST for one in took)

    def to_most(self, times: dict[str, list[float]]) -> float:
        """Return what a turn takes to the median page before the last, without what one alone asks for."""
        return median(fmean(took) for number, took in times.items() if number != LAST)

    def to_last(self, times: dict[str, list[float]]) -> float:
        """Return what a turn to page 13 takes."""
        return median(times[LAST])

    @property
    def dearest(self) -> tuple[str, float]:
        """The page before the last that takes most when a visit first turns to it."""
        means = {number: fmean(took) for number, took in self.first.items() if number != LAST}
        number = max(means, key=lambda number: means[number])
        return number, means[number]


@dataclass
class Figures:
    """What was measured of one subject."""

    visits: list[Visit] = field(default_factory=list)
    memory: float | None = None
    kernels: int | None = None
    processor: float | None = None
    """Milliseconds of a processor for a turn between the two measured pages."""
    cuts: int | None = None
    """How often the line of an idle page was cut within two minutes."""
    turns: Turns | None = None

    def first(self, mark: str) -> float:
        """Median ms of a first visit until ``prose``, ``usable``, ``reacts`` or ``filled``."""
        return median(visit.first[mark] for visit in self.visits)

    def next(self, mark: str) -> float:
        """Median ms from the click on *Next*."""
        return median(visit.next[mark] for visit in self.visits)

    @property
    def first_ready(self) -> float:
        """Median ms of a first visit until the form reacts and is filled, whichever is later."""
        return median(max(visit.first["reacts"], visit.first["filled"]) for visit in self.visits)

    @property
    def next_ready(self) -> float:
        """Median ms from *Next* until the form reacts and is filled, whichever is later."""
        return median(max(visit.next["reacts"], visit.next["filled"]) for visit in self.visits)

    @property
    def sent(self) -> float:
        """Median bytes of a first visit, as sent, without the socket."""
        return median(visit.traffic.sent for visit in self.visits)

    @property
    def socket(self) -> float:
        """Median bytes that the socket brought during a first visit."""
        return median(visit.traffic.socket for visit in self.visits)

    @property
    def requests(self) -> float:
        """Median requests of a first visit, the socket's included."""
        return median(visit.traffic.requests for visit in self.visits)

    @property
    def next_sent(self) -> float:
        """Median bytes from *Next* on."""
        return median(visit.next_traffic.sent for visit in self.visits)

    @property
    def changes(self) -> list[float]:
        """Every change's ms until it was seen as kept."""
        return [took for visit in self.visits for took in visit.changes]

    @property
    def lost(self) -> list[str]:
        """Every question whose first choice was lost."""
        return [question for visit in self.visits for question in visit.lost]


Run = dict[str, Figures]


@dataclass(frozen=True)
class Goal:
    """A goal and what was measured; ``reached`` is missing where the run does not tell."""

    what: str
    goal: str
    measured: str
    reached: bool


def goals(run: Run) -> list[Goal]:
    """Compare a run of all subjects with the goals."""
    ours, stock = run["workbook"], run["stock"]
    peers = {name: run[name] for name in PEERS if name in run}
    others = float("inf")
    quickest_next = min((peer.next_ready for peer in peers.values()), default=others)
    quickest_first = min((peer.first_ready for peer in peers.values()), default=others)
    soonest = min((peer.first("usable") for peer in peers.values()), default=others)
    found = [
        ratio("First visit, a form can be used", ours.first("usable"), stock.first("usable"), 0.10),
        most(
            "First visit, a form can be used, ahead of the peers",
            ours.first("usable"),
            soonest,
            "ms",
        ),
        most("What was chosen then and lost", len(ours.lost), 0, ""),
        ratio("First visit, form reacts and is filled", ours.first_ready, stock.first_ready, 0.20),
        most("First visit, ahead of the peers", ours.first_ready, quickest_first, "ms"),
        ratio("Next, prose seen", ours.next("prose"), stock.next("prose"), 0.04),
        ratio("Next, form reacts and is filled", ours.next_ready, stock.next_ready, 0.05),
        most("Next, ahead of the peers", ours.next_ready, quickest_next, "ms"),
        most("First visit, bytes as sent", ours.sent / 1000, 500, "kB"),
        most("First visit, requests", ours.requests, 12, ""),
        most("A change is saved, p95", percentile(ours.changes, 95), 20, "ms"),
    ]
    if ours.turns:
        turns = ours.turns
        mean, last = turns.to_others(turns.first), turns.to_last(turns.first)
        found.append(most("Processor time of a turn, pages 01 to 12", mean, 40, "ms"))
        found.append(
            most("Processor time of a turn, page 13, the one before read", last, 250, "ms")
        )
    if ours.cuts is not None:
        found.append(most("Lines cut in two idle minutes", ours.cuts, 0, ""))
    if ours.memory is not None:
        found.append(most("Own memory per further idle reader", ours.memory, 20, "MB"))
    if ours.kernels is not None:
        found.append(most("Kernels after a walk through all pages", ours.kernels, 1, ""))
    return found


def ratio(what: str, ours: float, stock: float, most: float) -> Goal:
    """Return a goal that is a part of what stock Voila takes."""
    part = ours / stock
    return Goal(what, f"≤ {most:.2f} × stock", f"{part:.3f} × stock", part <= most)


def most(what: str, ours: float, limit: float, unit: str) -> Goal:
    """Return a goal that is reached with no more than ``limit``."""
    return Goal(
        what, f"≤ {limit:,.0f} {unit}".strip(), f"{ours:,.0f} {unit}".strip(), ours <= limit
    )
