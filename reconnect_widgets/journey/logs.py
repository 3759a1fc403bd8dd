"""The rows of a log in the period that is looked at, read once for all that is worked out of them."""

import numpy as np
import pandas as pd

from ..rules.record import Record
from .frames import frame_of, log_rows
from .once import once
from .period import since

FIELDS = ("strength", "after", "did", "began", "way")


@once
def rows_of(record: Record, log: str) -> pd.DataFrame:
    """Return the rows of a log with the fields that the journey knows; see :func:`.frames.log_rows`."""
    rows, first = log_rows(frame_of(record), log, FIELDS), since(record)
    return rows if first is None else rows[rows["day"] >= np.datetime64(first, "ns")]
