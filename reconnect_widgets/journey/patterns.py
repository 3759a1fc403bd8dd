"""What goes together: which actions go with a weaker urge, which weekdays differ.

Every function takes and gives frames and names its columns. A log shows what goes together and
never what causes what, so nothing here is more than a count or an average of what was written.
"""

import pandas as pd

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


def scales_by_weekday(days: pd.DataFrame) -> pd.DataFrame:
    """Return each scale's average by weekday, Monday first.

    ``days`` comes from :func:`.frames.scales_by_day`; answers to a scale with other points than the
    latest are left out. Columns: ``question``, ``words``, ``points`` (str), ``weekday`` (int, Monday
    is 0), ``times`` (int: days answered), ``average`` (float). Weekdays with fewer than three days
    are left out.
    """
    same = days[days["current"].astype("bool")]
    latest = same.drop_duplicates("question", keep="last").set_index("question")["words"]
    keys = [same["question"], same["points"], same["day"].dt.day_of_week.rename("weekday")]
    table = same.groupby(keys, sort=False)["value"].agg(times="size", average="mean").reset_index()
    table = table[table["times"] >= ENOUGH]
    table.insert(1, "words", table["question"].map(latest))
    order = pd.factorize(same["question"])[1]
    place = pd.Categorical(table["question"], categories=list(order))
    table = table.assign(place=place.codes).sort_values(["place", "weekday"], kind="stable")
    return table.drop(columns="place").reset_index(drop=True)
