"""What is put into a notebook before its page is drawn, for the template to find it there.

From what it declares (:mod:`reconnect_widgets.declarations`) come its forms, as the HTML that the widget
will show: the questions stand in the page as soon as it arrives, and nothing jumps when the kernel is
ready. Beside them: where each part begins, and which pages there are to link to. No answer is read here.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any

from markupsafe import Markup
from nbformat import NotebookNode

from ..declarations import Cell, code_cells, form_plans
from ..stages import JOURNEY, STAGES
from ..terminal import log
from ..views.where import where_words
from ..widgets import markup
from .sections import sections

SAME_FOR_ALL = "page.show(where_answers())"
"""The words of this cell need no reader."""

SUMMARY = re.compile(r"page\.show\(\s*(?!plans|example_reader)\w+\(.*\),?\s*\)", re.DOTALL)
"""A cell that shows what takes pandas, and that for every reader."""

COMING_FIRST = Markup(
    '<div class="rc rc-words rc-coming rc-coming-first"><p role="status">Your answers are being added up. '
    "The first time, this can take a while. You can read and answer meanwhile.</p></div>"
)
COMING = Markup('<div class="rc rc-words rc-coming"><p>This is being worked out.</p></div>')


def prepare(notebook: NotebookNode, folder: Path) -> None:
    """Prepare a notebook that lies in a folder."""
    notebook.metadata["reconnect"] = {
        "there": [stage.file for stage in STAGES if (folder / stage.file).is_file()],
    }
    for part in sections(notebook):
        notebook.cells[part.begins].metadata["reconnect"] = {"part": asdict(part)}
    try:
        for index, shown in _drawn(notebook).items():
            notebook.cells[index].metadata["reconnect"] = shown
    except Exception as error:  # noqa: BLE001  # a page works without it
        log.warning("The forms of a page could not be drawn ahead: %s", type(error).__name__)


def _drawn(notebook: NotebookNode) -> dict[int, dict[str, Any]]:
    """Return what stands in the page for each cell."""
    coming = {index: {"html": html, "comes": True} for index, html in summaries(notebook).items()}
    drawn: dict[int, dict[str, Any]] = {
        index: {"html": html} for index, html in skeletons(notebook).items()
    }
    for index, plan in form_plans(notebook).items():
        if index in drawn:
            drawn[index] |= {"module": plan.module, "private": bool(plan.button)}
    return drawn | coming


def skeletons(notebook: Mapping[str, Any]) -> dict[int, str]:
    """Return the HTML of a notebook's forms, still disabled, by the index of the cell.

    A form that is not for all has none: who it is for is known only once its reader is.
    """
    made = ((index, _html(cell)) for index, cell in code_cells(notebook))
    return {index: html for index, html in made if html}


@lru_cache(maxsize=1000)  # drawing the forms is a third of the time until a page's first word
def _html(cell: Cell) -> str:
    if cell.source.strip() == SAME_FOR_ALL:
        return f'<div class="rc rc-words" data-known>{where_words()}</div>'
    return str(markup.form(cell.plan)) if cell.plan and cell.plan.is_for_all else ""


def summaries(notebook: Mapping[str, Any]) -> dict[int, str]:
    """Return what stands in place of each summary of the journey while it is worked out."""
    shown = [
        index
        for index, cell in code_cells(notebook)
        if cell.page == JOURNEY and SUMMARY.fullmatch(cell.source.strip())
    ]
    return {index: str(COMING_FIRST if index == shown[0] else COMING) for index in shown}
