"""Pages that are read before their reader turns to them."""

import asyncio
import os
from pathlib import Path

import pytest
from own_pages import add_page, copy_of_notebooks
from processes import run_apart

from reconnect_widgets.page import plain, turning
from reconnect_widgets.stages import STAGES
from reconnect_widgets.widgets.assets import PAGE_BRINGS_THEM
from reconnect_widgets.widgets.form import Form, drawn

HERE, NEXT, LAST = STAGES[2], STAGES[3], STAGES[-1]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a visit, in which nothing was read yet."""
    folder = copy_of_notebooks(tmp_path)
    monkeypatch.setenv(turning.FOLDER, str(folder))
    monkeypatch.setattr(turning, "BETWEEN_CELLS", 0)
    turning._read.cache_clear()
    plain.cell.cache_clear()
    return folder


def read(file: Path) -> turning.Notebook:
    return turning._read(file, file.stat().st_mtime_ns)


def test_every_other_page_is_there_when_it_is_turned_to(folder: Path) -> None:
    run_apart(turning.read_ahead(HERE.file))
    before = turning._read.cache_info().misses

    for stage in STAGES:
        read(folder / stage.file)

    assert before == len(STAGES) - 1
    assert turning._read.cache_info().misses == before + 1  # the one that is shown


def test_a_form_that_no_page_brings_is_drawn_before_it_is_shown(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PAGE_BRINGS_THEM, "1")  # else each is asked for its state
    drawn.cache_clear()
    run_apart(turning.read_ahead(HERE.file))
    before = drawn.cache_info().misses

    pages = [read(folder / stage.file).plain for stage in STAGES if stage != HERE]
    parts = [part for page in pages if page for part in plain.run(page).values()]
    plans = [part.plan for part in parts if isinstance(part, Form) and not part.plan.is_for_all]

    for plan in plans:
        drawn(plan)
    assert len(plans) > len(STAGES)
    assert drawn.cache_info().misses == before


def test_what_is_said_meanwhile_waits_for_one_cell(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard, cells = 0, []

    async def read_and_hear() -> None:
        nonlocal heard
        reading = asyncio.create_task(turning.read_ahead(HERE.file))
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
    run_apart(turning.read_ahead(HERE.file))
    ahead = read(folder / NEXT.file)

    add_page(folder, NEXT.file, "print('changed')")
    os.utime(folder / NEXT.file, ns=(1, 1))

    assert ahead.plain
    assert read(folder / NEXT.file).cells == {0: "print('changed')"}


def test_a_page_that_is_missing_keeps_no_other_from_being_read(folder: Path) -> None:
    (folder / NEXT.file).unlink()

    run_apart(turning.read_ahead("elsewhere.ipynb"))

    assert turning._read.cache_info().misses == len(STAGES) - 2
    read(folder / LAST.file)
    assert turning._read.cache_info().misses == len(STAGES) - 2
