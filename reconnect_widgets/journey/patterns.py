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
    before, after = (
        rows[name].to_numpy("float64", na_value=np.nan) for name in ("strength", "after")
    )
    both = ~(np.isnan(before) | np.isnan(after)) & rows["did"].notna().to_numpy()
    before, after, did = before[both], after[both], rows["did"].to_numpy("object")[both]
    found = []
    for one in sorted(set(did)):
        mine = did == one
        if (times := int(mine.sum())) >= ENOUGH:
            first, later = before[mine], after[mine]
            means = float(first.mean()), float(later.mean())
            found.append((one, times, *means, means[0] - means[1], int((later < first).sum())))
    table = pd.DataFrame(found, columns=["did", "times", "before", "after", "fall", "weaker"])
    return table.sort_values("fall", ascending=False, kind="stable").reset_index(drop=True)


def by_weekday(series: Series) -> list[tuple[int, float] | None]:
    """Return for each weekday, Monday first, how often a scale was answered, and its average.

    ``None`` stands for a weekday with fewer than three answers.
    """
    since_monday = series.days.astype("datetime64[D]").astype("int64") + 3
    weekday = (since_monday % 7).astype(np.intp)  # which is shorter where Python is a browser's
    times = np.bincount(weekday, minlength=7)
    sums = np.bincount(weekday, series.values, minlength=7)
    return [
        (int(count), float(total / count)) if count >= ENOUGH else None
        for count, total in zip(times, sums, strict=True)
    ]
