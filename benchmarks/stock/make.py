"""Writes the notebooks that stock Voila serves: both pages of the form, and the floor's two."""

import json
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

KERNEL = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
START = "from form import ask, floor"


def write_notebooks(form: Path, folder: Path) -> None:
    """Write ``one``, ``two``, ``floor-one`` and ``floor-two`` into ``folder``."""
    pages: list[dict[str, Any]] = json.loads(form.read_text("utf-8"))
    for number, page in enumerate(pages):
        parts = page["parts"]
        cells = [
            new_markdown_cell(part["prose"])
            if "prose" in part
            else new_code_cell(f"ask({number}, {index})")
            for index, part in enumerate(parts)
        ]
        floor = [new_markdown_cell(f"# {page['title']}"), new_code_cell(f"floor({number})")]
        other = pages[1 - number]["title"]
        for name, body in (("", cells), ("floor-", floor)):
            link = f"[{other}]({name}{'one' if number else 'two'}.ipynb)"
            path = folder / f"{name}{'two' if number else 'one'}.ipynb"
            _write(path, [new_code_cell(START), *body, new_markdown_cell(link)])


def _write(path: Path, cells: list[nbformat.NotebookNode]) -> None:
    notebook = new_notebook(cells=cells, metadata={"kernelspec": KERNEL})
    nbformat.write(notebook, path)
