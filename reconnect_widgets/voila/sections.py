"""The parts of a page: each second-level heading of its notebook begins one, and a tag marks the core.

What a reader sees of it is in the template and in ``parts/sections.js``: one part at a time. No kernel
has anything to do with it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from ..declarations import TOOLS, Cell, read_cell, source_of
from ..prompts import KINDS
from ..rules.gate import READER_TAGS

CORE = "core"
"""The tag, on a heading's cell, of what the short way leads through."""

WORDS_A_MINUTE = 200
A_TOOL = 60
_CALLED = re.compile(r"\b(\w+)\(")
SECONDS = {
    **{name: kind.seconds for name, kind in KINDS.items()},
    "begging": 6,
    "standing_up": 6,
    "show": 15,
    "guidance": 40,
    "desk": 180,
    "rehearse": 150,
    "cards": 90,
    "calendar": 20,
    "export": 30,
    "restore": 10,
    "erase": 10,
    "lock": 15,
}
"""How long a reader who answers is busy with each call of a notebook: set by hand, and meant roughly.

A tool that is not among them takes :data:`A_TOOL`. Of guidance each reader sees a few pieces.
"""


@dataclass(frozen=True)
class Section:
    """One part of a page: where it begins, and what it asks of a reader."""

    begins: int
    is_core: bool
    seconds: int = 0
    seconds_held: int = 0
    """The same for a reader by whose answers the page is held, who sees other words."""


def sections(notebook: Mapping[str, Any]) -> list[Section]:
    """Return the parts of a notebook; where nothing is marked as core, all of it is."""
    cells = notebook["cells"]
    begins = [index for index in range(len(cells)) if _begins_part(cells, index)]
    marked = {index for index in begins if CORE in _tags(cells[index])}
    return [
        Section(
            begin,
            begin in marked or not marked,
            _busy(cells[begin:end], others="if-"),
            _busy(cells[begin:end], others="unless-"),
        )
        for begin, end in pairwise([*begins, len(cells)])
    ]


def _busy(cells: list[Any], others: str) -> int:
    """Return how many seconds cells take a reader for whom those are not that are tagged so."""
    return round(sum(_seconds(cell) for cell in cells if not _readers(cell).startswith(others)))


def _begins_part(cells: list[Any], index: int) -> bool:
    """Say whether a cell begins a part; a heading in other words for other readers begins none."""
    if not _is_heading(cells[index]):
        return False
    before = cells[index - 1] if index else None
    if not before or not _is_heading(before):
        return True
    return _readers(cells[index]) != f"if-{_readers(before).removeprefix('unless-')}"


def _readers(cell: Mapping[str, Any]) -> str:
    return next((tag for tag in _tags(cell) if tag in READER_TAGS), "")


def _is_heading(cell: Mapping[str, Any]) -> bool:
    return cell["cell_type"] == "markdown" and source_of(cell).startswith("## ")


def _tags(cell: Mapping[str, Any]) -> set[str]:
    return set(cell["metadata"].get("tags", []))


def _seconds(cell: Mapping[str, Any]) -> float:
    if _tags(cell) & {"lab-only", "turn"}:
        return 0
    if cell["cell_type"] != "markdown":
        return _busy_with(read_cell(source_of(cell)))
    return len(re.findall(r"\w+", source_of(cell))) * 60 / WORDS_A_MINUTE


def _busy_with(cell: Cell) -> float:
    """Return the seconds of what a code cell asks; what stands in a log is asked in one row."""
    if cell.plan and cell.plan.module == "form":
        return sum(prompt.seconds for prompt in cell.plan.prompts)
    called = _CALLED.findall(cell.source)
    return sum(SECONDS.get(name, A_TOOL if name in TOOLS else 0) for name in called)
