"""A reader who has answered everything for six weeks, the same on every run."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import nbformat

from reconnect_widgets.holds import CHECK, HOLDS, STATED
from reconnect_widgets.places import notebooks_folder
from reconnect_widgets.prompts import (
    Choice,
    Date,
    Log,
    Number,
    Plan,
    Prompt,
    Scale,
    Several,
)
from reconnect_widgets.store import Store
from reconnect_widgets.voila.skeleton import form_plans

DAYS = 42
WORDS = "On Sunday evenings it gets quiet around seven, and I reach for the phone."


@cache
def _answered() -> bytes:
    """Return the file of that reader; it is made once, since each of its answers goes to the disk."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "answers.sqlite3")
        with closing(Store(path)) as store:
            _answer_all(store)
        return path.read_bytes()


def answer_everything(path: Path) -> None:
    """Put a file there in which every question is answered, scales every third day until today."""
    path.write_bytes(_answered())


def _answer_all(store: Store) -> None:
    random = Random(4)
    now = datetime.now(UTC)
    store.save(HOLDS, [], page="00", visit="v", at=now - timedelta(days=DAYS))
    for page, prompt in _questions():
        if isinstance(prompt, Log):
            keys = list(prompt.rows) or [f"row{n}" for n in range(9)]
            for number, key in enumerate(keys):
                at = now - timedelta(days=DAYS - 4 * number)
                row = {inner.id: _some(inner, random, at) for inner in prompt.fields}
                store.save(prompt, row, page=page, visit="v", entry=key, at=at)
            continue
        for days_ago in range(DAYS, -1, -3) if isinstance(prompt, Scale) else (5,):
            at = now - timedelta(days=days_ago)
            store.save(prompt, _some(prompt, random, at), page=page, visit=str(days_ago), at=at)


def _questions() -> Iterator[tuple[str, Prompt]]:
    for path in sorted(notebooks_folder().glob("*.ipynb")):
        for plan in form_plans(nbformat.read(path, 4)).values():
            for prompt in plan.prompts:
                if prompt.id not in CHECK and prompt.id not in STATED:
                    yield path.name[:2], prompt


def _some(prompt: Prompt, random: Random, at: datetime) -> Any:
    """Return an answer that fits."""
    if isinstance(prompt, Scale):
        return random.randrange(len(prompt.points))
    if isinstance(prompt, Several):
        return list(prompt.answers)[:2]
    if isinstance(prompt, Choice):
        return random.choice(list(prompt.answers))
    if isinstance(prompt, Number):
        return random.randint(prompt.least, prompt.most or 9)
    if isinstance(prompt, Date):
        return at.strftime("%Y-%m-%dT%H:%M" if prompt.time else "%Y-%m-%d")
    if isinstance(prompt, Plan):
        return {"if": "it is Sunday evening", "then": "put the phone in the kitchen"}
    return WORDS
