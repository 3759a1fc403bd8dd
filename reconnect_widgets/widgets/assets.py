"""The JavaScript and CSS that widgets send to the browser.

A widget's module is one plain ES module. What several share stands in files without imports or
exports, which are put before it: so nothing is built and nothing is fetched from elsewhere.
"""

import os
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
SHEETS = ("look.css", "charts.css", "desk.css")


@cache
def module(*names: str) -> str:
    """Return the text of these JavaScript files as one module; the last one has the export."""
    return "\n".join((FOLDER / name).read_text("utf-8") for name in names)


@cache
def stylesheet() -> str:
    """Return the shared look, or nothing in Voila, whose page brings it before any kernel is there."""
    if "VOILA_REQUEST_URL" in os.environ:
        return ""
    return "\n".join((FOLDER / name).read_text("utf-8") for name in SHEETS)
