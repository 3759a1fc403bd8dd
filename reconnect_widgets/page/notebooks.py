"""The notebooks of a visit, as they are run: each is read once, and again when it was changed."""

import asyncio
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from ..declarations import code_cells, source_of
from ..example.addresses import notebook_of
from ..stages import STAGES
from ..widgets import markup
from . import plain

FOLDER = "RECONNECT_NOTEBOOKS"
"""Names, in a kernel's environment, the folder below which the pages of its visit lie."""

BETWEEN_CELLS = 0.02
"""Seconds in which a page that was just filled is heard, while others are read."""


def _file_of(path: str) -> Path:
    """Return the notebook of a page; raises ``ValueError`` for what is not below the visit's folder."""
    root = Path(os.environ[FOLDER]).resolve()
    file = Path(root, notebook_of(path)).resolve()
    if not file.is_relative_to(root) or file.suffix != ".ipynb":
        raise ValueError("This is no page of the workbook.")
    return file


class Notebook(NamedTuple):
    """What is run of a notebook: its code by the index of a cell, and a word for what it is made of."""

    name: str
    cells: dict[int, str]
    plain: Mapping[int, plain.PlainCell] | None
    version: str


_READ: dict[Path, tuple[int, Notebook]] = {}
"""By file, when it was changed last and what is run of it."""


def notebook_at(path: str) -> Notebook:
    """Return what is run of the page at a path; raises ``ValueError`` for what is no page of this visit."""
    return _read(_file_of(path))


def _read(file: Path) -> Notebook:
    if not _is_read(file):
        changed, words = file.stat().st_mtime_ns, file.read_bytes()
        cells = enumerate(json.loads(words)["cells"])
        code = {index: source_of(cell) for index, cell in cells if cell["cell_type"] == "code"}
        _READ[file] = changed, Notebook(file.name, code, plain.ready(code), version_of(words))
    return _READ[file][1]


def _is_read(file: Path) -> bool:
    return file in _READ and _READ[file][0] == file.stat().st_mtime_ns


async def read_ahead(path: str) -> None:
    """Read the pages after the one at ``path``, and then those before it, one cell at a time.

    What a page says meanwhile waits for no more than that; to read takes longer than all else of a turn.
    Forms that are there for some readers only are drawn with it, since no page brings them. What was read
    before, as in the process from which a kernel is forked, is left out.
    """
    shown = _file_of(path)
    files = [shown.parent / stage.file for stage in STAGES]
    here = files.index(shown) if shown in files else 0
    for file in files[here + 1 :] + files[:here]:
        with suppress(Exception):  # what is wrong with a page is told when it is turned to
            if _is_read(file):
                continue
            for _, cell in code_cells(json.loads(file.read_bytes())):
                plain.cell(cell.source)
                if cell.plan and not cell.plan.is_for_all:
                    markup.form(cell.plan)
                await asyncio.sleep(BETWEEN_CELLS)
            _read(file)


def version_of(content: bytes) -> str:
    """Return a word for what a file holds, by which a page knows whether its own came from the same."""
    return sha256(content).hexdigest()[:16]
