"""The figures of one run: medians and percentiles over the rounds, by subject."""

from dataclasses import dataclass, field
from statistics import median, quantiles

from .visits import Visit

PEERS = ("streamlit", "solara", "panel")


def percentile(values: list[float], percent: int) -> float:
    """Return a percentile; a single value is its own."""
    return (
        quantiles(values, n=100, method="inclusive")[percent - 1] if len(values) > 1 else values[0]
    )


@dataclass
class Figures:
    """What was measured of one subject."""

    visits: list[Visit] = field(default_factory=list)
    memory: float | None = None
    kernels: int | None = None

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
    quickest_next = min((peer.next_ready for peer in peers.values()), default=float("inf"))
    quickest_first = min((peer.first("reacts") for peer in peers.values()), default=float("inf"))
    found = [
        _ratio("Next, prose seen", ours.next("prose"), stock.next("prose"), 0.10),
        _ratio("Next, form reacts and is filled", ours.next_ready, stock.next_ready, 0.10),
        most("Next, ahead of the peers", ours.next_ready, quickest_next, "ms"),
        _ratio("First visit, form reacts", ours.first("reacts"), stock.first("reacts"), 0.25),
        most("First visit, ahead of the peers", ours.first("reacts"), quickest_first, "ms"),
        most("First visit, bytes as sent", ours.sent / 1000, 500, "kB"),
        most("First visit, requests", ours.requests, 12, ""),
        most("A change is saved, p95", percentile(ours.changes, 95), 100, "ms"),
    ]
    if ours.memory is not None and stock.memory:
        found.append(_ratio("Own memory per further idle reader", ours.memory, stock.memory, 0.6))
    if ours.kernels is not None:
        found.append(most("Kernels after a walk through all pages", ours.kernels, 1, ""))
    return found


def _ratio(what: str, ours: float, stock: float, most: float) -> Goal:
    ratio = ours / stock
    return Goal(what, f"≤ {most:.2f} × stock", f"{ratio:.2f} × stock", ratio <= most)


def most(what: str, ours: float, limit: float, unit: str) -> Goal:
    """Return a goal that is reached with no more than ``limit``."""
    return Goal(
        what, f"≤ {limit:,.0f} {unit}".strip(), f"{ours:,.0f} {unit}".strip(), ours <= limit
    )
