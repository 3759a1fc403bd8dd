"""What most tests need: a store of their own, and a reader who answers."""

import gc
import os
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from time import tzset
from typing import Any

import pytest
from answering import Reader
from hypothesis import settings
from quick_lock import stretch_little

from reconnect_widgets.answers.store import Store
from reconnect_widgets.servers import skip_unused_imports, take_many_files
from reconnect_widgets.widgets.form import Form

skip_unused_imports()  # else each process of tests takes them in, too
stretch_little()
take_many_files()  # a process keeps a handle on each file with answers that it has seen (locked.py)

# Tests begin a hundred processes, which would each compile the workbook anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# Some tests look into processes; where they are not root's, those let nobody.
if hasattr(os, "geteuid") and os.geteuid() != 0:
    os.environ.setdefault("RECONNECT_MEMORY", "open")

# The same examples in every run, however long one takes.
settings.register_profile("workbook", deadline=None, derandomize=True)
settings.load_profile("workbook")


def pytest_xdist_auto_num_workers() -> int:
    """Three for two cores: for half of its time, a test waits for a page, a kernel or a server."""
    return (os.cpu_count() or 1) * 3 // 2 or 1


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Import without the garbage collector, which finds nothing in what stays until the end."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.fixture(autouse=True)
def own_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep every test away from the answers of whoever runs it."""
    folder = tmp_path / "data"
    monkeypatch.setenv("RECONNECT_DATA", str(folder))
    return folder


@pytest.fixture
def computer_in(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Move the computer to another time zone, of which a process that runs has not heard yet."""
    monkeypatch.setenv("TZ", "UTC")
    yield lambda zone: monkeypatch.setenv("TZ", zone)
    monkeypatch.undo()
    tzset()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    opened = Store(tmp_path / "answers.sqlite3")
    yield opened
    opened.close()


@pytest.fixture
def reader(store: Store) -> Reader:
    """A reader who has not answered anything yet."""
    return Reader(store)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """All messages that forms send to the browser."""
    messages: list[Any] = []
    monkeypatch.setattr(Form, "send", lambda self, content, buffers=None: messages.append(content))
    return messages
