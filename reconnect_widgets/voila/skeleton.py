"""What is put into a notebook before its page is drawn, for the template to find it there.

From what it declares (:mod:`reconnect_widgets.declarations`) come its forms, as the HTML that the widget
will show: the questions stand in the page as soon as it arrives, and nothing jumps when the kernel is
ready. Beside them: where each part begins, and which pages there are to link to. No answer is read here.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from markupsafe import Markup
from nbformat import NotebookNode

from ..declarations import Cell, code_cells
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
        for index, shown in stand_ins(notebook).items():
            notebook.cells[index].metadata["reconnect"] = shown
    except Exception as error:  # noqa: BLE001  # a page works without it
        log.warning("The forms of a page could not be drawn ahead: %s", type(error).__name__)


def stand_ins(notebook: Mapping[str, Any]) -> dict[int, dict[str, Any]]:
    """Return what stands in the page for each cell until its kernel is there: HTML, and what it is.

    A form is still disabled. One that is not for all has none: who it is for is known only once its
    reader is. In place of a summary of the journey stands that it is being worked out.
    """
    shown: dict[int, dict[str, Any]] = {}
    coming = COMING_FIRST
    for index, cell in code_cells(notebook):
        if cell.page == JOURNEY and SUMMARY.fullmatch(cell.source.strip()):
            shown[index], coming = {"html": str(coming), "comes": True}, COMING
        elif html := _html(cell):
            shown[index] = {"html": html}
            if cell.plan:
                shown[index] |= {"module": cell.plan.module, "private": bool(cell.plan.button)}
    return shown


def _html(cell: Cell) -> str:
    if cell.source.strip() == SAME_FOR_ALL:
        return f'<div class="rc rc-words" data-known>{where_words()}</div>'
    return str(markup.form(cell.plan)) if cell.plan and cell.plan.is_for_all else ""
