"""Turns the workbook's pages for nobody, so that what each page needs once is there before a fork.

A first turn takes twice as long as the next: for cells and phrases that are compiled, forms that are
drawn, files that are read. The answers are the example's, in memory, and are gone when it ends. A
notebook in which somebody wrote more than plain declarations runs for its readers alone: nobody knows
what it does, nor how long that takes.
"""

import os
import time
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from itertools import islice
from typing import Any
from uuid import uuid4

from ..answers.from_browser import Kept
from ..answers.in_memory import InMemory
from ..answers.store import Store
from ..declarations import questions
from ..example.making import example_answers
from ..hosting import BROWSER
from ..messages import check_message, is_english
from ..page.notebooks import FOLDER, notebook_at
from ..page.opening import Opening
from ..page.turning import PAGES, Visit
from ..places import notebooks_folder
from ..prompts import Reflection
from ..stages import STAGES, Stage

TURNED_TO = STAGES[:-1]
"""All pages but the last, which brings pandas: memory that few kernels need."""

MANY = range(1000)
"""The cells whose form a page has drawn: all of them."""

AT_ONCE = 100
"""Answers that are put in without a pause, as somebody may ask for a kernel."""


def turn_pages(shell: Any, stages: list[Stage]) -> Generator[None, None, None]:
    """Turn to each of these pages, and take it from the list; pause after each, and before the first.

    When this ends or is closed, nothing is open any more and all else is as it was.
    """
    visit = Visit(shell)
    told = example_answers(datetime.now(UTC))
    with _in_a_browser(), closing(Store(InMemory(Kept(uuid4().hex)))) as store:
        while some := [*islice(told, AT_ONCE)]:
            store.add(some)
            yield
        while stages:
            _turn(visit, stages.pop(0), store)
            yield
        for answer in store.latest_of_kind(Reflection.kind):
            check_message(answer.value, stage="first")
            is_english(answer.value)
            yield


def _turn(visit: Visit, stage: Stage, store: Store) -> None:
    if notebook_at(stage.file).plain is None:
        return
    hello = {"type": "hello", "visit": "for nobody", "kept": {"id": store.id}}
    Opening._left = store  # as if a page before had it from the browser
    turning = visit.turn(stage.file, hello, MANY)
    try:
        turning.send(None)
    except StopIteration:
        pass  # no cell of the workbook waits for anything
    finally:
        turning.close()
        visit.let_go()
        Opening._left = None  # which is open until this ends


@contextmanager
def _in_a_browser() -> Iterator[None]:
    """Be for a while where answers are in no file."""
    environment, folder = dict(os.environ), os.getcwd()  # noqa: PTH109
    os.environ |= {"RECONNECT_PLACE": BROWSER.name, FOLDER: str(notebooks_folder()), PAGES: ""}
    try:
        yield
    finally:
        questions.cache_clear()  # a notebook can be changed before a kernel is forked
        os.environ.clear()
        os.environ.update(environment)
        os.chdir(folder)
        time.tzset()
