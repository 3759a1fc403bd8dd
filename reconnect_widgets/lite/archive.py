"""Packs the notebooks, the workbook's package and what both import into an archive for the browser."""

import io
import json
import re
import shutil
import subprocess
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, distribution
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from packaging.requirements import Requirement

from ..exceptions import ReconnectError
from .distribution import Distribution as Pyodide

PACKAGE = Path(__file__).parent.parent
ONLY_FOR_SERVERS = (
    "voila/templates",
    "voila/page_script",
    "voila/etc",
    "kernels",
    "lab",
    "notebooks",
)
"""What is below the package and no page in a browser needs."""

LIBRARIES = (
    "ipywidgets",
    "anywidget",
    "ipython",
    "filelock",
    "platformdirs",
    "markupsafe",
    "icalendar",
)
NOT_NEEDED = ("jedi", "parso", "pexpect", "ptyprocess", "jupyterlab-widgets", "widgetsnbextension")
"""Libraries of those that serve a terminal, an editor or a server."""

BROUGHT_BY_PAGES = (".js", ".mjs")

WHEN_PRESSED = ("icalendar", "dateutil", "tzdata", "six", "typing_extensions", "attr")
"""Libraries that are imported when a reader presses a button: they stay whole."""

UNUSED = """
    encodings/big5 encodings/euc_ encodings/gb encodings/hz encodings/iso2022 encodings/johab
    encodings/mac_ encodings/shift_jis ensurepip/ idlelib/ lib2to3/ multiprocessing/
    pydoc_data/ turtledemo/ venv/ wsgiref/ xmlrpc/ ftplib.py imaplib.py mailbox.py nntplib.py
    poplib.py smtplib.py telnetlib.py turtle.py wave.py
"""
"""Of Python's own library, what needs other programs, other computers, a terminal or a screen."""

BY_NAME = """
    encodings/ascii encodings/cp1252 encodings/cp437 encodings/idna encodings/iso8859_1.
    encodings/latin_1 encodings/punycode encodings/raw_unicode encodings/unicode_ encodings/utf_
"""
"""Of Python's own library, what is asked for by a name in a text, when nobody expects it."""

LEFT_OUT = re.compile(
    r"(^|/)(\.\.|tests?|__pycache__|static)/|\.dist-info/|\.(so|pyd|pyi|tar\.gz|md|typed)$|/bin/"
)
UNPACKED = re.compile(r"site/(reconnect_widgets|notebooks|IPython|[^/]+\.dist-info)/")
"""What looks for files beside its own."""

LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The date of all files in an archive, so that the same files make the same archive."""

COMPILER = Path(__file__).parent / "compile.mjs"

Files = dict[str, bytes]
"""What an archive holds, by the path in it."""


def all_files(notebooks: Path) -> Files:
    """Return the notebooks, the package and its libraries."""
    files: Files = {}
    for library in _libraries():
        root = Path(str(library.locate_file("")))
        for name in library.files or ():
            files |= _file(root, Path(str(library.locate_file(name))))
        # Some ask for their own version.
        said = f"Metadata-Version: 2.1\nName: {library.name}\nVersion: {library.version}\n"
        files[f"site/{library.name}-{library.version}.dist-info/METADATA"] = said.encode()
    for path in sorted(PACKAGE.rglob("*")):
        is_for_servers = path.relative_to(PACKAGE).as_posix().startswith(ONLY_FOR_SERVERS)
        if not is_for_servers and path.suffix not in BROUGHT_BY_PAGES:
            files |= _file(PACKAGE.parent, path)
    for path in sorted(notebooks.glob("*.ipynb")):
        files[f"site/notebooks/{path.name}"] = path.read_bytes()
    return files


def _file(root: Path, path: Path) -> Files:
    if not path.is_file() or not path.is_relative_to(root):
        return {}
    name = path.relative_to(root).as_posix()
    return {} if LEFT_OUT.search(name) else {f"site/{name}": path.read_bytes()}


def for_pages(files: Files) -> bytes:
    """Return the archive that a page unpacks (page_script/archive.js), deflated.

    A line of JSON says the name and the size of each file, and all that is in them follows.
    Libraries stay in an archive in it, from which Python reads them.
    """
    own = {name: content for name, content in files.items() if UNPACKED.match(name)}
    libraries = {name.removeprefix("site/"): files[name] for name in {*files} - {*own}}
    own["libraries.zip"] = packed(libraries, ZIP_STORED)
    sizes = [(name, len(own[name])) for name in sorted(own)]
    return zlib.compress(
        b"\n".join([json.dumps(sizes).encode(), b"".join(own[name] for name, _ in sizes)]), level=9
    )


def packed(files: Files, way: int = ZIP_DEFLATED) -> bytes:
    """Return an archive; the same files make the same one."""
    target = io.BytesIO()
    with ZipFile(target, "w", compresslevel=9) as archive:
        for name in sorted(files):
            info = ZipInfo(name, LONG_AGO)
            info.compress_type = way
            archive.writestr(info, files[name])
    return target.getvalue()


def unpacked(archive: bytes) -> Files:
    """Return what is in an archive."""
    with ZipFile(io.BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in opened.namelist() if not name.endswith("/")}


@dataclass(frozen=True)
class Compiled:
    """What a Pyodide has made of Python: bytecode, and nothing that no page needs."""

    python: Files
    library: Files
    """Python's own library."""
    more: Files
    """The part of it that comes with pandas."""
    wheels: dict[str, bytes]
    """What page 13 needs besides, by name."""


def compiled(files: Files, found: Pyodide, work: Path) -> Compiled | None:
    """Return what the pages need of these files and of a Pyodide; without Node there is nothing.

    Raises :class:`ReconnectError` for a page that does not work there.
    """
    node = shutil.which("node")
    if not node:
        return None
    archive = work / "all.zip"
    made = [work / name for name in ("python.zip", "library.zip", "more.zip")]
    wheels = {path: work / f"compiled-{path.name}" for path in found.wheels()}
    archive.write_bytes(packed(files, ZIP_STORED))
    plan = work / "plan.json"
    said = {
        "pyodide": str(found.folder.resolve()),
        "packages": found.first,
        "archive": str(archive),
        "whole": WHEN_PRESSED,
        "unused": UNUSED.split(),
        "named": BY_NAME.split(),
        "wheels": {str(path): str(target) for path, target in wheels.items()},
        **dict(zip(("python", "library", "more"), map(str, made), strict=True)),
    }
    plan.write_text(json.dumps(said), "utf-8")
    done = subprocess.run([node, COMPILER, plan], capture_output=True, text=True, check=False)
    if done.returncode:
        why = done.stderr.strip().rpartition("RuntimeError: ")[2]  # what needed.py says, if it did
        raise ReconnectError(f"The workbook could not be compiled for the browser. {why}")
    python, library, more = (unpacked(path.read_bytes()) for path in made)
    anew = {path.name: packed(unpacked(target.read_bytes())) for path, target in wheels.items()}
    return Compiled(python, library, more, anew)


def _libraries() -> Iterator[Distribution]:
    wanted, found = [*LIBRARIES], {*NOT_NEEDED}
    while wanted:
        name = wanted.pop().replace("_", "-").lower()
        if name not in found:
            found.add(name)
            library = distribution(name)
            yield library
            wanted += _needs(library.requires or ())


def _needs(requirements: Iterable[str]) -> Iterator[str]:
    for requirement in map(Requirement, requirements):
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            yield requirement.name
