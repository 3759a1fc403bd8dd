"""A reader's answers, as many as wanted: the same for the same seed, written straight to the file.

The days grow with the root of the number of answers (100 are three weeks, a million six years). Moods
wander, rows of a log are begun and then changed now and then, and much is asked again and again.
"""

import json
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from reconnect_widgets.answers.store import Store
from reconnect_widgets.prompts import Choice, Date, Log, Number, Plan, Prompt, Scale, Several
from reconnect_widgets.stages import STAGES

from .same_form import WorkbookPage

WEIGHTS = {"scale": 60, "log": 15, "text": 8, "reflection": 7, "choice": 4, "number": 2}
OTHER_WEIGHT = 1
SENTENCES = (
    "It was easier than yesterday.",
    "I went for a walk instead of writing.",
    "A song on the radio, and the whole afternoon was gone.",
    "I called a friend and we talked about something else.",
    "I would like to sleep through for once.",
)
LEFT_OUT = ("safety.", "done.", "start.", "cause.")
"""Answers that hold pages or change what they say; charts do not count them."""


def write_answers(path: Path, count: int, seed: int = 7) -> None:
    """Write ``count`` answers into a new file of the workbook's own shape."""
    Store(path).close()
    rows = list(_answers(count, random.Random(seed)))  # noqa: S311  # nothing secret
    with closing(sqlite3.connect(path)) as db:
        wordings = {page.number: _wordings(db, page) for page in pages()}
        filled = (
            (asked.id, entry, value, wordings[page][asked.id], visit, day, at, at)
            for asked, page, entry, value, visit, day, at in rows
        )
        db.executemany(
            """INSERT INTO answers (question, entry, value, wording, visit, day, answered_at,
            changed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)""",
            filled,
        )
        db.commit()


def pages() -> list[WorkbookPage]:
    """Return the pages that are there."""
    found = [WorkbookPage(stage.number) for stage in STAGES]
    return [page for page in found if page.is_there]


def _wordings(db: sqlite3.Connection, page: WorkbookPage) -> dict[str, int]:
    ids = {}
    for prompt in page.prompts:
        options = json.dumps(prompt.options, ensure_ascii=False)
        cursor = db.execute(
            "INSERT INTO wordings (question, page, kind, words, options) VALUES (?, ?, ?, ?, ?)",
            (prompt.id, page.number, prompt.kind, prompt.words, options),
        )
        ids[prompt.id] = int(cursor.lastrowid or 0)
    return ids


def _answers(count: int, chance: random.Random) -> Iterator[tuple[Any, ...]]:
    asked = [(p, page.number) for page in pages() for p in page.prompts]
    asked = [(p, page) for p, page in asked if not p.id.startswith(LEFT_OUT)]
    weights = [WEIGHTS.get(prompt.kind, OTHER_WEIGHT) for prompt, _ in asked]
    days = max(7, int(2.2 * count**0.5))
    start = datetime.now(UTC).replace(hour=7, minute=0, second=0, microsecond=0)
    start -= timedelta(days=days)
    moods = {prompt.id: 1.0 for prompt, _ in asked}
    rows: dict[str, int] = {}
    for number, (prompt, page) in enumerate(chance.choices(asked, weights, k=count)):
        day, within = divmod(number * days / count, 1)
        at = start + timedelta(days=day, hours=14 * within)
        entry = ""
        if isinstance(prompt, Log):
            entry, value = _row(prompt, at, rows, chance)
        else:
            value = given(prompt, at, moods[prompt.id], chance)
        if isinstance(prompt, Scale):
            moods[prompt.id] = min(4.0, max(0.0, moods[prompt.id] + chance.uniform(-0.5, 0.52)))
        text = json.dumps(value, ensure_ascii=False)
        moment = at.isoformat(timespec="milliseconds")
        yield prompt, page, entry, text, f"visit{day:.0f}", at.date().isoformat(), moment


def _row(log: Log, at: datetime, rows: dict[str, int], chance: random.Random) -> tuple[str, Any]:
    """Return a row's key and value: one of a fixed table, a new one, or one of the last few."""
    if log.rows:
        entry = chance.choice(list(log.rows))
    else:
        begun = rows.get(log.id, 0)
        if not begun or chance.random() < 0.4:
            rows[log.id] = begun = begun + 1
        entry = f"row{max(1, begun - chance.randrange(4)):07}"
    return entry, {f.id: given(f, at, 2.0, chance) for f in log.fields if chance.random() < 0.8}


def given(prompt: Prompt, at: datetime, mood: float, chance: random.Random) -> Any:
    """Return an answer that the prompt lets through."""
    if isinstance(prompt, Scale):
        return min(len(prompt.points) - 1, max(0, round(mood + chance.gauss(0, 0.6))))
    if isinstance(prompt, Several):
        return [key for key in prompt.answers if chance.random() < 0.4] or None
    if isinstance(prompt, Choice):
        return chance.choice(list(prompt.answers))
    if isinstance(prompt, Number):
        most = prompt.least + 10 if prompt.most is None else prompt.most
        return chance.randint(prompt.least, most)
    if isinstance(prompt, Date):
        return f"{at:%Y-%m-%dT%H:%M}" if prompt.time else at.date().isoformat()
    if isinstance(prompt, Plan):
        return {"if": chance.choice(SENTENCES), "then": chance.choice(SENTENCES)}
    return " ".join(chance.choices(SENTENCES, k=chance.randint(1, 4)))
