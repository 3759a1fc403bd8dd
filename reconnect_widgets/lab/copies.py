"""The reader's own copy of the notebooks, made where the workbook's cannot be written to.

A file that is missing is added; one that the reader never changed is brought up to date; one that
the reader changed is never overwritten. What we last wrote is noted beside the copies as a
fingerprint of what a person can change, so that running or saving a page changes nothing.
"""

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..declarations import source_of
from ..exceptions import PlaceError
from ..places import write_whole

NOTE = ".as-delivered.json"


@dataclass(frozen=True)
class Copies:
    """Where the copies are, and what happened to them, as names of files."""

    folder: Path
    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()

    def __str__(self) -> str:
        parts = (
            ("added", self.added),
            ("brought up to date", self.updated),
            (
                "left as you changed it" if len(self.kept) == 1 else "left as you changed them",
                self.kept,
            ),
        )
        news = ", ".join(f"{len(names)} {words}" for words, names in parts if names)
        return f"Your notebooks are in {self.folder}" + (f" ({news})." if news else ".")


def needs_copy(folder: Path) -> bool:
    """Say whether the notebooks are an installed package's, or cannot be written to."""
    installed = folder.parent == Path(__file__).parents[1]
    writable = os.access(folder, os.W_OK) and all(
        os.access(f, os.W_OK) for f in folder.glob("*.ipynb")
    )
    return installed or not writable


def bring_copies(source: Path, folder: Path) -> Copies:
    """Copy the notebooks of ``source`` to ``folder`` as far as the reader's changes allow."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return _bring(source, folder)
    except OSError as error:
        raise PlaceError(f"The folder for your notebooks cannot be used: {folder}.") from error


def _bring(source: Path, folder: Path) -> Copies:
    delivered = _read_note(folder)
    told: dict[str, list[str]] = {"added": [], "updated": [], "kept": []}
    for original in sorted(source.glob("*.ipynb")):
        name, new = original.name, original.read_bytes()
        here = fingerprint((folder / name).read_bytes()) if (folder / name).exists() else None
        if here is None:
            told["added"].append(name)
        elif here == fingerprint(new):
            delivered[name] = here
            continue
        elif here == delivered.get(name):
            told["updated"].append(name)
        else:
            told["kept"].append(name)
            continue
        write_whole(folder / name, new)
        delivered[name] = fingerprint(new)
    write_whole(folder / NOTE, json.dumps(delivered, indent=1).encode())
    return Copies(folder, **{key: tuple(names) for key, names in told.items()})


def fingerprint(content: bytes) -> str:
    """Return a hash of a notebook that stays the same when it is only run or saved."""
    try:
        notebook = json.loads(content)
        cells = [_as_written(cell) for cell in notebook["cells"]]
        # JupyterLab rewrites the kernel's and the language's names whenever it saves.
        told = {
            k: v
            for k, v in notebook["metadata"].items()
            if k not in ("kernelspec", "language_info")
        }
        content = json.dumps([cells, told], sort_keys=True).encode()
    except (ValueError, KeyError, TypeError, AttributeError):
        pass  # not a notebook any more: then its bytes count
    return hashlib.sha256(content).hexdigest()


def _as_written(cell: dict[str, Any]) -> list[Any]:
    words = source_of(cell)
    return [cell["cell_type"], words, cell.get("metadata", {}), cell.get("attachments", {})]


def _read_note(folder: Path) -> dict[str, str]:
    try:
        note = json.loads((folder / NOTE).read_bytes())
    except (FileNotFoundError, ValueError):
        return {}
    return note if isinstance(note, dict) else {}
