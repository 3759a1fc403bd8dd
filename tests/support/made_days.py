"""Days as somebody might answer them who only goes up and down."""

import numpy as np

from reconnect_widgets.journey.certainty import Values


def noise(
    rng: np.random.Generator, days: int = 84, *, alike: float = 0.0, spread: float = 0.9
) -> Values:
    """Days that go up and down about the middle of five points, each ``alike`` the one before."""
    values = np.empty(days)
    values[0] = rng.normal(0, spread)
    for day in range(1, days):
        step = spread * (1 - alike**2) ** 0.5
        values[day] = alike * values[day - 1] + rng.normal(0, step)
    return values


def asked(values: Values) -> Values:
    """As a scale of five points has them."""
    return np.clip(np.round(2 + values), 0, 4)
