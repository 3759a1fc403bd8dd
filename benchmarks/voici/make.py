"""Writes the folder that Voici makes of the form's two pages: ``voici build``, and a Pyodide for it.

Nothing may come from elsewhere while it is measured, so the libraries are part of that Pyodide.
"""

import hashlib
import json
import re
import shutil
import subprocess
import tarfile
from collections.abc import Sequence
from email.parser import HeaderParser
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from packaging.requirements import Requirement

from ..environments import environment
from ..same_form import measured_pages, write_form
from ..stock.make import write_notebooks

HERE = Path(__file__).parent
PYODIDE = "0.29.0"
"""The npm package with which this version of Voici's kernel works."""

PYTHON = "3.13"
LIBRARIES = ("ipython", "ipywidgets", "jedi", "micropip", "six")
BROWSER = {"extra": "", "sys_platform": "emscripten", "python_version": PYTHON}
STAND_IN = "sqlite3"
"""The kernel asks for it, that package does not have it, and the form does not need it."""

FIRST = "voici/render/one.html"


def write_site(folder: Path) -> Path:
    """Write the notebooks and what serves them below ``folder``; return what a web space gives."""
    programs, notebooks, site = environment("voici") / "bin", folder / "notebooks", folder / "site"
    notebooks.mkdir(parents=True)
    write_form(notebooks / "form.json")
    write_notebooks(notebooks / "form.json", notebooks)
    shutil.copy(HERE.parent / "stock" / "form.py", notebooks)
    shutil.copy(HERE / "kept.py", notebooks)
    earlier = {page.text.id: page.mark for page in measured_pages()}
    (notebooks / "answers.json").write_text(json.dumps(earlier), "utf-8")
    build: list[str | Path] = [programs / "voici", "build", ".", "--contents", notebooks]
    build += ["--output-dir", site, "--pyodide", _pyodide(folder, programs / "python")]
    _run([*build, "--no-sourcemaps", "--no-unused-shared-packages"], folder)
    return site


def _pyodide(folder: Path, python: Path) -> Path:
    """Return an archive with npm's Pyodide and the libraries, all of them in its list of packages."""
    _run(["npm", "pack", "--silent", f"pyodide@{PYODIDE}"], folder)
    with tarfile.open(folder / f"pyodide-{PYODIDE}.tgz") as packed:
        packed.extractall(folder, filter="data")
    core = folder / "package"
    ask: list[str | Path] = [python, "-m", "pip", "download", "--quiet", "--dest", core]
    ask += ["--only-binary=:all:", "--platform=any", "--implementation=py", "--abi=none"]
    _run([*ask, f"--python-version={PYTHON}", *LIBRARIES], folder)
    _write_stand_in(core)
    wheels = {_plain(path.name.split("-")[0]): path for path in sorted(core.glob("*.whl"))}
    lock = json.loads((core / "pyodide-lock.json").read_text("utf-8"))
    lock["packages"] = {name: _package(name, path, {*wheels}) for name, path in wheels.items()}
    (core / "pyodide-lock.json").write_text(json.dumps(lock), "utf-8")
    with tarfile.open(folder / "pyodide.tar.bz2", "w:bz2") as archive:
        archive.add(core, "pyodide")
    return folder / "pyodide.tar.bz2"


def _package(name: str, wheel: Path, known: set[str]) -> dict[str, Any]:
    with ZipFile(wheel) as opened:
        names = opened.namelist()
        about = next(one for one in names if one.endswith(".dist-info/METADATA"))
        said = HeaderParser().parsestr(opened.read(about).decode())
    asked = map(Requirement, said.get_all("Requires-Dist") or [])
    needs = {_plain(one.name) for one in asked if not one.marker or one.marker.evaluate(BROWSER)}
    modules = {one.split("/")[0] for one in names if re.fullmatch(r"\w+(/__init__)?\.py", one)}
    return {
        "name": name,
        "version": said["Version"],
        "file_name": wheel.name,
        "install_dir": "site",
        "sha256": hashlib.sha256(wheel.read_bytes()).hexdigest(),
        "package_type": "package",
        "imports": sorted(one.removesuffix(".py") for one in modules),
        "depends": sorted(needs & known),
        "unvendored_tests": False,
    }


def _write_stand_in(folder: Path) -> None:
    about = f"{STAND_IN}-1.0.0.dist-info"
    with ZipFile(folder / f"{STAND_IN}-1.0.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr(
            f"{about}/METADATA", f"Metadata-Version: 2.1\nName: {STAND_IN}\nVersion: 1.0.0\n"
        )
        wheel.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        wheel.writestr(f"{about}/RECORD", "")


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _run(command: Sequence[str | Path], folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{command[0]} could not do its part.\n{done.stderr}")
