"""What happens to a notebook when its page is asked for, before its kernel starts.

The forms are put into the cells' metadata as disabled HTML, so that they stand in the page at once;
the same goes for which pages there are to link to. No answer is read here.
"""

import logging
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from ..stages import STAGES

log = logging.getLogger("reconnect")


def prepare_page(req: Any, notebook: NotebookNode, cwd: str) -> NotebookNode:
    """Voila's ``prelaunch_hook``: prepare ``notebook``, which lies in the folder ``cwd``."""
    folder = Path(getattr(req.contents_manager, "root_dir", "."), cwd or "")
    notebook.metadata["reconnect"] = {
        "there": [stage.file for stage in STAGES if (folder / stage.file).is_file()]
    }
    for index, html in _skeletons(notebook).items():
        notebook.cells[index].metadata["reconnect"] = {"html": html}
    return notebook


def _skeletons(notebook: NotebookNode) -> dict[int, str]:
    """Return each form's HTML by its cell; a page works without them, so no error stops it."""
    try:
        from .skeleton import skeletons

        return dict(skeletons(notebook))
    except Exception as error:  # noqa: BLE001
        log.warning("The forms of a page could not be drawn ahead: %s", type(error).__name__)
        return {}
