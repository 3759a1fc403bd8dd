"""What is put into a notebook before its page is drawn: what the template cannot tell by itself.

The forms are put into the cells' metadata as HTML, so that they stand in the page at once; the same
goes for which pages there are to link to, and for where each part of the page begins. No answer is read here.
"""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from ..declarations import form_plans
from ..stages import STAGES
from ..terminal import log
from .sections import sections
from .skeleton import skeletons, summaries


def prepare(notebook: NotebookNode, folder: Path) -> None:
    """Prepare a notebook that lies in a folder."""
    notebook.metadata["reconnect"] = {
        "there": [stage.file for stage in STAGES if (folder / stage.file).is_file()],
    }
    for part in sections(notebook):
        notebook.cells[part.begins].metadata["reconnect"] = {"part": asdict(part)}
    try:
        drawn = _drawn(notebook)
    except Exception as error:  # noqa: BLE001  # a page works without it
        log.warning("The forms of a page could not be drawn ahead: %s", type(error).__name__)
        return
    for index, shown in drawn.items():
        notebook.cells[index].metadata["reconnect"] = shown


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
