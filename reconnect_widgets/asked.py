"""Every question of the workbook, as its notebooks ask it, for what is done to answers of all pages."""

import json
from collections.abc import Mapping
from functools import cache

from .places import notebooks_folder
from .prompts import Prompt
from .stages import STAGES
from .voila.skeleton import form_plans


@cache
def asked() -> Mapping[str, tuple[str, Prompt]]:
    """Return every question by its id, with the number of the page that asks it first.

    A notebook that is missing or cannot be read asks nothing: the other pages go on without it.
    """
    found: dict[str, tuple[str, Prompt]] = {}
    for stage in STAGES:
        try:
            notebook = json.loads((notebooks_folder() / stage.file).read_text("utf-8"))
        except (OSError, ValueError):
            continue
        for plan in form_plans(notebook).values():
            for prompt in plan.prompts:
                found.setdefault(prompt.id, (stage.number, prompt))
    return found
