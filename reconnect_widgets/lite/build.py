"""Writes the workbook as a folder of files, which any web server can give: ``reconnect build FOLDER``."""

import asyncio
import json
import os
import posixpath
import re
import shutil
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ..declarations import idle_conditions, questions
from ..exceptions import ReconnectError
from ..hosting import BROWSER
from ..page.notebooks import version_of
from ..places import notebooks_folder
from ..servers import put_first, require_start_page
from ..stages import STAGES
from ..voila.settings import PACKAGE, workbook_config
from ..voila.strangers import draw
from .archive import all_files, compiled, for_pages, packed
from .distribution import LIBRARY, LOCK, Distribution, distribution
from .pages import draw_pages, header_file, meta_policy, policy

MADE = "reconnect-build.json"
"""Tells a folder that an earlier build wrote from any other, which is left alone."""

NEW = ".reconnect-new"
"""Holds the files of a build until all of them are there."""

BUILT = Path(__file__).parent / "static"
PAGE = "in_browser.js"
"""The script that stands in each page."""

WORKER, AGE = "static/python_worker.js", "static/age.js"
SERVICE = "service_worker.js"
HEADERS, MISSING = "_headers", "404.html"
"""What some hosts send with all pages, and in place of one that is not there."""

INDEX = "index.html"

LINK = re.compile(r'(?:href|src)="(?![a-z]+:|#|\./?")([^"#?]+)')
"""An address in this folder."""

STYLE, SCRIPT = "static/shell.css", "static/shell.js"
ARCHIVE = "static/python.files"
MORE = "more.zip"
"""The part of Python's own library that comes with pandas."""

JOURNEY = STAGES[-1].file

MARKED = "utf-8-sig"
"""How words of any language are written: with a mark that browsers take before what a host says of them."""

INDEX_HTML = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="robots" content="noindex, nofollow">
<meta name="referrer" content="no-referrer">
<noscript><meta http-equiv="refresh" content="0; url=00-start-here.html"></noscript>
<title>Notes</title>
<link rel="icon" href="data:,">
</head>
<body><p><a href="00-start-here.html">Go to the start</a></p>
<script>{}</script></body>
</html>
"""


def build(folder: Path, pyodide: str | None = None, notebooks: Path | None = None) -> list[str]:
    """Write the workbook into a folder; return what whoever builds it should know.

    ``pyodide`` names a distribution (see :func:`.distribution.distribution`). A folder that an earlier
    build wrote is written anew. Raises :class:`ReconnectError` when something is in the way; then the
    folder is as it was.
    """
    source = notebooks.expanduser() if notebooks else notebooks_folder()
    require_start_page(source)
    _require_own(folder)
    os.environ["RECONNECT_PLACE"] = BROWSER.name
    with TemporaryDirectory() as work:
        found = distribution(pyodide, Path(work))
        files, notes = _made(source, found, Path(work))
        _write(folder, files)
    return notes


def _made(source: Path, found: Distribution, work: Path) -> tuple[dict[str, bytes], list[str]]:
    notes = []
    every = all_files(source)
    made = compiled(every, found, work)
    if made is None:
        notes.append(
            "Node is missing, so Python is not compiled: pages take longer to come to life."
        )
    if not found.later:
        notes.append(
            "This Pyodide has no pandas, so page 13 will say that its summary is not there. A whole "
            "distribution has it; name one by --pyodide."
        )
    # Not every host knows that `.mjs` is a script, and browsers run none that is not given as one.
    core = {path.name.replace(".mjs", ".js"): path.read_bytes() for path in found.core()}
    if made:
        core[LIBRARY] = packed(made.library)
    wheels = made.wheels if made else {path.name: path.read_bytes() for path in found.wheels()}
    core[LOCK] = found.own_lock(wheels).encode()
    if found.later:
        wheels[MORE] = packed(made.more if made else {})
    home = f"pyodide-{version_of(b''.join((core | wheels).values()))}/"
    files = {f"{home}{name}": content for name, content in (core | wheels).items()}
    files[ARCHIVE] = for_pages(made.python if made else every)
    files |= {name: (BUILT / Path(name).name).read_bytes() for name in (WORKER, AGE)}
    plan = {
        "pyodide": f"../{home}",
        "first": found.first,
        "later": found.later,
        "more": f"../{home}{MORE}",
        "needs": [JOURNEY],
        "archive": f"../{_named(ARCHIVE, files)}",
        "sizes": {name: len(content) for name, content in core.items()}
        | {Path(ARCHIVE).name: len(files[ARCHIVE])},
    }
    files[WORKER] = _with_plan(plan, files[WORKER])
    files |= _pages(source, files)
    notes += _left_out(source, files)
    files[SERVICE] = _service_worker(files, {f"{home}{name}" for name in wheels})
    return files, notes


def _pages(source: Path, files: dict[str, bytes]) -> dict[str, bytes]:
    put_first("JUPYTER_PATH", PACKAGE)
    config = workbook_config(source)
    shell: dict[str, Any] = config.VoilaConfiguration.resources["shell"]
    page = (BUILT / PAGE).read_text("utf-8")
    made = {
        STYLE: shell["style"].encode(MARKED),
        SCRIPT: f"{shell['script']}\n{page}".encode(MARKED),
    }
    own = {
        name: (Path(__file__).parent / f"{name}.js").read_text("utf-8")
        for name in ("home", "index")
    }
    shell["signals"] |= own
    rules = policy(shell)
    shell |= {
        "worker": _named(WORKER, files),
        "policy": meta_policy(rules),
        "build": version_of(
            json.dumps([shell["build"], *sorted(map(version_of, (files | made).values()))]).encode()
        ),
    }
    # It needs no other file, for it is shown at any address.
    made[MISSING] = draw("404.html", shell=shell, logged_in=True, base_url="./").encode(MARKED)
    shell["files"] = {"style": _named(STYLE, made), "script": _named(SCRIPT, made)}
    drawn = asyncio.run(draw_pages(source, config))
    made |= {path: html.encode(MARKED) for path, html in drawn.items()}
    index = INDEX_HTML.format(own["index"]).encode()
    return made | {INDEX: index, HEADERS: header_file(rules).encode()}


def _left_out(source: Path, files: dict[str, bytes]) -> Iterator[str]:
    """Give a note for each notebook that is no page, and for what leads to nothing or waits for it."""
    pages = {stage.file for stage in STAGES}
    for notebook in sorted(source.glob("*.ipynb")):
        if notebook.name not in pages:
            yield f"{notebook.name} is no page of the workbook, so it was left out."
            continue
        for mistake in idle_conditions(json.loads(notebook.read_bytes()), questions(source)):
            yield f"{notebook.name}: {mistake}"
    for name, content in files.items():
        if not name.endswith(".html") or name == MISSING:
            continue
        for link in sorted(set(LINK.findall(content.decode()))):
            if posixpath.normpath(posixpath.join(posixpath.dirname(name), link)) not in files:
                yield f"{name} links to {link}, which is not there."


def _service_worker(files: dict[str, bytes], later: set[str]) -> bytes:
    """Return the script that keeps this build for when there is no network."""
    own = (Path(__file__).parent / SERVICE).read_bytes()
    names = sorted({*files} - {HEADERS, MISSING})
    plan = {
        "build": version_of(b"".join(files[name] for name in names) + own),
        "first": {_named(name, files): _sum(files[name]) for name in names if name not in later},
        "later": {name: _sum(files[name]) for name in sorted(later)},
    }
    return _with_plan(plan, own)


def _with_plan(plan: dict[str, Any], script: bytes) -> bytes:
    return f"globalThis.RECONNECT_BUILD = {json.dumps(plan)};\n".encode() + script


def _sum(content: bytes) -> str:
    return sha256(content).hexdigest()


def _named(name: str, files: dict[str, bytes]) -> str:
    """Return the address of a file; with what it holds in it, so that no older one is taken for it."""
    return f"{name}?v={version_of(files[name])}" if name.startswith("static/") else name


def _require_own(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise ReconnectError(f"{folder} is not a folder.")
    is_ours = (folder / MADE).is_file()
    if folder.is_dir() and not is_ours and any(one.name != NEW for one in folder.iterdir()):
        raise ReconnectError(
            f"{folder} holds other things. Please name a folder that is empty or new."
        )


def _write(folder: Path, files: dict[str, bytes]) -> None:
    """Write all files into a folder in it, move each to its place, and take away what is left of before.

    What else somebody has put there, such as a ``CNAME`` or a ``.git``, stays.
    """
    folder = folder.resolve()
    made = folder / NEW  # on the same disk
    shutil.rmtree(made, ignore_errors=True)
    before = _written_before(folder)
    files |= {MADE: json.dumps({"files": sorted(files)}).encode(), ".nojekyll": b""}
    try:
        for name, content in files.items():
            path = made / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        for name in files:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            (made / name).replace(path)
        for path in before - {folder / name for name in files}:
            path.unlink(missing_ok=True)
            if path.parent.is_dir() and not any(path.parent.iterdir()):
                path.parent.rmdir()
    except OSError as error:
        raise ReconnectError(
            f"The workbook could not be written to {folder}: {error.strerror}."
        ) from error
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _written_before(folder: Path) -> set[Path]:
    """Return the files that an earlier build wrote."""
    try:
        names = json.loads((folder / MADE).read_text("utf-8"))["files"]
        paths = {(folder / name).resolve() for name in names}
    except (OSError, ValueError, TypeError, KeyError):
        return set()
    return {path for path in paths if path.is_relative_to(folder)}
