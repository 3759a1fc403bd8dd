"""What happens to a notebook before its page is drawn.

The forms are put into the cells' metadata as HTML, so that they stand in the page at once; the same
goes for which pages there are to link to, and for where each part of the page begins. No answer is read here.
"""

import logging
from dataclasses import asdict
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from ..forms import FormPlan
from ..stages import STAGES
from .sections import sections

log = logging.getLogger("reconnect")


def prepare_page(req: Any, notebook: NotebookNode, cwd: str) -> NotebookNode:
    """Voila's ``prelaunch_hook``: prepare ``notebook``, which lies in the folder ``cwd``."""
    folder = Path(getattr(req.contents_manager, "root_dir", "."), cwd or "")
    notebook.metadata["reconnect"] = {
        "there": [stage.file for stage in STAGES if (folder / stage.file).is_file()],
    }
    for part in sections(notebook):
        notebook.cells[part.begins].metadata["reconnect"] = {"part": asdict(part)}
    for index, drawn in _drawn(notebook).items():
        notebook.cells[index].metadata["reconnect"] = drawn
    return notebook


def _drawn(notebook: NotebookNode) -> dict[int, dict[str, Any]]:
    """Return what stands in the page for each cell; a page works without it, so no error stops it."""
    try:
        from ..declarations import form_plans
        from .skeleton import skeletons, summaries

        plans = form_plans(notebook)
        drawn = {
            index: {"html": html, **(_part_of(plans[index]) if index in plans else {})}
            for index, html in skeletons(notebook).items()
        }
        coming = summaries(notebook).items()
        return drawn | {index: {"html": html, "comes": True} for index, html in coming}
    except Exception as error:  # noqa: BLE001
        log.warning("The forms of a page could not be drawn ahead: %s", type(error).__name__)
        return {}


def _part_of(plan: FormPlan) -> dict[str, Any]:
    return {"module": plan.module, "private": bool(plan.button)}
