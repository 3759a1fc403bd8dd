"""A folder of notebooks with pages of a test's own beside those of the workbook."""

from pathlib import Path
from shutil import copytree

from nbformat import NotebookNode, write
from nbformat.v4 import new_code_cell, new_notebook

from reconnect_widgets.places import notebooks_folder
from reconnect_widgets.stages import STAGES

KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}


def copy_of_notebooks(place: Path) -> Path:
    """Return a folder with all notebooks of the workbook."""
    return Path(
        copytree(notebooks_folder(), place / "own", ignore=lambda *_: [".ipynb_checkpoints"])
    )


def few_notebooks(place: Path, *numbers: str) -> Path:
    """Return a folder with some pages of the workbook alone, which are built in half the time."""
    folder = copy_of_notebooks(place)
    for stage in STAGES:
        if stage.number not in numbers:
            (folder / stage.file).unlink()
    return folder


def add_page(folder: Path, name: str, *cells: str | NotebookNode) -> None:
    """Write a notebook; words stand for a cell of code."""
    made = [new_code_cell(one) if isinstance(one, str) else one for one in cells]
    (folder / name).parent.mkdir(exist_ok=True)
    write(new_notebook(cells=made, metadata={"kernelspec": KERNEL}), folder / name)
