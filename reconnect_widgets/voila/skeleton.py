"""The forms of a page as HTML, before any kernel has run it.

From what a notebook declares (:mod:`reconnect_widgets.declarations`) this makes the HTML that the widget
will show. So the questions stand in the page as soon as it arrives, and nothing jumps when the kernel is
ready.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from markupsafe import Markup

from ..declarations import Cell, code_cells
from ..stages import JOURNEY
from ..views.where import where_words
from ..widgets import markup

SAME_FOR_ALL = "page.show(where_answers())"
"""The words of this cell need no reader."""

SUMMARY = re.compile(r"page\.show\(\s*(?!plans|example_reader)\w+\(.*\),?\s*\)", re.DOTALL)
"""A cell that shows what takes pandas, and that for every reader."""

COMING_FIRST = Markup(
    '<div class="rc rc-words rc-coming rc-coming-first"><p role="status">Your answers are being added up. '
    "The first time, this can take a while. You can read and answer meanwhile.</p></div>"
)
COMING = Markup('<div class="rc rc-words rc-coming"><p>This is being worked out.</p></div>')


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
