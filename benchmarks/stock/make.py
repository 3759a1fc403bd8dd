"""Writes the notebooks that stock Voila serves: both pages of the form, and the floor's two."""

import json
from pathlib import Path
from typing import Any

KERNEL = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
START = "import ipywidgets\nfrom form import ask, floor"


def write_notebooks(form: Path, folder: Path) -> None:
    """Write ``one``, ``two``, ``floor-one`` and ``floor-two`` into ``folder``."""
    pages: list[dict[str, Any]] = json.loads(form.read_text("utf-8"))
    for number, page in enumerate(pages):
        whole = [
            _prose(part["prose"]) if "prose" in part else _code(f"ask({number}, {index})")
            for index, part in enumerate(page["parts"])
        ]
        floor = [_prose(f"# {page['title']}"), _code(f"floor({number})")]
        mine, other = ("two", "one") if number else ("one", "two")
        for name, body in (("", whole), ("floor-", floor)):
            link = f"[{pages[1 - number]['title']}]({name}{other}.ipynb)"
            cells = [_code(START), *body, _prose(link)]
            (folder / f"{name}{mine}.ipynb").write_text(_notebook(cells), "utf-8")


def _prose(words: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "source": words}


def _code(words: str) -> dict[str, Any]:
    return {"cell_type": "code", "source": words, "outputs": [], "execution_count": None}


def _notebook(cells: list[dict[str, Any]]) -> str:
    numbered = [{**cell, "id": f"cell{n}", "metadata": {}} for n, cell in enumerate(cells)]
    metadata = {"kernelspec": KERNEL}
    return json.dumps({"cells": numbered, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})
