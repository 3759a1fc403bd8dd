"""What goes together: which actions go with a weaker urge, which weekdays differ.

Every function takes and gives frames and names its columns. A log shows what goes together and
never what causes what, so nothing here is more than a count or an average of what was written.
"""

import numpy as np
import pandas as pd

from .series import Series

ENOUGH = 3
"""Times that something was written down before an average of it is shown."""


def relief_by_action(rows: pd.DataFrame) -> pd.DataFrame:
    """Return how strong urges were before and after, by what was done, the largest fall first.

    ``rows`` has ``did``, ``strength`` and ``after``. Columns: ``did`` (str), ``times`` (int: with
    both numbers), ``before``, ``after``, ``fall`` (float: averages), ``weaker`` (int: times that it
    was weaker afterwards). Actions with fewer than three such times are left out.
    """
    numbers = pd.DataFrame(
        {
            "did": rows["did"].astype("object"),
            "before": pd.to_numeric(rows["strength"], errors="coerce"),
            "after": pd.to_numeric(rows["after"], errors="coerce"),
        }
    ).dropna()
    numbers["weaker"] = (numbers["after"] < numbers["before"]).astype("int64")
    table = (
        numbers.groupby("did", sort=True)
        .agg(
            times=("after", "size"),
            before=("before", "mean"),
            after=("after", "mean"),
            weaker=("weaker", "sum"),
        )
        .reset_index()
    )
    table.insert(4, "fall", table["before"] - table["after"])
    enough = table[table["times"] >= ENOUGH]
    return enough.sort_values("fall", ascending=False, kind="stable").reset_index(drop=True)


def by_weekday(series: Series) -> list[tuple[int, float] | None]:
    """Return for each weekday, Monday first, how often a scale was answered, and its average.

    ``None`` stands for a weekday with fewer than three answers.
    """
    weekday = (series.days.astype("datetime64[D]").astype("int64") + 3) % 7
    times = np.bincount(weekday, minlength=7)
    sums = np.bincount(weekday, series.values, minlength=7)
    return [
        (int(count), float(total / count)) if count >= ENOUGH else None
        for count, total in zip(times, sums, strict=True)
    ]
