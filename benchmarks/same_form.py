"""The workbook's heaviest page and the one after it, as the others show them.

A plan becomes two texts and a log becomes one open row, so the others have rather less to draw than
the workbook, and no guidance and no charts.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast

import nbformat

from reconnect_widgets.declarations import form_plans
from reconnect_widgets.places import notebooks_folder
from reconnect_widgets.prompts import Log, Number, Plan, Prompt, Scale, Text
from reconnect_widgets.stages import BY_NUMBER
from reconnect_widgets.voila.skeleton import stand_ins

CANDIDATES = ("01", "02")
LEFT_OUT = {"lab-only", "turn"}


@dataclass(frozen=True)
class WorkbookPage:
    """A page of the workbook, read from its notebook."""

    number: str

    @property
    def file(self) -> str:
        """The name of its notebook."""
        return BY_NUMBER[self.number].file

    @property
    def is_there(self) -> bool:
        """Whether the page has been written yet."""
        return (notebooks_folder() / self.file).is_file()

    @property
    def notebook(self) -> nbformat.NotebookNode:
        """The notebook as it stands in the repository."""
        path = notebooks_folder() / self.file
        return cast(nbformat.NotebookNode, nbformat.read(path, 4))  # type: ignore[no-untyped-call]

    @property
    def prompts(self) -> list[Prompt]:
        """Every question of the page, in order."""
        plans = form_plans(self.notebook).values()
        return [prompt for plan in plans for prompt in plan.prompts]

    @property
    def weight(self) -> tuple[int, int]:
        """How many questions the page asks, and how many bytes of HTML its forms are."""
        return len(self.prompts), sum(len(one["html"]) for one in stand_ins(self.notebook).values())

    @property
    def text(self) -> Prompt:
        """The question whose answer is looked for when a page is filled in."""
        return next(p for p in self.prompts if isinstance(p, Text))

    @property
    def scale(self) -> Scale:
        """The question whose control is moved: the first of its kind on the page."""
        return next(p for p in self.prompts if isinstance(p, Scale))

    @property
    def drawn_scale(self) -> Scale:
        """The same in the workbook: the first in a form that is there for every reader, as most are.

        It is drawn before it is known who reads. Those that depend on what a reader answered before
        come with the answers, and may hold :attr:`text`.
        """
        plans = form_plans(self.notebook).values()
        for_all = (prompt for plan in plans if plan.is_for_all for prompt in plan.prompts)
        return next(prompt for prompt in for_all if isinstance(prompt, Scale))

    @property
    def mark(self) -> str:
        """The words that were answered to :attr:`text` before the visit."""
        return f"An earlier answer on page {self.number}"

    @property
    def title(self) -> str:
        """The page's heading."""
        return BY_NUMBER[self.number].title


@cache
def measured_pages() -> tuple[WorkbookPage, WorkbookPage]:
    """Return the heavier of the first two steps, which are open to everybody, and the one after it."""
    heaviest = max((WorkbookPage(number) for number in CANDIDATES), key=lambda page: page.weight)
    return heaviest, WorkbookPage(f"{int(heaviest.number) + 1:02}")


def write_form(path: Path) -> None:
    """Write both pages for :mod:`benchmarks.peers.kept` to read."""
    pages = [{"title": p.title, "parts": list(_parts(p.notebook))} for p in measured_pages()]
    path.write_text(json.dumps(pages, ensure_ascii=False), "utf-8")


def _parts(notebook: nbformat.NotebookNode) -> Iterator[dict[str, Any]]:
    plans = form_plans(notebook)
    for index, cell in enumerate(notebook.cells):
        if index in plans:
            yield {"questions": [q for p in plans[index].prompts for q in _questions(p)]}
        elif cell.cell_type == "markdown" and not LEFT_OUT & set(cell.metadata.get("tags", [])):
            yield {"prose": cell.source}


def _questions(prompt: Prompt, log: str = "") -> Iterator[dict[str, Any]]:
    key = f"{log}{prompt.id}"
    if isinstance(prompt, Log):
        for field in prompt.fields:
            yield from _questions(field, f"{key}.")
    elif isinstance(prompt, Plan):
        for part in ("if", "then"):
            words = f"{prompt.words}: {part} …"
            yield {"id": f"{key}.{part}", "kind": "text", "words": words, "hint": "", "options": {}}
    else:
        asked = {"id": key, "kind": prompt.kind, "words": prompt.words, "hint": prompt.hint}
        limits = {"least": prompt.least, "most": prompt.most} if isinstance(prompt, Number) else {}
        yield {**asked, "options": prompt.options, **limits}
