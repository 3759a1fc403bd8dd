"""A copy is of one moment, although other pages write and erase while it is made."""

import json
import multiprocessing
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import count
from multiprocessing.synchronize import Event
from pathlib import Path

from reconnect_widgets.answers.answer import Answer
from reconnect_widgets.answers.store import Store
from reconnect_widgets.copies.chosen import Chosen
from reconnect_widgets.copies.making import make_copy
from reconnect_widgets.prompts import Prompt, log, text
from reconnect_widgets.rules.record import StoredRecord

NOW = datetime(2026, 3, 18, 12, tzinfo=UTC)
URGES = log("urge.log", "Urges", text("did", "What did you do?"))
WHOSE = text("space.whose", "Of which workbook is this?")
WALK = "a walk round the lake"
COPIES = 12


def _answer(prompt: Prompt, value: object, number: int, entry: str = "") -> Answer:
    at = NOW - timedelta(minutes=number)
    asked = (prompt.id, entry, "01", prompt.kind, prompt.words, prompt.options)
    return Answer(0, *asked, value, "other", at.date(), at, at)


def _write_and_erase(path: Path, stop: Event) -> None:
    """Write pairs that belong together, and erase everything now and then."""
    store = Store(path)
    for number in count():
        row = _answer(URGES, {"did": WALK}, number, f"row{number}")
        store.add([row, _answer(WHOSE, store.id, number)])
        if stop.wait(0.002):  # a file without a log lets nobody in while one writes
            return
        if number % 40 == 39:
            store.erase_everything()


@contextmanager
def another_page(path: Path) -> Iterator[None]:
    """Let another process write to the file some hundred times in a second."""
    context = multiprocessing.get_context("spawn")
    stop = context.Event()
    writer = context.Process(target=_write_and_erase, args=(path, stop))
    writer.start()
    try:
        yield
    finally:
        stop.set()
        writer.join()
    assert writer.exitcode == 0


def different_copies(form: str, store: Store) -> set[str]:
    """Make copies until so many of them, with something in each, were different."""
    made: set[str] = set()
    while len(made) < COPIES:
        copy = make_copy(form, StoredRecord(store, date(2026, 3, 18)), Chosen(), NOW).decode()
        if WALK in copy:
            made.add(copy)
    return made


def test_what_is_drawn_is_what_is_written_beside_it(store: Store) -> None:
    with another_page(store.keeper.path):
        copies = different_copies("html", store)

    for copy in copies:
        (drawn,) = re.findall(r"<figcaption>(\d+) urges? logged", copy)
        assert int(drawn) == copy.count(f">{WALK}</td>")


def test_a_copy_names_the_workbook_that_its_answers_are_of(store: Store) -> None:
    with another_page(store.keeper.path):
        copies = different_copies("json", store)

    for copy in map(json.loads, copies):
        whose = {a["value"] for a in copy["answers"] if a["question"] == WHOSE.id}
        assert whose == {copy["workbook"]}
