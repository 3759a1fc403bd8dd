"""Which pages belong to the example: those in a folder ``example`` that is in no folder of the disk.

``example/01-give-space.ipynb`` is the notebook ``01-give-space.ipynb`` with another file of answers
behind it. So links between pages stay in the workbook in which they stand.
"""

import posixpath

from ..places import EXAMPLE
from ..stages import STAGES

ANEW = "anew"
"""The query with which the example is begun anew, and with which story; the page comes without it."""

LINK = "RECONNECT_EXAMPLE_PAGE"
"""Names, in the environment of the reader's own pages, the address of the example but for its story."""

_FILES = {stage.file for stage in STAGES}


def is_of_example(path: str) -> bool:
    """Say whether the page at a path shows the example."""
    folder, file = posixpath.split(path)
    return posixpath.basename(folder) == EXAMPLE and file in _FILES


def notebook_of(path: str) -> str:
    """Return the path of the notebook from which a page is made."""
    if not is_of_example(path):
        return path
    folder, file = posixpath.split(path)
    return posixpath.join(posixpath.dirname(folder), file)


def example_of(path: str, file: str = "") -> str:
    """Return the path of the page in the example that is made from a notebook, or from ``file``."""
    folder, own = posixpath.split(notebook_of(path))
    return posixpath.join(folder, EXAMPLE, file or own)
