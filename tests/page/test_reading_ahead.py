"""Pages that are read before their reader turns to them."""

import asyncio
import os
from collections.abc import Mapping
from pathlib import Path

import pytest
from own_pages import add_page, copy_of_notebooks
from processes import run_apart

from reconnect_widgets.page import notebooks, plain
from reconnect_widgets.page.notebooks import notebook_at
from reconnect_widgets.stages import STAGES
from reconnect_widgets.widgets import markup
from reconnect_widgets.widgets.assets import PAGE_BRINGS_THEM
from reconnect_widgets.widgets.form import Form

HERE, NEXT, LAST = STAGES[2], STAGES[3], STAGES[-1]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a visit, in which nothing was read yet."""
    folder = copy_of_notebooks(tmp_path)
    monkeypatch.setenv(notebooks.FOLDER, str(folder))
    monkeypatch.setattr(notebooks, "BETWEEN_CELLS", 0)
    monkeypatch.setattr(notebooks, "_READ", {})
    plain.cell.cache_clear()
    return folder


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many cells each notebook has that was read."""
    counts: list[int] = []
    really = plain.ready

    def ready(cells: Mapping[int, str]) -> Mapping[int, plain.PlainCell] | None:
        counts.append(len(cells))
        return really(cells)

    monkeypatch.setattr(plain, "ready", ready)
    return counts


def test_every_other_page_is_there_when_it_is_turned_to(folder: Path, read: list[int]) -> None:
    run_apart(notebooks.read_ahead(HERE.file))
    before = len(read)

    for stage in STAGES:
        notebook_at(stage.file)

    assert before == len(STAGES) - 1
    assert len(read) == before + 1  # the one that is shown


def test_the_pages_beside_the_one_that_is_shown_are_read(
    folder: Path, read: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a hub the workbook is a folder among others."""
    monkeypatch.setenv(notebooks.FOLDER, str(folder.parent))

    run_apart(notebooks.read_ahead(f"{folder.name}/{HERE.file}"))

    before = len(read)
    assert before == len(STAGES) - 1
    notebook_at(f"{folder.name}/{LAST.file}")
    assert len(read) == before


def test_what_was_read_before_is_not_looked_at_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_apart(notebooks.read_ahead(HERE.file))
    monkeypatch.setattr(notebooks, "code_cells", pytest.fail)

    run_apart(notebooks.read_ahead(HERE.file))


@pytest.mark.parametrize("words", ["", "[]", "{}", '{"cells": [{}]}'])
def test_a_page_that_is_broken_keeps_no_other_from_being_read(
    folder: Path, read: list[int], words: str
) -> None:
    (folder / NEXT.file).write_text(words, "utf-8")

    run_apart(notebooks.read_ahead(HERE.file))

    assert len(read) == len(STAGES) - 2


def test_a_form_that_no_page_brings_is_drawn_before_it_is_shown(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PAGE_BRINGS_THEM, "1")  # else each is asked for its state
    markup.form.cache_clear()
    run_apart(notebooks.read_ahead(HERE.file))
    before = markup.form.cache_info().misses

    pages = [notebook_at(stage.file).plain for stage in STAGES if stage != HERE]
    parts = [part for page in pages if page for part in plain.run(page).values()]
    plans = [part.plan for part in parts if isinstance(part, Form) and not part.plan.is_for_all]

    for plan in plans:
        markup.form(plan)
    assert len(plans) > len(STAGES)
    assert markup.form.cache_info().misses == before


def test_what_is_said_meanwhile_waits_for_one_cell(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard, cells = 0, []

    async def read_and_hear() -> None:
        nonlocal heard
        reading = asyncio.create_task(notebooks.read_ahead(HERE.file))
        while not reading.done():
            heard += 1
            await asyncio.sleep(0)

    def note(source: str) -> None:
        if not cells or cells[-1][1] != source:
            cells.append((heard, source))

    monkeypatch.setattr(plain, "cell", note)
    monkeypatch.setattr(plain, "ready", lambda _: None)
    run_apart(read_and_hear())

    assert len({moment for moment, _ in cells}) == len(cells) > len(STAGES)


def test_a_page_that_was_changed_since_is_read_anew(folder: Path) -> None:
    run_apart(notebooks.read_ahead(HERE.file))
    ahead = notebook_at(NEXT.file)

    add_page(folder, NEXT.file, "print('changed')")
    os.utime(folder / NEXT.file, ns=(1, 1))

    assert ahead.plain
    assert notebook_at(NEXT.file).cells == {0: "print('changed')"}


def test_a_page_that_is_missing_keeps_no_other_from_being_read(
    folder: Path, read: list[int]
) -> None:
    (folder / NEXT.file).unlink()

    run_apart(notebooks.read_ahead("elsewhere.ipynb"))

    before = len(read)
    assert before == len(STAGES) - 2
    notebook_at(LAST.file)
    assert len(read) == before
