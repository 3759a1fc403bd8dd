"""Answers as pandas frames: what page 13 and its charts are worked out from.

Every function takes and gives frames, names its columns and their kinds, and works with no answer,
with one and with a million: columns are whole vectors, and no loop goes over the rows once the
first frame stands. Ids of questions come as arguments; only the notebooks know them.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from ..prompts import APART, KINDS
from ..rules.record import Record
from .once import once

COUNTED = [name for name, kind in KINDS.items() if kind.is_counted]
SHARED = ("question", "page", "kind", "words", "options")


@once
def frame_of(record: Record) -> pd.DataFrame:
    """Return the frame of a record's answers; see :func:`frame_from_tables`."""
    answers, wordings = record.answers.tables()
    return frame_from_tables(
        pd.DataFrame(answers, columns=["entry", "value", "wording", "day"]),
        pd.DataFrame(wordings, columns=["id", *SHARED]),
    )


@once
def scale_days_of(record: Record) -> pd.DataFrame:
    """Return the days of a record's scales; see :func:`scales_by_day`."""
    return scales_by_day(frame_of(record))


def begins_with(questions: "pd.Series[Any]", start: str) -> "pd.Series[bool]":
    """Say which of many questions, a column of categories, have an id that begins so."""
    known = questions.cat.categories
    return questions.isin(known[known.str.startswith(start)])


def frame_from_tables(answers: pd.DataFrame, wordings: pd.DataFrame) -> pd.DataFrame:
    """Return all answers, oldest first, in the frame that every other function starts from.

    Columns: ``question``, ``page``, ``kind``, ``words`` (categories), ``points`` (category: the
    words of a scale's points as JSON, empty for other kinds; two answers are compared only where it
    has as many), ``entry`` (str: a log's row, or empty), ``value`` (str: the answer as JSON),
    ``number`` (float: the point of a scale or the number; missing where there is none, as for
    *does not apply*), ``day`` (datetime: the reader's day).

    ``answers`` has ``entry``, ``value`` (JSON), ``wording`` and ``day``, oldest first; ``wordings``
    has ``id``, ``question``, ``page``, ``kind``, ``words`` and ``options`` (JSON).
    """
    asked = wordings.assign(
        points=[
            _points(kind, options)
            for kind, options in zip(wordings["kind"], wordings["options"], strict=True)
        ]
    )
    place = pd.Index(asked["id"]).get_indexer(pd.Index(answers["wording"]))
    frame = pd.DataFrame(
        {
            name: pd.Categorical(asked[name].astype("str")).take(place)
            for name in (*SHARED[:4], "points")
        }
    )
    frame["entry"] = answers["entry"].astype("str").to_numpy()
    frame["value"] = answers["value"].astype("str").to_numpy()
    counted = frame["kind"].isin(COUNTED)
    frame["number"] = pd.to_numeric(frame["value"].where(counted), errors="coerce").astype(
        "float64"
    )
    # Told its format, pandas need not guess it.
    frame["day"] = pd.to_datetime(answers["day"], format="%Y-%m-%d").astype("datetime64[ns]")
    return frame


def _points(kind: str, options: str) -> str:
    if kind != "scale":
        return ""
    words = [word for key, word in json.loads(options).items() if key != APART]
    return json.dumps(words, ensure_ascii=False)


def scales_by_day(frame: pd.DataFrame) -> pd.DataFrame:
    """Return each scale's last answer of each day, by page, by when it was first answered, by day.

    Columns: ``question``, ``page``, ``words``, ``points`` (str), ``day`` (datetime), ``value``
    (float), ``current`` (bool: asked with as many points as the latest answer, whatever their words,
    so that the two can be compared). Days on which the answer was cleared or did not apply are left out.
    """
    scales = frame[(frame["kind"] == "scale") & (frame["entry"] == "")]
    last = scales.drop_duplicates(["question", "day"], keep="last")
    last = last[last["number"].notna()].sort_values("day", kind="stable")
    columns = ["question", "page", "words", "points"]
    days = last[[*columns, "day"]].astype(dict.fromkeys(columns, "str"))
    days["value"] = last["number"]
    latest = days.drop_duplicates("question", keep="last").set_index("question")
    many = {points: len(json.loads(points)) for points in days["points"].unique()}
    now = days["question"].map(latest["points"])
    days["current"] = days["points"].map(many).to_numpy() == now.map(many).to_numpy()
    days["page"] = days["question"].map(latest["page"]).astype("str")
    days["order"] = pd.factorize(days["question"])[0]
    days = days.sort_values(["page", "order", "day"], kind="stable").drop(columns="order")
    return days.reset_index(drop=True)


def log_rows(frame: pd.DataFrame, log: str, fields: Sequence[str]) -> pd.DataFrame:
    """Return the rows of a log as they are now, a column for each of ``fields``.

    Columns: ``entry`` (str), ``day`` (datetime: what the row says in its field ``when``, or else
    the day on which it was first written), and the fields as they were answered. Rows that were
    removed are left out.
    """
    mine = frame[(frame["question"] == log) & (frame["entry"] != "")]
    begun = mine.drop_duplicates("entry", keep="first").set_index("entry")["day"]
    now = mine.drop_duplicates("entry", keep="last")
    now = now[now["value"] != "null"]
    # One parse of one long list is many times quicker than one for each row.
    values = json.loads(f"[{','.join(now['value'])}]")
    rows = pd.DataFrame(values, columns=list(dict.fromkeys((*fields, "when"))), index=now["entry"])
    said = pd.to_datetime(rows["when"].astype("str").str[:10], errors="coerce", format="%Y-%m-%d")
    rows.insert(0, "day", said.fillna(begun.reindex(rows.index)).astype("datetime64[ns]"))
    return rows.reset_index().sort_values("day", kind="stable").reset_index(drop=True)


def progress_frame(
    frame: pd.DataFrame, marks: Mapping[str, str], pages: Sequence[str]
) -> pd.DataFrame:
    """Return where each page stands, in the order of ``pages``.

    Columns: ``page`` (str), ``state`` (str: ``done``, ``held``, ``open`` where there are answers,
    or empty), ``answered`` (int: different questions that have an answer now), ``first_day`` and
    ``latest_day`` (datetime or missing). That a page is done for now does not count.
    """
    counted = frame[~begins_with(frame["question"], "done.")]
    now = counted.drop_duplicates(["question", "entry"], keep="last")
    now = now[now["value"] != "null"].drop_duplicates("question")
    known = counted["page"].cat.categories
    answered = np.bincount(now["page"].cat.codes, minlength=len(known))
    codes, days = counted["page"].cat.codes.to_numpy(), counted["day"].to_numpy()
    first, latest = (np.full(len(known), np.datetime64("NaT", "ns")) for _ in range(2))
    np.fmin.at(first, codes, days)
    np.fmax.at(latest, codes, days)
    place = known.get_indexer(pd.Index(pages))
    is_known = place >= 0
    table = pd.DataFrame({"page": list(pages)}, dtype="str")
    table["answered"] = _at(answered, place, is_known, 0)
    table["first_day"] = _at(first, place, is_known, np.datetime64("NaT", "ns"))
    table["latest_day"] = _at(latest, place, is_known, np.datetime64("NaT", "ns"))
    answered_now = zip(table["page"], table["answered"], strict=True)
    state = [marks.get(page) or ("open" if count else "") for page, count in answered_now]
    table.insert(1, "state", pd.Series(state, index=table.index, dtype="str"))
    return table.reset_index(drop=True)


def _at(values: Any, place: Any, is_known: Any, otherwise: Any) -> Any:
    """Return the value at each place, and another where there is none."""
    return np.where(is_known, values[place], otherwise) if len(values) else otherwise
